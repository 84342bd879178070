"""Filter the claims and links of a map, and say the filter in words.

A claim stays if it passes all criteria. A link stays if both its ends do, and an undercut if the link that it denies
does. Whether an attack is answered is decided by the whole debate, not by what is on the map; as of a day, by the debate
as of that day. Pure.
"""

from __future__ import annotations

from stances.argument import graph as graphs
from stances.argument.graph import Graph
from stances.argument.options import Filter
from stances.dates.day import Day
from stances.errors import BadRequestError
from stances.query import check_known
from stances.record.commitments import find_holders, find_speaker_faction
from stances.record.entries import Claim
from stances.record.extent import check_in_extent
from stances.record.record import Record


def _check_filter(record: Record, graph: Graph, criteria: Filter) -> None:
    check_known("factions", criteria.factions, record.factions)
    check_known("participants", criteria.participants, record.participants)
    check_known("tags", criteria.tags, record.claims_of_tag)
    check_known("only", criteria.only, graph.claims)
    check_known("line", (criteria.line,) if criteria.line else (), graph.claims)
    check_in_extent(record, "since", criteria.since)
    check_in_extent(record, "until", criteria.until)
    if criteria.since and criteria.until and criteria.since > criteria.until:
        raise BadRequestError(
            f"“since” ({criteria.since.isoformat()}) is after “until” ({criteria.until.isoformat()}); change places."
        )


def _may_date_within(claim: Claim, since: Day | None, until: Day | None) -> bool:
    """Whether a claim's date may lie between two days; true for an undated claim."""
    if claim.when is None:
        return True
    return (since is None or claim.when.latest >= since) and (until is None or claim.when.earliest <= until)


def _passes_filter(record: Record, claim: Claim, criteria: Filter) -> bool:
    return (
        (not criteria.factions or find_speaker_faction(record, claim) in criteria.factions)
        and (not criteria.participants or not set(criteria.participants).isdisjoint(find_holders(claim)))
        and (not criteria.attributions or claim.attribution in criteria.attributions)
        and (not criteria.only or claim.slug in criteria.only)
        and (not criteria.tags or not set(criteria.tags).isdisjoint(claim.tags))
        and _may_date_within(claim, criteria.since, criteria.until)
    )


def filter_graph(record: Record, graph: Graph, criteria: Filter) -> Graph:
    """The part of a record's graph that passes. Raises BadRequestError for a slug or day that the record lacks."""
    _check_filter(record, graph, criteria)
    return apply_filter(record, graph, criteria)


def apply_filter(record: Record, graph: Graph, criteria: Filter) -> Graph:
    """Like `filter_graph`, for a record as of a day, which may lack what the filter names."""
    if not criteria:
        return graph
    claims = {slug for slug, claim in graph.claims.items() if _passes_filter(record, claim, criteria)}
    links = {slug for slug, link in graph.links.items() if not criteria.links or link.kind in criteria.links}
    if criteria.line:
        steps = graphs.trace_argument_line(graph, criteria.line) if criteria.line in graph.claims else []
        claims &= {
            slug for step in steps for slug in (step.claim.slug, *(step.link.premises if step.link else ()))
        }
        links &= {step.link.slug for step in steps if step.link}
    if criteria.unanswered:
        links &= {link.slug for link in graphs.find_unanswered_attacks(graphs.build_whole_graph(record))}
    subgraph = graphs.extract_subgraph(graph, claims, links)
    return graphs.drop_unlinked_claims(subgraph) if criteria.unanswered else subgraph
