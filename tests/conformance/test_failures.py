"""Every failure that the contract declares is brought about and has its code; nothing is left of it but the answer."""

from __future__ import annotations

import pytest

from tests.conformance.client import Caller
from tests.conformance.contract import Contract, Endpoint, Failure, contract
from tests.conformance.failures import failing_arguments
from tests.conformance.world import World

CASES = [
    pytest.param(endpoint, failure, id=f"{endpoint.id}-{failure.when}")
    for endpoint in contract().endpoints.values()
    for failure in endpoint.failures
    if not failure.away and not failure.untold
]


@pytest.mark.parametrize(("endpoint", "failure"), CASES)
def test_a_failure(rules: Contract, world: World, caller: Caller, endpoint: Endpoint, failure: Failure) -> None:
    given = failing_arguments(endpoint.id, endpoint.method, failure.when, world)
    world.at_rest()
    before = world.rows()
    answer = caller.call(endpoint, given)
    assert answer.code == rules.number(failure.now), answer
    assert world.rows() == before
