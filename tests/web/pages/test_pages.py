"""Every page of the shipped debate: what it says, what it costs, and what it answers to those who ask wrongly."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
import sqlalchemy as sa
from bibtexparser.entrypoint import parse_string
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from stances.checks.run import check_record
from stances.formats import FORMATS
from stances.publishing.figure import MEDIA_TYPES
from stances.record.record import Record
from stances.record.vocabulary import Role
from stances.record.wording import plural
from stances.store.changes import Put, apply_edits
from stances.store.importing import load_file
from stances.store.snapshots import Snapshots
from stances.web.core.site import Site
from tests.support.databases import SHIPPED
from tests.support.figures import figure_examples
from tests.support.people import DEBATE, HOME, People

PAGES = [
    f"{HOME}/",
    f"{HOME}/timeline",
    f"{HOME}/find",
    f"{HOME}/find?q=centrism",
    f"{HOME}/check",
    f"{HOME}/map",
    f"{HOME}/participants",
    f"{HOME}/documents",
    f"{HOME}/disputes/left-turn",
    f"{HOME}/disputes/left-turn?unit=weeks&carried=off&shown=asserted",
    f"{HOME}/disputes/left-turn?unit=documents&cluster=speaker&colour=speaker",
    f"{HOME}/disputes/statement?unit=quarters&as_of=1928-07",
    f"{HOME}/disputes/unity?open=trotsky&sort=final",
    f"{HOME}/disputes/left-turn?figure=lines&participants=radek,trotsky",
    f"{HOME}/grids?shown=asserted",
    f"{HOME}/participants/trotsky",
    f"{HOME}/participants/radek",
    f"{HOME}/factions/conciliators",
]
FIGURES = [
    *(
        (f"{HOME}/{figure}.{form}?{figure.query}", MEDIA_TYPES[form].partition(";")[0])
        for figure in figure_examples()
        for form in (
            figure.kind.formats if str(figure) == "disputes/cause/map" else ("svg", *figure.kind.data)
        )
    ),
    *((f"{HOME}/record.{known.name}", known.media_type.partition(";")[0]) for known in FORMATS),
    ("/schema/stances-1.json", "application/schema+json"),
]


@contextmanager
def queries(app: Flask) -> Iterator[list[str]]:
    """The statements that the site's database runs meanwhile."""
    engine = app.extensions["stances"].database.engine
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_served_strictly_and_shows_no_other_debate(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "NOISE" not in response.text
    assert "The Left Opposition in exile" in response.text
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", response.text)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fetches_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', client.get(address).text)


@pytest.mark.parametrize(("address", "kind"), FIGURES)
def test_a_figure_has_its_type_name_and_etag(client: FlaskClient, address: str, kind: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == kind
    if address.startswith(HOME):
        assert re.search(
            r'inline; filename="left-opposition-1928[a-z0-9-]*(\.[a-z]+)+"',
            response.headers["Content-Disposition"],
        )
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_every_record_has_its_page(client: FlaskClient, shipped: Record) -> None:
    for folder in ("participants", "disputes", "documents", "factions", "claims", "links"):
        for slug in getattr(shipped, folder):
            assert client.get(f"{HOME}/{folder}/{slug}").status_code == 200, (folder, slug)


def test_every_internal_link_of_the_main_pages_leads_somewhere(client: FlaskClient) -> None:
    addresses = {HOME + "/"}
    for page in PAGES:
        addresses |= set(re.findall(r'(?:href|src|hx-get)="(/[^"#]*)', client.get(page).text))
    broken = []
    for address in sorted(addresses):
        with client.get(address.replace("&amp;", "&")) as response:
            if response.status_code not in (200, 303):
                broken.append(address)
    assert broken == []


def test_an_export_for_a_paper_has_no_links_back(client: FlaskClient) -> None:
    served = client.get(f"{HOME}/disputes/left-turn/map.svg").text
    saved = client.get(f"{HOME}/disputes/left-turn/map.svg?save=on")
    assert f'href="{HOME}' in served
    assert "href=" not in saved.text
    assert saved.headers["Content-Disposition"].startswith("attachment")


def test_each_drawn_claim_and_link_carries_its_slug(client: FlaskClient, shipped: Record) -> None:
    drawing = client.get(f"{HOME}/disputes/left-turn/map.svg").text
    slugs = set(re.findall(r'data-slug="([^"]*)"', drawing))
    assert {c.slug for c in shipped.claims_of_dispute["left-turn"]} <= slugs
    assert slugs <= {*shipped.claims, *shipped.links}


def test_one_debate_is_the_front_page_and_several_are_listed_with_their_disputes(
    client: FlaskClient, app: Flask, shipped: Record
) -> None:
    listed = html.fromstring(client.get("/").text)
    assert listed.xpath("//h2/a/text()") == ["NOISE debate", shipped.debate.title]
    outlines = []
    for slug, dispute in shipped.disputes.items():
        claims = plural(len(shipped.claims_of_dispute[slug]), "claim", "claims")
        people = {stance.participant for stance in shipped.stances_of_dispute[slug]}
        counted = f"{claims}, {plural(len(people), 'participant', 'participants')} with a stance"
        outlines.append((dispute.title, dispute.question, counted))
    items = listed.xpath("//section[2]//li")
    assert [(*i.xpath("h3/a/text()"), *i.xpath("p/text()")) for i in items] == outlines
    site: Site = app.extensions["stances"]
    with site.database.write_session() as session:
        for table in reversed(_tables()):
            column = table.c.get("debate", table.c.get("slug"))
            if column is not None:
                session.execute(sa.delete(table).where(column == "noise"))
    page = client.get("/").text
    assert "Latest position of each participant" in page
    assert "The left turn" in page


def test_a_debate_before_ad_1_says_so_and_its_seasons_are_no_months(client: FlaskClient, app: Flask) -> None:
    with app.extensions["stances"].database.write_session() as session:
        load_file(session, SHIPPED.with_name("mytilene-427.yaml"))
    home = "/debates/mytilene-427"
    (listed,) = html.fromstring(client.get("/").text).xpath(
        "//section[@aria-labelledby='debate-mytilene-427']"
    )
    assert listed.xpath(".//h2/@lang") == ["en"]
    assert listed.xpath(".//p[@class='kicker']/text()") == ["summer 427 BC"]
    timeline = html.fromstring(client.get(f"{home}/timeline").text)
    assert timeline.xpath("//h2/text()") == ["Summer 427 BC"]
    assert html.fromstring(client.get(f"{home}/").text).xpath("//p[@class='kicker']/text()") == [
        "summer 427 BC"
    ]
    claim = client.get(f"{home}/claims/no-pity").text
    assert "reported</span> by" in claim
    assert "3.37.2, 3.40.2–3" in claim
    assert "p. 3" not in claim


def _tables() -> list[sa.Table]:
    from sqlmodel import SQLModel

    return SQLModel.metadata.sorted_tables


def test_a_page_runs_no_more_queries_as_the_record_grows(
    client: FlaskClient, app: Flask, shipped: Record
) -> None:
    site: Site = app.extensions["stances"]
    pages = [p for p in PAGES if "find?" not in p]
    with queries(app) as first:
        for page in pages:
            client.get(page)
    with site.database.write_session() as session:
        record = site.snapshots.current(session, shipped.debate.slug)
        more = [
            c.model_copy(update={"slug": f"{c.slug}-{n}", "after": ()})
            for c in shipped.claims.values()
            for n in range(5)
        ]
        apply_edits(session, record, [Put(claim) for claim in more], who="test", why="growing")
    site.snapshots.forget(shipped.debate.slug)
    with queries(app) as second:
        for page in pages:
            client.get(page)
    assert len(second) == len(first)


def test_a_repeated_read_asks_only_for_the_last_revision(client: FlaskClient, app: Flask) -> None:
    client.get(PAGES[0])
    with queries(app) as seen:
        client.get(PAGES[0])
    assert len([s for s in seen if not s.startswith(("BEGIN", "PRAGMA"))]) <= 1


def test_a_change_shows_at_once(client: FlaskClient, app: Flask, shipped: Record) -> None:
    site: Site = app.extensions["stances"]
    address = f"{HOME}/participants/radek"
    before = client.get(address)
    with site.database.write_session() as session:
        record = site.snapshots.current(session, shipped.debate.slug)
        renamed = record.participants["radek"].model_copy(update={"name": "Karl Bernardovich"})
        apply_edits(session, record, [Put(renamed)], who="test", why="renaming")
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Karl Bernardovich" in after.text


@pytest.mark.parametrize(
    "address",
    [
        "/nothing",
        "/debates/nowhere/",
        f"{HOME}/disputes/nothing",
        f"{HOME}/claims/nothing",
        f"{HOME}/links/nothing",
        f"{HOME}/participants/nobody",
        f"{HOME}/participants/nobody/map.svg",
        f"{HOME}/factions/none",
        f"{HOME}/documents/none",
        f"{HOME}/disputes/none/grid.svg",
        f"{HOME}/claims/noise-claim",
        f"{HOME}/claims/%3Cscript%3E",
    ],
)
def test_what_is_not_there_is_said_not_to_be(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "<script>" not in response.text.replace("<script defer", "")


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        (
            "unit=days",
            "“unit” is weeks, months, quarters, years, decades, centuries, documents or events, not “days”.",
        ),
        ("carried=maybe", "“carried” is yes or no, not “maybe”."),
        ("shown=some", "asserted, reported or all"),
        ("as_of=soon", "1928"),
        ("cluster=party", "faction or speaker"),
        ("colour=red", "faction"),
        ("unknown=1", "unit, carried, shown"),
        ("unit=weeks&unit=months", "gives “unit” more than once"),
        ("colour=faction&colour=faction", "gives “colour” more than once"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_answered_with_those_that_do(
    client: FlaskClient, query: str, allowed: str
) -> None:
    response = client.get(f"{HOME}/disputes/left-turn?{query}")
    assert response.status_code == 400
    assert allowed in response.text


def test_a_parameter_of_several_values_may_be_given_more_than_once(
    client: FlaskClient, shipped: Record
) -> None:
    slugs = list(shipped.factions)[:2]
    joined, apart = (
        client.get(f"{HOME}/disputes/left-turn/map.dot?{query}")
        for query in (f"factions={','.join(slugs)}", "&".join(f"factions={slug}" for slug in slugs))
    )
    assert joined.status_code == apart.status_code == 200
    assert joined.data == apart.data


@pytest.mark.parametrize("form", ["gif", "svg.exe"])
def test_an_unknown_form_of_a_figure_names_the_known_ones(client: FlaskClient, form: str) -> None:
    response = client.get(f"{HOME}/disputes/left-turn/map.{form}")
    assert response.status_code == 400
    assert "svg, png, pdf or dot" in response.text


def test_finding_takes_the_beginnings_of_words_in_any_order(client: FlaskClient) -> None:
    page = client.get(f"{HOME}/find?q=trotsky+leo").text
    assert "/participants/trotsky" in page
    assert "Nothing found with all these words" in client.get(f"{HOME}/find?q=zzzz").text


def test_finding_understands_who_and_when_and_can_be_told_not_to(client: FlaskClient) -> None:
    page = client.get(f"{HOME}/find?q=radek+june").text
    assert f'Read as <a class="person" href="{HOME}/participants/radek"' in page
    assert "<b>June 1928</b>" in page
    assert f'href="{HOME}/disputes/left-turn?open=radek#detail"' in page
    assert "column=1928-03" in client.get(f"{HOME}/find?q=Preobrazhensky+March").text
    literal = f"{HOME}/find?q=radek%20june&literal=yes"
    assert literal in page.replace("&amp;", "&")
    assert "/disputes/left-turn?open=" not in client.get(literal).text


def test_a_mistake_of_ours_is_owned_and_hides_nothing_private(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.testing = False

    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Site, "snapshots", property(fail), raising=False)
    response = app.test_client().get(PAGES[0])
    assert response.status_code == 500
    assert "an error in the site" in response.text
    assert "secret detail" not in response.text


def test_the_stylesheet_has_the_colours_of_the_figures() -> None:
    from stances.graphics.palette import MIN_TEXT_CONTRAST, OPTION_COLOURS, PUOR, PUOR_7, contrast
    from stances.store.database import PACKAGE_DIR

    sheet = (PACKAGE_DIR / "static" / "css" / "site.css").read_text(encoding="utf-8")
    for name, colours in (("puor", PUOR), ("puor7", PUOR_7), ("option", OPTION_COLOURS)):
        for number, colour in enumerate(colours, 1):
            assert re.search(rf"\.{name}-{number} {{ --fill: {colour};", sheet), (name, number)
    pairs = re.findall(r"--fill: (#\w{3,6}); --on: (#\w{3,6})", sheet)
    assert len(pairs) == 2 * (
        len(PUOR) + len(PUOR_7) + len(OPTION_COLOURS) + 1
    )  # light and dark, with undecided
    for pair in pairs:
        fill, on = (
            colour if len(colour) == 7 else "#" + "".join(c * 2 for c in colour[1:]) for colour in pair
        )
        assert contrast(fill, on) >= MIN_TEXT_CONTRAST, pair


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("disputes/left-turn?sort=shoe-size", "faction, first-move, final or similarity"),
        ("disputes/left-turn?figure=pie", "grid or lines"),
        ("disputes/left-turn/lines.svg?participants=nobody", "trotsky"),
        ("disputes/left-turn/lines.csv", "svg"),
        ("participants/trotsky/grid.svg?as_of=1492-01-01", "this debate runs"),
        ("grids.svg?as_of=2001-01-01", "this debate runs"),
        ("grids.gif", "svg, png, pdf or csv"),
    ],
)
def test_what_a_figure_over_time_cannot_be_asked_is_refused_with_what_it_can(
    client: FlaskClient, address: str, allowed: str
) -> None:
    response = client.get(f"{HOME}/{address}")
    assert response.status_code == 400
    assert allowed in response.text


def test_lines_of_somebody_without_any_say_who_has_them(client: FlaskClient) -> None:
    page = client.get(f"{HOME}/disputes/left-turn?figure=lines&participants=bukharin")
    assert page.status_code == 200
    assert "There are lines for" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("disputes/left-turns", 404, f'href="{HOME}/find?q=left%20turns">Find'),
        ("nowhere/at-all", 404, "There is no page at this address."),
        ("claims/turn-made?sort=foo&colour=red", 400, "Its options are:"),
        ("disputes/left-turn?unit=foo", 400, "“unit” is weeks, months, "),
        (
            "disputes/left-turn?as_of=foo",
            400,
            "“foo” is not a date I can read. Try 9 May 1928, May 1928, or spring 1928.",
        ),
        ("access", 401, "Join with your invitation"),
    ],
)
def test_an_error_within_a_debate_is_in_its_frame_and_says_what_to_do(
    client: FlaskClient, path: str, status: int, words: str
) -> None:
    page = client.get(f"{HOME}/{path}")
    assert page.status_code == status
    assert words in unescape(page.text)
    assert f'href="{HOME}/timeline"' in page.text
    assert f'href="{HOME}/">Back to “' in page.text
    assert "data-live" not in page.text


