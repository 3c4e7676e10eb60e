"""Each reason alone, its border, and its words."""

from __future__ import annotations

import pytest

from api_common.contract.host import Area, HostLoad, NodeState
from api_common.contract.placement import PlacementRequest
from api_common.contract.states import HostStatus
from resource_operator.placement.filters import FILTERS, refusals
from tests.resource_operator.conftest import MakeHost

OTHER = "f" * 32


def request(**changes: object) -> PlacementRequest:
    return PlacementRequest(cpus=4, memory=8, storage=20).model_copy(update=changes)


def test_a_ready_host_without_limits_takes_anything(host: MakeHost) -> None:
    load = host(used_cpus=10_000, used_memory=10_000, used_storage=10_000)
    assert refusals(load, request(cpus=512, memory=4096, storage=65536)) == {}


@pytest.mark.parametrize("status", [None, *(status for status in HostStatus if status is not HostStatus.READY)])
def test_only_ready_hosts(host: MakeHost, status: HostStatus | None) -> None:
    assert list(refusals(host(status=status), request())) == ["not_ready"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": HostStatus.OFFLINE}, "is OFFLINE"),
        ({"status": None}, "is without status"),
        (
            {"status": HostStatus.OFFLINE, "last_seen_at": 1_700_000_000_000},
            "is OFFLINE, last heard of 2023-11-14 22:13:20 UTC",
        ),
        ({"status": HostStatus.ERROR, "problem": "libvirtd is down"}, "is ERROR (libvirtd is down)"),
    ],
)
def test_a_host_that_is_not_ready_says_why(host: MakeHost, changes: dict[str, object], words: str) -> None:
    assert refusals(host(**changes), request())["not_ready"] == words


def test_an_appointed_host_is_the_only_one(host: MakeHost) -> None:
    load = host()
    assert refusals(load, request(host_uuid=load.host.uuid)) == {}
    assert refusals(load, request(host_uuid="")) == {}
    assert refusals(load, request(host_uuid=OTHER)) == {"not_appointed": "is not the host asked for"}


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ({}, None),
        ({"cordoned": True}, "is cordoned in Kubernetes"),
        ({"worker": False}, "is not labelled as a work node in Kubernetes"),
        ({"worker": False, "ready": False}, None),  # of this its status tells
    ],
)
def test_a_node_that_takes_nothing_new(host: MakeHost, node: dict[str, object], words: str | None) -> None:
    load = host(node=NodeState(name="node1").model_copy(update=node))
    assert refusals(load, request()).get("closed_node") == words


def test_a_host_of_v1_has_no_agent(host: MakeHost) -> None:
    assert list(refusals(host(agent_url=None), request())) == ["no_agent"]


def test_all_segments_must_be_on_the_host(host: MakeHost) -> None:
    load = host()
    here = load.host.uuid
    assert refusals(load, request(segment_host_uuids=[here, here])) == {}
    for elsewhere in ([OTHER], [here, OTHER], [OTHER, here]):
        assert list(refusals(load, request(segment_host_uuids=elsewhere))) == ["other_segments"]


def test_the_architecture_must_be_the_same(host: MakeHost) -> None:
    load = host(facts={"arch": "aarch64"})
    assert refusals(load, request(arch="aarch64")) == {}
    assert refusals(load, request()) == {"other_architecture": "is of architecture aarch64, the VM of x86_64"}
    assert refusals(host().model_copy(update={"host": load.host.model_copy(update={"facts": None})}), request()) == {}


@pytest.mark.parametrize(
    ("name", "limit", "used", "unit"),
    [
        ("few_cpus", {"vcpu": 16}, "used_cpus", "vCPU"),
        ("little_memory", {"memory": 16}, "used_memory", "GiB of memory"),
        ("little_storage", {"storage": 16}, "used_storage", "GiB of storage"),
    ],
)
def test_limits_hold_to_the_last_unit(host: MakeHost, name: str, limit: dict[str, int], used: str, unit: str) -> None:
    asked = request(cpus=4, memory=4, storage=4)
    assert refusals(host(**limit, **{used: 12}), asked) == {}
    assert refusals(host(**limit, **{used: 13}), asked) == {name: f"has 3 of 16 {unit} free, 4 are needed"}
    assert refusals(host(**limit, **{used: 99}), asked) == {name: f"has 0 of 16 {unit} free, 4 are needed"}


@pytest.mark.parametrize("no_limit", [0, None])
def test_no_limit_limits_nothing(host: MakeHost, no_limit: int | None) -> None:
    load = host(vcpu=no_limit, memory=no_limit, storage=no_limit, used_cpus=999, used_memory=999, used_storage=999)
    assert refusals(load, request()) == {}


def test_every_reason_is_kept(host: MakeHost) -> None:
    load: HostLoad = host(
        status=HostStatus.OFFLINE,
        node=NodeState(name="n", cordoned=True),
        agent_url=None,
        facts={"arch": "riscv64", "full": [Area.BASE]},
        vcpu=1,
        memory=1,
        storage=1,
    )
    asked = request(host_uuid=OTHER, segment_host_uuids=[OTHER])
    assert list(refusals(load, asked)) == [each.__name__ for each in FILTERS]


def test_what_asks_for_nothing_of_a_thing_is_not_refused_for_it(host: MakeHost) -> None:
    """A data volume needs no processor: a host with more than its limit of those can take it."""
    load = host(vcpu=4, used_cpus=40, memory=4, used_memory=40, storage=30, used_storage=10)
    assert refusals(load, request(cpus=0, memory=0, storage=20)) == {}
    assert list(refusals(load, request(cpus=0, memory=0, storage=21))) == ["little_storage"]


@pytest.mark.parametrize(
    ("full", "vm", "volume"),
    [
        (["sys-volumes", "base"], "has no room left (sys-volumes, base)", None),
        (["agent-state"], "has no room left (agent-state)", None),
        (["memory"], "has no room left (memory)", None),
        (["data-volumes"], None, "has no room left (data-volumes)"),
        (["images", "saved-memory"], None, None),
    ],
)
def test_a_full_disk_takes_nothing_that_is_written_there(
    host: MakeHost, full: list[str], vm: str | None, volume: str | None
) -> None:
    load = host(facts={"full": full})
    assert refusals(load, request()).get("no_room_left") == vm
    assert refusals(load, request(cpus=0, memory=0)).get("no_room_left") == volume
