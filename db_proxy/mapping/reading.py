"""Reading rows tolerantly: what an old row holds that the wire has no word for reads as absent, never as a failure.

The fast path is one validation; only rows that it refuses are cleaned, field by field.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from api_common.contract.base import WireModel

M = TypeVar("M", bound=WireModel)
_ROUNDS = 3
"""Cleaning a field can bring the next wrong one to light, inside a document for example."""


def read_row(model: type[M], values: Mapping[Any, Any]) -> M:
    """The record of a row. Wrong values become the field's default; a required text that is missing becomes empty, and
    a required word that is none becomes null."""
    given = dict(values)  # pydantic reads a dict several times as fast as a row
    try:
        return model.model_validate(given)
    except ValidationError as error:
        return _read_odd(model, given, error)


def _read_odd(model: type[M], values: dict[str, Any], error: ValidationError) -> M:
    for _ in range(_ROUNDS):
        for problem in error.errors(include_url=False, include_context=False):
            _clean(model, values, _name_of(model, str(problem["loc"][0])))
        try:
            return model.model_validate(values)
        except ValidationError as again:
            error = again
    raise error


def _clean(model: type[M], values: dict[str, Any], name: str) -> None:
    field = model.model_fields[name]
    given = values.pop(name, None)
    if name.endswith(("_time", "_at")) and isinstance(given, str):
        values[name] = _moment(given)
    elif field.is_required():
        values[name] = "" if given is None else None if isinstance(given, str) else str(given)


def _name_of(model: type[M], told: str) -> str:
    """The field that pydantic speaks of, which it names by its wire name."""
    if told in model.model_fields:
        return told
    return next(name for name, field in model.model_fields.items() if field.alias == told)


def _moment(text: str) -> int | None:
    """Epoch milliseconds of a date as v1 may have written it: local time, with or without fractions."""
    try:
        return int(datetime.fromisoformat(text.strip()).timestamp() * 1000)
    except ValueError:
        return None
