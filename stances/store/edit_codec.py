"""Edits as plain data: stored with a proposal, and carried by the page that asks for a decision to the next request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from stances.errors import BadRequestError
from stances.record.kinds import MODELS
from stances.record.vocabulary import Kind
from stances.store.changes import Drop, Edit, Put


def encode_edits(edits: Sequence[Edit]) -> list[dict[str, Any]]:
    """The edits as data for JSON; `decode_edits` is the inverse."""
    return [_encode_edit(edit) for edit in edits]


def _encode_edit(edit: Edit) -> dict[str, Any]:
    if isinstance(edit, Put):
        return {"kind": edit.entry.kind_name.value, "put": edit.entry.to_dict()}
    return {"kind": edit.kind.value, "drop": edit.slug}


def decode_edits(data: Any) -> list[Edit]:
    """The edits from data of `encode_edits`. Raises `BadRequestError` for anything else."""
    try:
        return [_decode_edit(datum) for datum in data]
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise BadRequestError(
            "These changes can't be read. Go back to the form and save it again."
        ) from error


def _decode_edit(datum: dict[str, Any]) -> Edit:
    kind = Kind(datum["kind"])
    if "put" in datum:
        return Put(MODELS[kind].model_validate(datum["put"]))
    if kind is Kind.DEBATE:
        raise ValueError("a debate is not deleted by an edit to it")
    return Drop(kind, str(datum["drop"]))
