"""What the person who starts the site reads in the terminal."""

from __future__ import annotations

import os

import pytest

from stances.cli import main
from stances.web import server as module
from stances.web.server import make_banner


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what others set, and without what a banner leaves behind."""
    for name in ("STANCES_OWNER_TOKEN", "STANCES_ADDRESS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_on_this_machine_alone_it_says_how_to_own_the_site() -> None:
    words = make_banner("127.0.0.1", 5000)
    token = os.environ["STANCES_OWNER_TOKEN"]
    assert len(token) >= 32
    assert f"http://127.0.0.1:5000/?token={token}" in words
    assert "plain HTTP" not in words
    assert "STANCES_ADDRESS" not in os.environ


def test_a_token_of_the_operators_own_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STANCES_OWNER_TOKEN", "kept-elsewhere")
    assert "kept-elsewhere" not in make_banner("127.0.0.1", 5000)


def test_on_the_network_it_shows_the_address_and_says_what_plain_http_means(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "lan_address", lambda: "192.168.1.20")
    words = make_banner("0.0.0.0", 5000)
    assert "http://127.0.0.1:5000/?token=" in words
    assert "http://192.168.1.20:5000/" in words
    assert words.count("█") > 100
    assert "This is plain HTTP" in words
    assert os.environ["STANCES_ADDRESS"] == "http://192.168.1.20:5000"


def test_the_owners_token_is_never_in_the_address_for_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "lan_address", lambda: "192.168.1.20")
    lines = make_banner("0.0.0.0", 5000).splitlines()
    assert not [line for line in lines if "192.168.1.20" in line and "token" in line]


def test_an_address_of_version_six_stands_in_brackets() -> None:
    assert "http://[::1]:5000/" in make_banner("::1", 5000)


@pytest.mark.parametrize("words", [["--lan"], ["--host", "0.0.0.0"], []])
def test_only_when_asked_does_it_listen_on_the_network(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []

    def refuse(host: str, port: int) -> None:
        heard.append(host)
        raise KeyboardInterrupt

    monkeypatch.setattr("stances.cli.serve._check_port_free", refuse)
    main(["serve", *words])
    assert heard == ["0.0.0.0" if words else "127.0.0.1"]