def test_an_error_at_a_state_that_never_was_is_in_the_frame_of_the_debate_as_it_is(
    client: FlaskClient,
) -> None:
    page = client.get(f"{HOME}@99999/timeline")
    assert page.status_code == 404
    assert f'href="{HOME}/timeline"' in page.text


def test_a_map_without_claims_is_a_sentence_and_no_empty_frame(client: FlaskClient) -> None:
    page = client.get(f"{HOME}/disputes/left-turn?participants=bukharin").get_data(as_text=True)
    assert "none found" in page
    assert '<figure class="map"' not in page


def leave_a_stance_without_evidence(app: Flask) -> str:
    site: Site = app.extensions["stances"]
    with site.database.write_session() as session:
        record = site.snapshots.current(session, DEBATE)
        stance = next(s for s in record.stances.values() if s.attribution == "asserted")
        apply_edits(
            session, record, [Put(stance.model_copy(update={"claims": ()}))], who="Ann", why="a draft"
        )
    return stance.slug


def test_editors_see_how_many_errors_there_are_and_nobody_else(app: Flask, people: People) -> None:
    for _, client in people:
        assert '/check"' not in client.get(f"{HOME}/").text.partition("<footer")[0]
    leave_a_stance_without_evidence(app)
    for role, client in people:
        page = client.get(f"{HOME}/").text
        assert (f'href="{HOME}/check">1 error</a>' in page) == (role in (Role.OWNER, Role.EDITOR)), role


