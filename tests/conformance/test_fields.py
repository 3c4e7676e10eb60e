"""Every field of every request: missing, null, empty, of another type, too low, as a text, in another case."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from tests.conformance.client import Arguments, Caller
from tests.conformance.contract import Contract, contract
from tests.conformance.recipes import arguments
from tests.conformance.test_success import check_success
from tests.conformance.variants import Variant, variants
from tests.conformance.world import World

ALL = [variant for endpoint in contract().endpoints.values() for variant in variants(endpoint)]
ANSWERED_AS = {"vcpu": "vCPU", "mem": "memory"}


@pytest.mark.parametrize("variant", ALL, ids=str)
def test_a_field(rules: Contract, world: World, caller: Caller, variant: Variant) -> None:
    if variant.code == "SUCCESS":
        given = variant.change(arguments(variant.endpoint.id, world))
        data = check_success(rules, caller, variant.endpoint, given)
        assert _echoes(variant, given, data), data
    else:
        answer = caller.call(variant.endpoint, variant.change(_once_arguments(variant.endpoint.id, world)))
        assert answer.code == rules.number(variant.code), answer
        assert variant.field in answer.envelope["log"], answer


@cache
def _once_arguments(endpoint_id: str, world: World) -> Arguments:
    """Good enough for what is refused: nothing is changed by it."""
    return arguments(endpoint_id, world)


def _echoes(variant: Variant, given: Arguments, data: Any) -> bool:
    """Whether the answer shows what was meant, where it shows the field at all."""
    name = variant.field
    shown = ANSWERED_AS.get(name, name)
    if variant.endpoint.method != "POST" or shown not in data:
        return True
    rules, value = variant.endpoint.fields[name], given.get(name)
    if value in (None, ""):
        return rules.default is None or data[shown] == rules.default
    if rules.type == "int":
        value = int(float(value))
    elif rules.any_case:
        value = value.strip().upper()
    return bool(data[shown] == value)
