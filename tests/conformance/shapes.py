"""Whether a value has the type that the contract names; every deviation is told with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tests.conformance.contract import Contract

EARLIEST_MS, LATEST_MS = 1_500_000_000_000, 5_000_000_000_000
_UUID = re.compile(r"[0-9a-f]{32}")
_SIMPLE: dict[str, Callable[[Any], bool]] = {
    "bool": lambda value: type(value) is bool,
    "int": lambda value: type(value) is int,
    "float": lambda value: type(value) is float,
    "string": lambda value: type(value) is str,
    "uuid": lambda value: type(value) is str and bool(_UUID.fullmatch(value)),
    "time": lambda value: type(value) is int and EARLIEST_MS < value < LATEST_MS,
}


def deviations(contract: Contract, kind: str, value: Any, at: str = "data") -> Iterator[str]:
    """Where and how `value` is not a `kind`."""
    head, _, rest = kind.partition(" ")
    if head == "list":
        yield from _list(contract, rest, value, at)
    elif head == "page":
        yield from _page(contract, rest, value, at)
    elif (fits := _of_word(contract, kind, value)) is not None:
        if not fits:
            yield f"{at}: {value!r} is no {kind}"
    elif not isinstance(value, dict):
        yield f"{at}: {value!r} is no {kind}"
    elif kind in contract.maps:
        yield from _map(contract, contract.maps[kind], value, at)
    else:
        yield from _object(contract, kind, value, at)


def _of_word(contract: Contract, kind: str, value: Any) -> bool | None:
    """Whether the value is of a kind without parts; null for a kind that has parts."""
    if kind.startswith("="):
        return bool(value == kind[1:])
    if kind.startswith("lower "):
        return value in [word.lower() for word in contract.enums[kind[6:]]]
    if kind in contract.enums:
        return value in contract.enums[kind]
    return _SIMPLE[kind](value) if kind in _SIMPLE else None


def _list(contract: Contract, kind: str, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at}: {value!r} is no list"
        return
    for number, item in enumerate(value):
        yield from deviations(contract, kind, item, f"{at}[{number}]")


def _page(contract: Contract, kind: str, value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, dict) or set(value) != {"content", "totalPages", "totalElements"}:
        yield f"{at}: {value!r} is no page"
        return
    yield from _list(contract, kind, value["content"], f"{at}.content")
    for total in ("totalPages", "totalElements"):
        yield from deviations(contract, "int", value[total], f"{at}.{total}")


def _map(contract: Contract, keys: dict[str, str], value: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}.{key}: is missing" for key in keys if key not in value and key != "*")
    for key, item in value.items():
        if key in keys or "*" in keys:
            yield from deviations(contract, keys.get(key) or keys["*"], item, f"{at}.{key}")
        else:
            yield f"{at}.{key}: is not in the contract"


def _object(contract: Contract, name: str, value: dict[str, Any], at: str) -> Iterator[str]:
    shape = contract.shapes.get(name, {})
    kind = shape.get("of", name)
    fields = contract.objects[kind] | contract.added_fields.get(kind, {}) | shape.get("as", {})
    allowed = set(shape.get("only", fields)) - set(shape.get("never", []))
    blank = shape.get("blank", [])
    needed = [*shape.get("always", contract.objects[kind] if not shape else []), *blank, *shape.get("as", {})]
    yield from (f"{at}.{key}: is missing" for key in needed if key not in value)
    for key, item in value.items():
        if key not in allowed:
            yield f"{at}.{key}: {item!r} does not belong into {name}"
        elif key in blank:
            if item != "":
                yield f"{at}.{key}: is not blank"
        else:
            yield from deviations(contract, fields[key], item, f"{at}.{key}")