def test_a_finding_leads_those_who_may_edit_to_the_form_and_others_to_the_record(
    app: Flask, people: People
) -> None:
    slug = leave_a_stance_without_evidence(app)
    for role, client in people:
        page = client.get(f"{HOME}/check").text
        assert (f'href="{HOME}/stances/{slug}/edit"' in page) == role.may(Role.CONTRIBUTOR), role
        assert (f'#stance-{slug}"' in page) == (not role.may(Role.CONTRIBUTOR)), role
    assert people.editor.get(f"{HOME}/stances/{slug}/edit").status_code == 200


def test_the_check_shows_the_notes_that_answer_doubts(client: FlaskClient, shipped: Record) -> None:
    page = unescape(client.get(f"{HOME}/check").text)
    notes = {f.explained_by: f.explanation for f in check_record(shipped) if f.explained_by}
    assert notes
    assert sorted(re.findall(r"Noted:</span> (.*?)</p>", page, re.DOTALL)) == sorted(notes.values())


def option_lists(page: str) -> list[list[str]]:
    """The words of the options of each list on a page, with those of their group, and of its tick boxes of one name."""
    root = html.fromstring(page)
    lists = [
        [
            f"{option.xpath('string(../@label)')} {option.text_content() or option.get('value')}"
            for option in element.iter("option")
        ]
        for element in root.iter("select", "datalist")
    ]
    ticked: dict[tuple[str, str], list[str]] = defaultdict(list)
    for box in root.xpath("//form//label[input[@type='checkbox']]"):
        form = root.getroottree().getpath(next(box.iterancestors("form")))
        ticked[form, box.xpath("string(input/@name)")].append(box.text_content().strip())
    return [*lists, *ticked.values()]


