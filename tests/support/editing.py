"""Editing the shipped debate over HTTP: what forms send on, and the debate as it is then."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stances.record.record import Record
from stances.store.changes import Edit, Put
from stances.store.edit_codec import encode_edits
from stances.store.snapshots import Snapshots
from stances.web.core.site import Site
from tests.support.people import DEBATE, HOME

CLAIM = "turn-made"


def current_record(app: Flask) -> Record:
    site: Site = app.extensions["stances"]
    with site.database.read_session() as session:
        return Snapshots().current(session, DEBATE)


def send_edits(client: FlaskClient, begun: Record, *edits: Edit, **more: str) -> TestResponse:
    """Send what a form sends on that was begun from this state of the debate."""
    base = str(begun.revision)
    sent = {"edits": json.dumps(encode_edits(edits)), "base": base, "shown": base, "why": "a test", **more}
    return client.post(f"{HOME}/decide", data=sent)


def send_decision(client: FlaskClient, page: TestResponse, **chosen: str) -> TestResponse:
    """Send the page's last form with what it carries."""
    form = re.findall(r'<form class="decide" method="post" action="([^"]*)"', page.text)[-1]
    carried = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page.text)
    return client.post(form, data={name: unescape(value) for name, value in carried} | chosen)


def change_claim(record: Record, **fields: Any) -> Put:
    return Put(record.claims[CLAIM].model_copy(update=fields))
