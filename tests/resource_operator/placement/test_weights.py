"""The order in which hosts are tried, by each strategy."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from api_common.contract.host import HostLoad
from resource_operator.placement.weights import STRATEGIES, Order, pack, round_robin, spread, used_share
from tests.resource_operator.conftest import MakeHost


def ids(order: Order, loads: Sequence[HostLoad], last: int = 0) -> list[int | None]:
    return [load.host.id for load in order(loads, last)]


def test_the_turn_begins_with_the_first_host(host: MakeHost) -> None:
    assert ids(round_robin, [host(3), host(1), host(2)]) == [1, 2, 3]


@pytest.mark.parametrize(
    ("last", "order"), [(1, [2, 4, 1]), (2, [4, 1, 2]), (3, [4, 1, 2]), (4, [1, 2, 4]), (9, [1, 2, 4])]
)
def test_the_turn_goes_on_behind_the_last_one(host: MakeHost, last: int, order: list[int]) -> None:
    assert ids(round_robin, [host(1), host(2), host(4)], last) == order


def test_spread_takes_the_emptiest_and_pack_the_fullest(host: MakeHost) -> None:
    loads = [host(1, used_cpus=8), host(2, used_cpus=0), host(3, used_cpus=12)]
    assert ids(spread, loads) == [2, 1, 3]
    assert ids(pack, loads) == [3, 1, 2]


def test_equal_shares_go_by_number_of_vms_and_then_by_id(host: MakeHost) -> None:
    loads = [host(3, vms=1), host(2), host(1)]
    assert ids(spread, loads) == [1, 2, 3]
    assert ids(pack, loads) == [3, 1, 2]


def test_a_share_is_the_largest_of_three(host: MakeHost) -> None:
    load = host(used_cpus=4, used_memory=48, used_storage=100)
    assert used_share(load) == 0.75
    assert used_share(host(used_cpus=4, vcpu=4, used_memory=48)) == 1.0
    assert used_share(host(used_storage=100, storage=125)) == 0.8


def test_a_host_of_unknown_size_counts_as_empty(host: MakeHost) -> None:
    load = host(used_cpus=4)
    unknown = load.model_copy(update={"host": load.host.model_copy(update={"facts": None})})
    assert used_share(unknown) == 0.0


@pytest.mark.parametrize("order", STRATEGIES.values())
def test_every_strategy_keeps_all_hosts(host: MakeHost, order: Order) -> None:
    loads = [host(number, used_cpus=number % 3) for number in range(1, 6)]
    for last in range(7):
        assert sorted(ids(order, loads, last)) == [1, 2, 3, 4, 5]