def test_no_two_options_of_a_page_have_the_same_words_whoever_shares_a_name(
    app: Flask, people: People, shipped: Record
) -> None:
    """Every participant, dispute, faction and document of the debate has a namesake."""
    collections = (shipped.participants, shipped.disputes, shipped.factions, shipped.documents)
    twins = [e.model_copy(update={"slug": f"{e.slug[:70]}-2"}) for some in collections for e in some.values()]
    with app.extensions["stances"].database.write_session() as session:
        apply_edits(session, Snapshots().current(session, DEBATE), list(map(Put, twins)), who="A", why="")
    pages = ("select", "disputes/left-turn/compare", "stances/new", "disputes/left-turn?figure=lines", "map")
    lists = [words for path in pages for words in option_lists(people.editor.get(f"{HOME}/{path}").text)]
    assert len(lists) > 20
    for words in lists:
        assert len(words) == len(set(words)), [word for word in words if words.count(word) > 1]
    suggested = html.fromstring(people.editor.get(f"{HOME}/suggest?kind=participant&q=radek").text)
    assert [item.text_content().strip() for item in suggested.iter("li")][:2] == [
        "Karl Bernardovich Radek (radek) Tobolsk, KB",
        "Karl Bernardovich Radek (radek-2) Tobolsk, KB",
    ]


