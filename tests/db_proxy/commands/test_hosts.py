"""Hosts register, fall silent and come back."""

from __future__ import annotations

import json
from functools import partial

from sqlalchemy import delete, insert, text, update

from api_common.contract.host import HostFacts
from api_common.contract.states import HostStatus, PowerState, VmStatus
from db_proxy.commands.hosts import mark_silent_hosts, register_host
from db_proxy.commands.observe import observe_power
from db_proxy.commands.unit import Writer
from db_proxy.queries.hosts import hosts
from db_proxy.queries.reader import Reader
from db_proxy.queries.vms import vm
from db_proxy.tables import HOST
from tests.db_proxy.commands.reports import report
from tests.helpers.clock import ManualClock
from tests.helpers.db import Rows, together

FACTS = HostFacts(name="n1", ip="10.0.0.1", agent_url="http://a:9090", config="Debian", roles=["dhcp", "vnc"])


def test_a_new_host_is_inserted(write: Writer, clock: ManualClock) -> None:
    host = write(register_host, FACTS)
    assert len(host.uuid) == 32
    assert (host.name, host.ip, host.config, host.agent_url) == ("n1", "10.0.0.1", "Debian", "http://a:9090")
    assert (host.vcpu, host.memory, host.storage) == (0, 0, 0)
    assert (host.status, host.epoch, host.last_seen_at) == (HostStatus.READY, 1, clock.now_ms())
    assert json.loads(host.role or "") == ["dhcp", "vnc"]
    assert host.facts == FACTS


def test_a_known_host_keeps_uuid_and_limits_and_gets_a_new_epoch(write: Writer, read: Reader, rows: Rows) -> None:
    first = rows.host("n1", vCPU=8)
    moved = FACTS.model_copy(update={"ip": "10.0.0.7", "problem": "no bridge"})
    again = write(register_host, moved)
    assert (again.uuid, again.vcpu, again.epoch, again.ip) == (first.uuid, 8, 2, "10.0.0.7")
    assert (again.status, again.problem) == (HostStatus.ERROR, "no bridge")
    assert len(read(hosts)) == 1


def test_a_host_of_v1_is_known_by_its_address(write: Writer, read: Reader) -> None:
    old = {"id": 70, "uuid": "u1", "name": "old-name", "ip": "10.0.0.1", "status": "READY", "vcpu": 4}
    write(lambda unit: unit.connection.execute(insert(HOST), old))
    host = write(register_host, FACTS)
    assert (host.uuid, host.id, host.name, host.vcpu) == ("u1", 70, "n1", 4)
    other = write(register_host, FACTS.model_copy(update={"name": "n2"}))
    assert other.uuid != "u1", "only once: from now on it is known by name"
    assert len(read(hosts)) == 2


def test_the_name_goes_before_the_address(write: Writer) -> None:
    for row in (
        {"id": 70, "uuid": "by-ip", "name": "x", "ip": "10.0.0.1"},
        {"id": 71, "uuid": "by-name", "name": "n1"},
    ):
        write(lambda unit, row=row: unit.connection.execute(insert(HOST), row))
    assert write(register_host, FACTS).uuid == "by-name"


def test_registering_twice_at_once_makes_one_host(write: Writer, write_elsewhere: Writer) -> None:
    answers, refusals = together([partial(each, register_host, FACTS) for each in [write, write_elsewhere] * 4])
    assert not refusals
    assert len({host.uuid for host in answers}) == 1
    assert sorted(host.epoch for host in answers) == list(range(1, 9))


def test_a_silent_host_is_offline_and_its_vms_unknown(
    rows: Rows, write: Writer, read: Reader, clock: ManualClock
) -> None:
    silent = rows.host()
    uuid = rows.vm(status="ACTIVE", hostUuid=silent.uuid)
    write(observe_power, silent.uuid, [report(uuid)])
    clock.advance(60)
    lively = rows.host()
    clock.advance(60)
    assert write(mark_silent_hosts, 100_000) == [silent.uuid]
    assert write(mark_silent_hosts, 100_000) == [], "told once"
    assert {load.host.uuid: load.host.status for load in read(hosts)} == {
        silent.uuid: HostStatus.OFFLINE,
        lively.uuid: HostStatus.READY,
    }
    found = read(vm, uuid).vm
    assert (found.status, found.power_state) == (VmStatus.ACTIVE, PowerState.UNKNOWN)
    write(observe_power, silent.uuid, [report(uuid, sequence=2)])
    assert read(vm, uuid).vm.power_state is PowerState.RUNNING


def test_a_host_of_v1_that_was_never_heard_of_is_silent(write: Writer) -> None:
    write(lambda unit: unit.connection.execute(insert(HOST), {"id": 70, "uuid": "u1", "status": "READY"}))
    assert write(mark_silent_hosts, 1000) == ["u1"]


def test_of_two_rows_of_one_node_the_one_with_its_address_goes_on(write: Writer, read: Reader) -> None:
    """v1 made a second row when a node's address changed (D61)."""
    write(lambda unit: unit.connection.execute(text("DROP INDEX uq_host_name")) and None)
    try:
        for id_, uuid, ip in ((70, "before", "10.0.0.9"), (71, "now", FACTS.ip), (72, "between", "10.0.0.8")):
            row = {"id": id_, "uuid": uuid, "name": FACTS.name, "ip": ip, "status": "READY"}
            write(lambda unit, row=row: unit.connection.execute(insert(HOST), row) and None)
        assert write(register_host, FACTS).uuid == "now"
        moved = FACTS.model_copy(update={"ip": "10.0.0.8"})
        assert write(register_host, moved).uuid == "now", "what was taken over stays the host"
        assert len(read(hosts)) == 3
    finally:
        write(lambda unit: unit.connection.execute(delete(HOST)) and None)
        write(lambda unit: unit.connection.execute(text("CREATE UNIQUE INDEX uq_host_name ON host (name)")) and None)


def test_a_host_without_a_uuid_gets_one(write: Writer) -> None:
    write(lambda unit: unit.connection.execute(insert(HOST), {"id": 70, "name": FACTS.name}) and None)
    host = write(register_host, FACTS)
    assert (host.id, len(host.uuid)) == (70, 32)


def test_a_clock_that_jumps_makes_nobody_silent(rows: Rows, write: Writer, clock: ManualClock) -> None:
    host = rows.host()
    for jump in (180, 3600, -7200, 10 * 365 * 86_400):
        clock.jump(jump)
        assert write(mark_silent_hosts, 100_000) == []
    clock.advance(120)
    assert write(mark_silent_hosts, 100_000) == [host.uuid]


def test_a_host_heard_of_in_the_future_falls_silent_too(rows: Rows, write: Writer, clock: ManualClock) -> None:
    host = rows.host()
    write(lambda unit: unit.connection.execute(update(HOST).values(last_seen_at=clock.now_ms() + 10**10)) and None)
    assert write(mark_silent_hosts, 100_000) == []
    clock.advance(101)
    assert write(mark_silent_hosts, 100_000) == [host.uuid]
