"""Every endpoint succeeds, and what it answers has the declared shape: also with a slash at the end, also with keys
that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.client import Arguments, Caller
from tests.conformance.contract import Contract, Endpoint, contract
from tests.conformance.recipes import arguments
from tests.conformance.shapes import deviations
from tests.conformance.world import World

ENDPOINTS = list(contract().endpoints.values())
ENVELOPED = [endpoint for endpoint in ENDPOINTS if endpoint.data]
of_all = pytest.mark.parametrize("endpoint", ENVELOPED, ids=lambda endpoint: endpoint.id)


def check_success(rules: Contract, caller: Caller, endpoint: Endpoint, given: Arguments, **options: Any) -> Any:
    """Call it, and hold the answer against the contract."""
    answer = caller.call(endpoint, given, **options)
    assert answer.code == rules.number("SUCCESS"), answer
    assert endpoint.data is not None
    found = list(deviations(rules, endpoint.data, answer.data))
    assert not found, "\n".join(found)
    return answer.data


@of_all
def test_the_answer_has_its_shape(rules: Contract, world: World, caller: Caller, endpoint: Endpoint) -> None:
    check_success(rules, caller, endpoint, arguments(endpoint.id, world))


@of_all
def test_a_slash_at_the_end(rules: Contract, world: World, caller: Caller, endpoint: Endpoint) -> None:
    check_success(rules, caller, endpoint, arguments(endpoint.id, world), path=endpoint.path + "/")


@of_all
def test_unknown_keys_are_ignored(rules: Contract, world: World, caller: Caller, endpoint: Endpoint) -> None:
    strange = {"nobodyKnows": "this", "page": 7, "vm_uuid": "x"}
    check_success(rules, caller, endpoint, {**arguments(endpoint.id, world), **strange})


@pytest.mark.parametrize("endpoint", [e for e in ENDPOINTS if e.text], ids=lambda endpoint: endpoint.id)
@pytest.mark.parametrize("end", ["", "/"])
def test_a_bare_text(caller: Caller, endpoint: Endpoint, end: str) -> None:
    response = caller.http.request(endpoint.method, endpoint.path + end)
    assert (response.status_code, response.text) == (200, endpoint.text)
    assert response.headers["content-type"].startswith("application/json")
