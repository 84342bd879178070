"""The example of the bench: a small debate entered by forms alone, with few presses and few pages loaded."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from stances.checks.run import count_errors
from stances.store.database import open_database
from stances.store.snapshots import Snapshots
from tests.benchmarks.entry import MOST_LOADS, MOST_PRESSES, TOKEN, Writer, enter
from tests.browser.server import serving


@pytest.mark.slow
@pytest.mark.parametrize("is_guided", [True, False])
def test_a_small_debate_is_entered_by_forms_with_few_presses_and_page_loads(
    is_guided: bool, page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("entry")
    url = f"sqlite:///{folder / 'stances.db'}"
    open_database(url).close()
    with serving(folder, STANCES_OWNER_TOKEN=TOKEN) as address:
        page.goto(f"{address}/?token={TOKEN}")
        writer = Writer(page)
        enter(writer, address, is_guided=is_guided)
        page.close()
    database = open_database(url)
    with database.read_session() as session:
        record = Snapshots().current(session, "the-mill-road-bike-lane")
    database.close()
    assert writer.count.presses <= MOST_PRESSES
    assert writer.count.loads <= MOST_LOADS
    assert (len(record.claims), len(record.links), len(record.stances)) == (8, 7, 6)
    assert (len(record.participants), len(record.factions), len(record.documents)) == (4, 2, 2)
    assert count_errors(record) == 0
