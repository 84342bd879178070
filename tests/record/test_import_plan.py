"""What an import would change: entries are recognised, what is unstated stays, and nothing is decided in silence."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stances.checks.constraints import find_violations
from stances.record.entries import Debate, Entry, Locator, Participant, Source
from stances.record.import_plan import ImportAction, ImportPlan, plan_import
from stances.record.record import Record
from stances.record.references import rename_references
from stances.record.vocabulary import Kind
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link, shown_debate
from tests.support.strategies import records


def _numbered(record: Record) -> Record:
    """The debate with slugs that any other has too: c-1, c-2."""
    slugs: dict[tuple[Kind, str], str] = {
        (kind, slug): f"{slug[0]}-{number}"
        for kind in Kind
        if kind is not Kind.DEBATE
        for number, slug in enumerate(record.of_kind(kind))
    }
    entries = [
        rename_references(entry, lambda kind, slug: slugs[kind, slug]).model_copy(
            update={"slug": slugs[entry.kind_name, entry.slug]}
        )
        for entry in record.entries()
    ]
    return Record.from_entries(record.debate, entries)


@examples(32)
@given(records(1).map(_numbered), records(1).map(_numbered), st.sampled_from([(), None]), st.booleans())
def test_whatever_is_imported_twice_is_imported_once_and_what_was_exported_changes_nothing(
    incoming: Record, into: Record, taken: tuple[()] | None, overwrite: bool
) -> None:
    plan = plan_import(incoming, into, taken=taken, overwrite=overwrite)
    _check_slugs(plan, into)
    once = plan.outcome
    again = plan_import(incoming, once, taken=taken, overwrite=overwrite)
    assert [step for step in again.steps if step.action is not ImportAction.SAME] == []
    assert not [hit for hit in find_violations(once, plan.put) if "does not exist" in hit.sentence]
    own = plan_import(into, into, taken=taken, overwrite=overwrite)
    assert [step for step in own.steps if step.conflicts or step.action is not ImportAction.SAME] == []
    assert plan_import(into, None).outcome == into


def _check_slugs(plan: ImportPlan, into: Record) -> None:
    """Each incoming entry has a place of its own, and none of the debate's own is lost."""
    places = [(step.entry.kind_name, step.entry.slug) for step in plan.steps]
    assert len(set(places)) == len(places)
    ends = [slug for kind, slug in places if kind in (Kind.CLAIM, Kind.LINK)]
    assert len(set(ends)) == len(ends)
    created = {step.entry.slug for step in plan.of(ImportAction.CREATE)}
    assert not any(into.get(step.entry.kind_name, step.entry.slug) for step in plan.of(ImportAction.CREATE))
    matched = [step for step in plan.steps if step.entry.slug not in created]
    assert all(step.existing == into.get(step.entry.kind_name, step.entry.slug) for step in matched)


def _fates(plan: ImportPlan) -> dict[str, str]:
    return {step.incoming.slug: f"{step.action} {step.entry.slug}" for step in plan.steps[1:]}


def _incoming(*entries: Entry, **about: Any) -> Record:
    return Record.from_entries(Debate.model_validate({"slug": "file", "title": "A file", **about}), entries)


def test_people_are_known_by_name_and_alias_claims_by_speaker_and_text_links_by_their_ends() -> None:
    into = argued(Participant(slug="radek", name="Karl Radek", aliases=("Sobelsohn",)))
    plan = plan_import(
        _incoming(
            Participant(slug="p1", name="SOBELSOHN", place="Tomsk"),
            Participant(slug="p2", name="Ann"),
            Participant(slug="carl", name="Dora"),
            claim("c1", "p2", None, text="Claim  thesis stands."),
            claim("c2", "p2", None, text="Claim ground stands."),
            claim("objection", "p1", None, text="Another one."),
            link("l1", "supports", "c2", "c1", rationale="Reason grounds"),
            link("l2", "undercuts", "objection", "l1"),
            *(into.disputes["turn"],),
        ),
        into,
    )
    assert _fates(plan) == {
        "p1": "change radek",
        "p2": "same ann",
        "carl": "create carl-2",
        "turn": "same turn",
        "c1": "same thesis",
        "c2": "same ground",
        "objection": "create objection-2",
        "l1": "same grounds",
        "l2": "create l2",
    }
    after = plan.outcome
    assert after.participants["radek"].name == "Karl Radek"
    assert after.participants["radek"].place == "Tomsk"
    assert (after.links["l2"].source, after.links["l2"].target) == ("objection-2", "grounds")


def test_what_is_not_stated_stays_what_was_empty_is_filled_and_what_differs_is_asked() -> None:
    into = argued(claim("own", "ann", "1928-05", note="Ours.", tags=["peace"]))
    file = Record.from_entries(
        into.debate,
        [
            *into.participants.values(),
            *into.disputes.values(),
            claim("own", "ann", "1928-06", text="Claim own stands.", title="New", tags=["war"]),
        ],
    )
    for taken, when in (((), "1928-05"), ([(Kind.CLAIM, "own")], "1928-06"), (None, "1928-06")):
        plan = plan_import(file, into, taken=taken)
        after = plan.outcome.claims["own"]
        assert [(step.key, step.conflicts) for step in plan.conflicts] == [
            ((Kind.CLAIM, "own"), (("when",),))
        ]
        assert (after.title, after.note, after.tags) == ("New", "Ours.", ("peace", "war"))
        assert after.when is not None
        assert after.when.text == when
    assert plan_import(file, into, overwrite=True).outcome.claims["own"].tags == ("war",)


def test_a_source_of_another_debate_is_added_and_its_locators_say_so() -> None:
    into = Record.from_entries(
        Debate.model_validate({"slug": "a", "title": "A", "sources": [Source(slug="s", title="One")]}),
        [*debate().entries(), claim("own", locator=Locator(page="1"))],
    )
    file = _incoming(
        *debate().entries(),
        claim("told", locator=Locator(page="2")),
        claim("said", locator=Locator(source="t", page="3")),
        sources=[{"slug": "s", "title": "Two"}, {"slug": "t", "title": "ONE"}],
    )
    after = plan_import(file, into).outcome
    assert [(source.slug, source.title) for source in after.debate.sources] == [("s", "One"), ("s-2", "Two")]
    places = {slug: c.locator and (c.locator.source, c.locator.page) for slug, c in after.claims.items()}
    assert places == {"own": (None, "1"), "told": ("s-2", "2"), "said": ("s", "3")}


def test_positions_are_matched_by_their_labels() -> None:
    into = shown_debate()
    dispute = into.disputes["bridge"].model_dump(mode="json")
    dispute["positions"] = [{**p, "value": -p["value"]} for p in dispute["positions"]]
    stance = into.stances["ann-bridge"].model_copy(update={"position": -1})
    others = [e for e in into.entries() if e.kind_name not in (Kind.DISPUTE, Kind.STANCE)]
    file = _incoming(*others, into.disputes["bridge"].model_validate(dispute), stance)
    plan = plan_import(file, into)
    assert _fates(plan)["ann-bridge"] == "same ann-bridge"


def test_an_entry_that_is_skipped_says_why_and_is_not_written() -> None:
    plan = plan_import(_incoming(*debate().entries(), claim("new")), debate()).skipping(
        {(Kind.CLAIM, "new"): "No."}
    )
    assert [(step.key, step.reason) for step in plan.of(ImportAction.SKIP)] == [((Kind.CLAIM, "new"), "No.")]
    assert plan.put == []
