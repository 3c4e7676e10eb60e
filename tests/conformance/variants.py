"""The rules of the contract for one field, as changes to arguments that succeed and what is answered then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.conformance.client import Arguments
from tests.conformance.contract import Endpoint, Field

Change = Callable[[Arguments], Arguments]
NO_INT = ["many", "1 2", "0x1", "1e3", "١", [1], {"a": 1}, True]
NO_INT_IN_QUERY = ["many", "1 2", "1.5", "0x1"]
NO_STRING = [[1], {"a": 1}]


@dataclass(frozen=True)
class Variant:
    """One change of one field, with the code that answers it."""

    endpoint: Endpoint
    field: str
    what: str
    change: Change
    code: str

    def __str__(self) -> str:
        return f"{self.endpoint.id}-{self.field}-{self.what}"


def variants(endpoint: Endpoint) -> Iterator[Variant]:
    """Everything that the contract says of the fields of one endpoint."""
    for name, rules in endpoint.fields.items():
        in_body = endpoint.method == "POST"
        for what, change, code in _of_field(name, rules, in_body):
            yield Variant(endpoint, name, what, change, code)


def _of_field(name: str, rules: Field, in_body: bool) -> Iterator[tuple[str, Change, str]]:
    absent = "ARGS_ERROR" if rules.required else "SUCCESS"
    yield "missing", lambda given: {key: value for key, value in given.items() if key != name}, absent
    if in_body:
        yield "null", _put(name, None), absent
    yield "empty", _put(name, ""), rules.empty_code
    for number, value in enumerate(rules.accepted):
        yield f"accepted{number}", _put(name, value), "SUCCESS"
    if rules.any:
        yield "the word null", _put(name, "null"), "SUCCESS"
    if rules.any_case:
        yield "any case", lambda given: {**given, name: f" {given[name].capitalize()} "}, "SUCCESS"
        yield "no such word", _put(name, "NO_SUCH_WORD"), "ARGS_ERROR"
    yield from _of_int(name, rules, in_body) if rules.type == "int" else _of_string(name, in_body)


def _of_int(name: str, rules: Field, in_body: bool) -> Iterator[tuple[str, Change, str]]:
    for number, value in enumerate(NO_INT if in_body else NO_INT_IN_QUERY):
        yield f"no number {number}", _put(name, value), "ARGS_ERROR"
    yield "huge", _put(name, 10**30), "ARGS_ERROR"
    if rules.minimum is not None:
        yield "too low", _put(name, rules.minimum - 1), "ARGS_ERROR"
    if in_body:
        yield "as a text", lambda given: {**given, name: str(given[name])}, "SUCCESS"
        yield "with decimals", lambda given: {**given, name: given[name] + 0.75}, "SUCCESS"


def _of_string(name: str, in_body: bool) -> Iterator[tuple[str, Change, str]]:
    for number, value in enumerate(NO_STRING if in_body else []):
        yield f"no text {number}", _put(name, value), "ARGS_ERROR"


def _put(name: str, value: Any) -> Change:
    return lambda given: {**given, name: value}
