"""People of each role in the shipped debate, as test clients: what they send looks like what a browser sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from flask import Flask
from flask.testing import FlaskClient

from stances.record.vocabulary import Role
from stances.store import access

DEBATE = "left-opposition-1928"
HOME = f"/debates/{DEBATE}"
OWNER_TOKEN = "the-token-of-the-person-at-the-machine"


@dataclass(frozen=True)
class People:
    """A browser each; `owner` is the person at the machine, the others joined by invitation under the names given."""

    owner: FlaskClient
    editor: FlaskClient
    contributor: FlaskClient
    reader: FlaskClient
    stranger: FlaskClient

    def __iter__(self) -> Iterator[tuple[Role, FlaskClient]]:
        return ((Role(f.name), getattr(self, f.name)) for f in fields(self))


NAMES = {Role.EDITOR: "Edith", Role.CONTRIBUTOR: "Conrad", Role.READER: "Rita"}


def browser(app: Flask) -> FlaskClient:
    """A client whose forms say that they come from the site's own pages."""
    client = app.test_client()
    client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    return client


def joined(app: Flask, role: Role, name: str, debate: str = DEBATE) -> FlaskClient:
    """The browser of somebody who has joined a debate."""
    with app.extensions["stances"].database.write_session() as session:
        code = access.create_invitation(session, debate, role, days=1, limit=1, by="a test")
        _, token = access.join(session, code, name)
    client = browser(app)
    client.set_cookie(f"stances-{debate}", token)
    return client


def of_every_role(app: Flask) -> People:
    """The site must know `OWNER_TOKEN` as its owner's."""
    owner = browser(app)
    owner.set_cookie("stances", OWNER_TOKEN)
    others = {role.value: joined(app, role, name) for role, name in NAMES.items()}
    return People(owner=owner, stranger=browser(app), **others)
