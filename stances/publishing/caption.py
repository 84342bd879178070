"""The words around a figure: above, what it shows and leaves out; below, its source and the revision of the record."""

from __future__ import annotations

from dataclasses import dataclass

from stances.figures.metadata import Origin
from stances.graphics.legend import NO_LEGEND, Legend
from stances.publishing import wording
from stances.publishing.options import PublishOptions
from stances.record.source_wording import credit_line


@dataclass(frozen=True)
class Caption:
    """The words around a figure, and its origin.

    `notes` stand with the title: the day shown, and what the figure leaves out. `page` is “page 2 of 3” if it is divided. On a
    sheet the figure has its `legend` here, whose letters do not shrink with it.
    """

    title: str
    subtitle: str
    origin: Origin
    notes: tuple[str, ...] = ()
    page: str = ""
    legend: Legend = NO_LEGEND

    def footer(self, options: PublishOptions) -> str:
        """The source, revision, date and page, as far as the options ask for them and there are such."""
        drawn, revision = options.drawn, self.origin.record.revision
        parts = [credit_line(self.origin.record)] if options.shows_source else []
        parts += (
            [wording.note_revision(revision, self.origin.revised_on)]
            if options.shows_date and revision
            else []
        )
        parts += [wording.note_drawing(drawn)] if drawn else []
        text = " · ".join([*parts, self.page] if self.page else parts)
        return text[:1].upper() + text[1:]


def note(text: str) -> tuple[str, ...]:
    """A note that begins with a capital; none for an empty text."""
    return (text[:1].upper() + text[1:],) if text else ()