@pytest.mark.parametrize("choice", ["open=nobody", "open=radek&column=1850-01", "claim=gone", "link=gone"])
def test_a_choice_that_is_gone_opens_the_dispute_and_says_so(client: FlaskClient, choice: str) -> None:
    page = client.get(f"{HOME}/disputes/left-turn?{choice}")
    assert page.status_code == 200
    gone = choice.rpartition("=")[2]
    assert f"“<bdi>{gone}</bdi>” is not in this dispute, or was removed." in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("open=radek", "Karl Bernardovich Radek"),
        ("open=trotsky&column=1928-05", "May 1928"),
        ("claim=left-turn-is-a-step", "Replies"),
    ],
)
def test_what_is_chosen_is_told_in_the_page_and_alone(
    client: FlaskClient, shipped: Record, choice: str, said: str
) -> None:
    if choice.startswith("claim="):
        choice = f"claim={shipped.claims_of_dispute['left-turn'][0].slug}"
    page = client.get(f"{HOME}/disputes/left-turn?{choice}").get_data(as_text=True)
    alone = client.get(f"{HOME}/disputes/left-turn/detail?{choice}").get_data(as_text=True)
    assert said in alone
    assert alone.strip() in page


def test_pages_of_records_say_what_they_are_to_reference_managers(
    client: FlaskClient, shipped: Record
) -> None:
    for path, kind in (
        ("", "Dataset"),
        ("disputes/left-turn", "Question"),
        (f"documents/{next(iter(shipped.documents))}", "CreativeWork"),
        (f"claims/{next(iter(shipped.claims))}", "Claim"),
    ):
        page = html.fromstring(client.get(f"{HOME}/{path}").text)
        (script,) = page.xpath("//head/script[@type='application/ld+json']/text()")
        data = json.loads(script)
        assert data["@type"] == kind
        assert page.xpath("//meta[@name='citation_title']/@content") == [data["name"]]
        assert re.search(r"@\d+(/|$)", data["url"])
        (entry,) = page.xpath("//pre[@class='bibtex']/text()")[:1]
        (parsed,) = parse_string(entry).entries
        assert data["url"] in parsed["url"]
