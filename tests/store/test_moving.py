"""Moving claims and stances to another dispute."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stances.checks.constraints import describe_violations
from stances.record.entries import Claim, Dispute, Stance
from stances.record.record import Record
from stances.record.selection import disputes_of
from stances.store.moving import find_counterpart, move_claim, plan_move
from tests.support.properties import examples
from tests.support.small_debate import argued, claim
from tests.support.strategies import records


def scale(slug: str, *positions: tuple[int, str], **rest: Any) -> Dispute:
    listed = [{"value": v, "key": str(v), "label": label} for v, label in positions]
    values = {"title": slug, "question": "And this?", "positions": listed, **rest}
    return Dispute.model_validate({"slug": slug, **values})


DEGREES = scale("degrees", (2, "Wholly"), (0, "Open"))
HALF = scale("half", (2, "Entirely"), (1, "Partly"))
OPTIONS = scale("options", (1, "Stay"), (2, "Go"), scale="categorical")
OTHERS = scale("others", (1, "go"), (2, "Wait"), scale="categorical")


def stance(slug: str, dispute: str, position: int | None) -> Stance:
    values = {"participant": "ann", "dispute": dispute, "position": position, "when": "1928-05"}
    return Stance.model_validate({"slug": slug, **values, "attribution": "inferred"})


def test_a_claim_leaves_the_dispute_that_it_is_moved_from_and_names_none_twice() -> None:
    both = claim("x", dispute="turn", also=["other"])
    assert move_claim(both, "third").disputes == ("third", "other")
    assert move_claim(both, "third", "other").disputes == ("turn", "third")
    assert move_claim(both, "other").disputes == ("other",)
    assert move_claim(both, "turn", "other").disputes == ("turn",)
    assert move_claim(both, "third", "elsewhere").disputes == ("third", "other")


def test_degrees_keep_their_value_and_options_their_label() -> None:
    entirely, go = find_counterpart(DEGREES, 2, HALF), find_counterpart(OPTIONS, 2, OTHERS)
    assert (entirely and entirely.label, go and go.value) == ("Entirely", 1)
    assert find_counterpart(DEGREES, 0, HALF) is None
    assert find_counterpart(OPTIONS, 1, OTHERS) is None
    assert find_counterpart(OPTIONS, 2, DEGREES) is None


def test_what_does_not_fit_the_scale_stays_and_links_have_no_dispute() -> None:
    stances = [stance("fits", "degrees", 2), stance("misfit", "degrees", 0), stance("open", "degrees", None)]
    shown = argued(DEGREES, HALF, *stances)
    link = shown.links["objects"]
    plan = plan_move(shown, [*stances, shown.claims["thesis"], link], HALF)
    assert [(after.slug, after.dispute) for _, after in plan.moves] == [
        ("fits", "half"),
        ("open", "half"),
        ("thesis", "half"),
    ]
    assert plan.misfits == (stances[1],)
    assert plan.unmoved == (link,)
    again = shown.with_edits([after for _, after in plan.moves])
    assert plan_move(again, [again.claims["thesis"]], HALF).unmoved == (again.claims["thesis"],)


@examples(60)
@given(shown=records(), data=st.data())
def test_a_move_breaks_no_rule_and_changes_nothing_but_disputes(shown: Record, data: st.DataObject) -> None:
    if not shown.disputes:
        return
    entries = list(shown.entries())
    chosen = data.draw(st.lists(st.sampled_from(entries), unique_by=lambda e: (e.kind_name, e.slug)))
    target, origin = (data.draw(st.sampled_from(list(shown.disputes))) for _ in range(2))
    plan = plan_move(shown, chosen, shown.disputes[target], origin)
    outcomes = [*(before for before, _ in plan.moves), *plan.misfits, *plan.unmoved]
    assert sorted(map(id, outcomes)) == sorted(map(id, chosen))
    moved = [after for _, after in plan.moves]
    assert describe_violations(shown.with_edits(moved), moved) == []
    for before, after in plan.moves:
        assert target in disputes_of(shown, after)
        fields = {"dispute", "also"} if isinstance(before, Claim) else {"dispute", "position"}
        assert before.model_dump(exclude=fields) == after.model_dump(exclude=fields)
