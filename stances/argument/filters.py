"""Which claims and links stay on a map when a reader asks for some of them, and the words for that.

Filters narrow each other: a claim stays if it passes all of them. A link stays with both its ends, and an undercut with
the link that it denies. Whether an attack is answered is asked of the whole debate, not of what is on the map. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from stances.argument import graph as graphs
from stances.argument.graph import Graph
from stances.argument.options import Filter
from stances.dates.uncertain import UncertainDate
from stances.errors import BadRequestError
from stances.query import check_known
from stances.record.commitments import find_holders, find_speaker_faction
from stances.record.entries import Claim, Entry
from stances.record.extent import check_in_extent
from stances.record.record import Record


def _check_filter(record: Record, graph: Graph, sift: Filter) -> None:
    check_known("factions", sift.factions, record.factions)
    check_known("participants", sift.participants, record.participants)
    check_known("line", (sift.line,) if sift.line else (), graph.claims)
    check_in_extent(record, "since", sift.since)
    check_in_extent(record, "until", sift.until)
    if sift.since and sift.until and sift.since > sift.until:
        raise BadRequestError(
            f"“since” ({sift.since.isoformat()}) is after “until” ({sift.until.isoformat()}); change places."
        )


def _may_date_within(claim: Claim, since: date | None, until: date | None) -> bool:
    """Whether a claim's date may lie between two days; it may where it has none."""
    if claim.when is None:
        return True
    return (since is None or claim.when.latest >= since) and (until is None or claim.when.earliest <= until)


def _passes_filter(record: Record, claim: Claim, sift: Filter) -> bool:
    return (
        (not sift.factions or find_speaker_faction(record, claim) in sift.factions)
        and (not sift.participants or not set(sift.participants).isdisjoint(find_holders(claim)))
        and (not sift.attributions or claim.attribution in sift.attributions)
        and _may_date_within(claim, sift.since, sift.until)
    )


def filter_graph(record: Record, graph: Graph, sift: Filter) -> Graph:
    """The part of a record's graph that passes. Raises BadRequestError for what the record or the graph does not have."""
    _check_filter(record, graph, sift)
    if not sift:
        return graph
    claims = {slug for slug, claim in graph.claims.items() if _passes_filter(record, claim, sift)}
    links = {slug for slug, link in graph.links.items() if not sift.links or link.kind in sift.links}
    if sift.line:
        steps = graphs.trace_argument_line(graph, sift.line)
        claims &= {step.claim.slug for step in steps}
        links &= {step.link.slug for step in steps if step.link}
    if sift.unanswered:
        links &= {link.slug for link in graphs.find_unanswered_attacks(graphs.build_whole_graph(record))}
    subgraph = graphs.extract_subgraph(graph, claims, links)
    return graphs.drop_unlinked_claims(subgraph) if sift.unanswered else subgraph


def describe_filter(record: Record, sift: Filter) -> str:
    """What a sifted map leaves, in words for its caption; nothing where everything passes."""
    parts = list(_describe_criteria(record, sift))
    return f"Only {'; '.join(parts)}" if parts else ""


def _describe_criteria(record: Record, sift: Filter) -> Iterator[str]:
    if sift.factions:
        yield f"claims of {_join_labels(record.factions, sift.factions)}"
    if sift.participants:
        yield f"claims made or held by {_join_labels(record.participants, sift.participants)}"
    if sift.attributions:
        yield f"{' and '.join(how.value for how in sift.attributions)} claims"
    if sift.links:
        yield f"links that {' or '.join(kind.value.removesuffix('s') for kind in sift.links)}"
    if sift.since or sift.until:
        yield f"claims that may date {_describe_days(sift.since, sift.until)}"
    if sift.line:
        yield f"the argument line from “{record.claims[sift.line].label}”"
    if sift.unanswered:
        yield "attacks that nobody answers"


def _join_labels(entries: Mapping[str, Entry], slugs: Sequence[str]) -> str:
    return " and ".join(entries[slug].label for slug in slugs)


def _describe_days(since: date | None, until: date | None) -> str:
    first, last = (day and UncertainDate.of(day).words() for day in (since, until))
    return f"from {first} to {last}" if first and last else f"from {first} on" if first else f"until {last}"
