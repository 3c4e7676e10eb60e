"""The contract of KubeIaaS 1.0's public API as these tests read it, from the YAML files in `contract/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "contract"


@dataclass(frozen=True)
class Field:
    """One field of a body or query, and what is taken as its value."""

    type: str
    required: bool = False
    minimum: int | None = None
    default: Any = None
    accepted: list[Any] = field(default_factory=list)
    """Values outside the rules that v1 took all the same."""
    empty: str = ""
    """What an empty text gives where it is not what the type says: `accepted`, or a code."""
    any_case: str | None = None
    any: bool = False

    @property
    def empty_code(self) -> str:
        """The code of the answer to an empty text."""
        if self.empty == "accepted" or self.any or not self.required:
            return "SUCCESS"
        return self.empty or "ARGS_ERROR"


@dataclass(frozen=True)
class Failure:
    """One way to fail: v1's code, and ours where v1's answer was a defect."""

    when: str
    v1: str
    now: str
    defect: str | None = None
    away: bool = False
    untold: str | None = None


@dataclass(frozen=True)
class Endpoint:
    """One of the 64."""

    id: str
    method: str
    path: str
    fields: dict[str, Field]
    data: str | None = None
    text: str | None = None
    order: str | None = None
    service_token: bool = False
    form: str | None = None
    failures: tuple[Failure, ...] = ()

    @property
    def paged(self) -> bool:
        """Whether it answers a page of rows."""
        return (self.data or "").startswith("page ")


@dataclass(frozen=True)
class Contract:
    """All of it. `objects`, `shapes` and `maps` are kept as written; `shapes.py` reads them."""

    codes: dict[str, tuple[float, str]]
    enums: dict[str, list[str]]
    objects: dict[str, dict[str, str]]
    shapes: dict[str, dict[str, Any]]
    maps: dict[str, dict[str, str]]
    forms: dict[str, dict[str, Field]]
    endpoints: dict[str, Endpoint]
    added_fields: dict[str, dict[str, str]]
    added_requests: dict[str, list[str]]
    added_queries: dict[str, list[str]]
    added_endpoints: list[str]
    envelope: frozenset[str]

    def number(self, code: str) -> float:
        """The number of a code."""
        return self.codes[code][0]


@cache
def contract() -> Contract:
    """Read once."""
    words, objects, requests, endpoints, additions = (
        yaml.safe_load((FOLDER / f"{name}.yaml").read_text())
        for name in ("words", "objects", "requests", "endpoints", "additions")
    )
    forms, queries = (
        {name: {key: Field(**rules) for key, rules in fields.items()} for name, fields in requests[kind].items()}
        for kind in ("forms", "queries")
    )
    return Contract(
        codes={name: (number, text) for name, (number, text) in {**words["codes"], **additions["codes"]}.items()},
        enums=words["enums"],
        objects={**objects["objects"], **additions["objects"]},
        shapes=objects["shapes"],
        maps={name: {**keys, **additions["maps"].get(name, {})} for name, keys in objects["maps"].items()},
        forms=forms,
        endpoints={key: _endpoint(key, rules, {**forms, **queries}) for key, rules in endpoints.items()},
        added_fields=additions["fields"],
        added_requests=additions["requests"],
        added_queries=additions["queries"],
        added_endpoints=additions["endpoints"],
        envelope=frozenset({"data", "message", "log", "code", *additions["envelope"]}),
    )


def _endpoint(key: str, rules: dict[str, Any], requests: dict[str, dict[str, Field]]) -> Endpoint:
    rules = dict(rules)
    own = rules.pop("own", None)
    form, query = rules.pop("body", None), rules.pop("query", None)
    failures = tuple(_failure(failure, own) for failure in rules.pop("failures", []))
    fields = requests[form or query] if form or query else {}
    return Endpoint(id=key, form=form, fields=fields, failures=failures, **rules)


def _failure(rules: dict[str, Any], own: str | None) -> Failure:
    now = rules.get("now", rules["v1"])
    return Failure(**{**rules, "now": own if now == "own" else now})
