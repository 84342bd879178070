"""Commands run in a folder of their own, with a database of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.databases import SHIPPED, create_database


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _loaded_alone: Path) -> None:
    """A folder and a database of its own, loaded already so that each test need not."""
    shutil.copy(_loaded_alone, tmp_path / "own.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'own.db'}")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def _loaded_alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create_database(tmp_path_factory.mktemp("alone"), SHIPPED)
