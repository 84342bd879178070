"""Somebody who edits a claim by the site's own form, whatever its fields are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from lxml import html

CLAIM = "turn-made"
OWNER_TOKEN = "the-token-of-the-benchmark"


class Editor:
    """Fills in the edit form of one claim; `get` answers an address with the page that it has."""

    def __init__(self, home: str, get: Callable[[str], bytes], claim: str = CLAIM) -> None:
        self.address = f"{home}/claims/{claim}/edit"
        self._get = get
        self._saves = 0

    def fill_in(self) -> bytes:
        """The form as it is now, with another text: a save that changes something."""
        self._saves += 1
        form = self._form()
        fields = [(name, value) for name, value in form.form_values() if name != "text"]
        return urlencode([*fields, ("text", f"What was said, in its version {self._saves}.")]).encode()

    def _form(self) -> html.FormElement:
        page = html.document_fromstring(self._get(self.address).decode())
        for form in page.forms:
            if form.method == "POST" and "text" in form.fields:
                return form
        raise RuntimeError(f"{self.address} has no form for a claim")


def cookies(port: int | None = None) -> Mapping[str, str]:
    """What makes a browser the owner's."""
    return {"Cookie": f"{'-'.join(filter(None, ['stances', str(port or '')]))}={OWNER_TOKEN}"}
