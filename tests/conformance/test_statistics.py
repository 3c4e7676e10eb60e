"""Counts and sums are those of the rows that the lists show."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from tests.conformance.client import Caller
from tests.conformance.contract import Contract, contract
from tests.conformance.test_success import check_success
from tests.conformance.world import World


class Asked:
    """Answers of endpoints by their names."""

    def __init__(self, rules: Contract, caller: Caller) -> None:
        self._rules = rules
        self._caller = caller

    def __call__(self, endpoint: str, **given: Any) -> Any:
        return check_success(self._rules, self._caller, contract().endpoints[endpoint], given)


@pytest.fixture
def ask(rules: Contract, world: World, caller: Caller) -> Asked:
    world.at_rest()
    return Asked(rules, caller)


def test_vms(ask: Asked) -> None:
    statuses = [vm["status"].lower() for vm in ask("vm_query_all")]
    counts = ask("vm_statistics")
    assert counts.pop("total") == len(statuses)
    assert counts == {status: statuses.count(status) for status in counts} and counts["active"] > 0


def test_volumes(ask: Asked) -> None:
    statuses = [volume["status"] for volume in ask("volume_query_all")]
    assert ask("volume_statistics") == {"total": len(statuses), "used": statuses.count("ATTACHED")}


def test_images(ask: Asked) -> None:
    assert ask("image_statistics") == {"total": len(ask("image_query_all"))}


def test_hosts(ask: Asked) -> None:
    hosts, vms, sums = ask("host_query_all"), ask("vm_query_all"), ask("host_statistics")
    assert (sums["total_node"], sums["active_node"]) == (len(hosts), sum(h["status"] == "READY" for h in hosts))
    for field, of_hosts, of_vms in (
        ("vcpu", "vCPU", "cpus"),
        ("mem", "memory", "memory"),
        ("sys_storage", "storage", "diskSize"),
    ):
        assert sums[f"total_{field}"] == sum(host[of_hosts] for host in hosts)
        assert sums[f"used_{field}"] == sum(vm[of_vms] for vm in vms)
    data = sum(volume["size"] for volume in ask("volume_query_all"))
    assert sums["used_storage"] == sums["used_sys_storage"] + data
    for field in ("data_storage", "img_storage"):
        assert 0 < sums[f"used_{field}"] <= sums[f"total_{field}"]  # D28


def test_use_per_host(ask: Asked) -> None:
    hosts, vms, use = ask("host_query_all"), ask("vm_query_all"), ask("host_node_resource")
    volumes = ask("volume_query_all")
    assert use.pop("total_node") == len(hosts) and set(use) == {host["name"] for host in hosts}
    for host in hosts:
        mine, told = [vm for vm in vms if vm["hostUuid"] == host["uuid"]], use[host["name"]]
        assert told["used_vcpu"] == sum(vm["cpus"] for vm in mine)
        assert told["used_mem"] == sum(vm["memory"] for vm in mine)
        assert told["used_sys_storage"] == sum(vm["diskSize"] for vm in mine)
        data = sum(volume["size"] for volume in volumes if volume["hostUuid"] == host["uuid"])
        assert told["used_storage"] == told["used_sys_storage"] + data
        assert [told[f"total_{key}"] for key in ("vcpu", "mem", "sys_storage")] == [
            host[key] for key in ("vCPU", "memory", "storage")
        ]
        assert told["storage_dir"].endswith("/sys-volumes/")


def test_shared_storage(ask: Asked, world: World) -> None:
    told = ask("host_net_sto_resource")
    assert told["data_vol_sto"]["storage_dir"].endswith("/data-volumes/")
    assert told["img_vol_sto"]["storage_dir"].endswith("/images/")
    assert {part["nfs_ip"] for part in told.values()} == {world.host["ip"]}
    folders = "[/usr/local/kubeiaas/data/data-volumes/, /usr/local/kubeiaas/data/images/]"
    assert ask("service_query_storage")["NFS"]["NFS_DIR"] == folders


def test_addresses(ask: Asked) -> None:
    counts = ask("ip_segment_statistics")
    expected = dict.fromkeys(counts, 0)
    for segment in ask("ip_segment_query_all"):
        told = ask("ip_segment_statistics_by_id", ip_segment_id=segment["id"])
        first, last = (int(ipaddress.ip_address(segment[key])) for key in ("ipRangeStart", "ipRangeEnd"))
        assert told["total"] == last - first + 1
        for key, value in told.items():
            expected[f"{segment['type'].lower()}_{key}"] += value
    assert counts == expected
    assert counts["private_used"] + counts["public_used"] == sum(len(vm["ips"]) for vm in ask("vm_query_all"))


def test_services(ask: Asked) -> None:
    cells = [cell for row in ask("service_query").values() for cell in row.values()]
    assert ask("service_statistics") == {
        "total": sum(cell != "NON" for cell in cells),
        "active": cells.count("ACTIVE"),
    }
