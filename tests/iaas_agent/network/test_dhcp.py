"""The DHCP service: bindings and fences in files; and with real guests on real wires, what they get."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api_common.contract.agent_report import DhcpBinding, DhcpPlan, VmBindings
from api_common.contract.agent_spec import EnsureBound
from api_common.contract.network import IpSegment
from api_common.contract.states import IpType
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from iaas_agent.network.dhcp import DhcpServer
from iaas_agent.network.dnsmasq import Dnsmasq
from iaas_agent.network.interfaces import HostInterfaces
from tests.helpers.small_disk import needs_mounts, small_disk
from tests.iaas_agent.network.wires import (
    Guest,
    Namespace,
    host_and_guest,
    host_and_macvtap_guest,
    may_make_namespaces,
)

ONE, TWO = "a" * 32, "b" * 32
MAC, OTHER_MAC = "00:30:01:02:0A:0F", "00:30:01:02:0A:10"
needs_root = pytest.mark.skipif(not may_make_namespaces(), reason="makes network namespaces, which needs root")


def segment(**fields: object) -> IpSegment:
    defaults = {
        "id": 64,
        "name": "lan",
        "netmask": "255.255.255.0",
        "gateway": "10.9.0.1",
        "dns": "10.9.0.2",
        "ip_range_start": "10.9.0.10",
        "ip_range_end": "10.9.0.99",
        "bridge": "br0",
    }
    return IpSegment.model_validate(defaults | fields)


def bound(vm: str, *bindings: tuple[str, str], fence: int = 1) -> EnsureBound:
    return EnsureBound(
        operation_uuid=new_uuid(),
        fence=fence,
        vm_uuid=vm,
        bindings=[DhcpBinding(mac=mac, ip=ip) for mac, ip in bindings],
    )


@pytest.fixture
def files(tmp_path: Path) -> DhcpServer:
    """A service that keeps files and starts nothing, as on a simulated host."""
    server = DhcpServer(Dnsmasq(tmp_path / "dhcp"), HostInterfaces(macvtap=False), serves=False)
    server.start()
    return server


def known(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (folder / "dhcp" / "hosts").iterdir()}


def test_a_binding_is_one_file(files: DhcpServer, tmp_path: Path) -> None:
    files.ensure_bound(bound(ONE, (MAC, "10.9.0.10"), (OTHER_MAC, "192.168.1.5")))
    assert known(tmp_path) == {  # with v1's names
        ONE: f"{MAC},10.9.0.10,vm{ONE}0A0F\n{OTHER_MAC},192.168.1.5,vm{ONE}0A10\n"
    }
    files.ensure_bound(bound(ONE))
    assert known(tmp_path) == {}


@pytest.mark.parametrize(
    ("mac", "ip"),
    [(MAC.lower(), "10.9.0.10"), ("00:30\n", "10.9.0.10"), (MAC, "10.9.0.300"), (MAC, "10.9.0.1,evil"), (MAC, "")],
)
def test_nothing_strange_gets_into_dnsmasqs_files(files: DhcpServer, tmp_path: Path, mac: str, ip: str) -> None:
    with pytest.raises(IaasError) as refusal:
        files.ensure_bound(bound(ONE, (mac, ip)))
    assert refusal.value.kind is ErrorKind.INVALID_REQUEST and known(tmp_path) == {}


def test_an_older_fence_is_refused(files: DhcpServer, tmp_path: Path) -> None:
    files.ensure_bound(bound(ONE, fence=6))
    with pytest.raises(IaasError) as refusal:
        files.ensure_bound(bound(ONE, (MAC, "10.9.0.10"), fence=5))
    assert refusal.value.kind is ErrorKind.FENCED and known(tmp_path) == {}


def plan(*vms: tuple[str, str, str]) -> DhcpPlan:
    rows = [VmBindings(vm_uuid=vm, bindings=[DhcpBinding(mac=mac, ip=ip)]) for vm, mac, ip in vms]
    return DhcpPlan(segments=[segment()], bindings=rows)


def test_a_plan_replaces_everything(files: DhcpServer, tmp_path: Path) -> None:
    files.ensure_bound(bound(ONE, (MAC, "10.9.0.10")))
    files.apply_plan(plan((TWO, OTHER_MAC, "10.9.0.11")), asked_at=files.mark())
    assert set(known(tmp_path)) == {TWO}


def test_a_plan_does_not_undo_what_happened_after_it_was_asked_for(files: DhcpServer, tmp_path: Path) -> None:
    asked_at = files.mark()
    files.ensure_bound(bound(ONE, (MAC, "10.9.0.10")))
    files.ensure_bound(bound(TWO))
    files.apply_plan(plan((TWO, OTHER_MAC, "10.9.0.11")), asked_at=asked_at)
    assert set(known(tmp_path)) == {ONE}
    files.apply_plan(plan((TWO, OTHER_MAC, "10.9.0.11")), asked_at=files.mark())
    assert set(known(tmp_path)) == {TWO}


def test_a_plan_leaves_vms_alone_that_an_operation_has_in_hand(files: DhcpServer, tmp_path: Path) -> None:
    files.ensure_bound(bound(ONE, (MAC, "10.9.0.10")))  # being created
    files.ensure_bound(bound(TWO))  # being deleted, and unbound already
    files.apply_plan(plan().model_copy(update={"in_hand": [ONE, TWO]}), asked_at=files.mark())
    assert set(known(tmp_path)) == {ONE}


def test_one_bad_row_stops_nobody(files: DhcpServer, tmp_path: Path) -> None:
    bad = segment(id=65, name="old", netmask="255.0.255.0")
    planned = plan((ONE, "not a mac", "10.9.0.10"), (TWO, OTHER_MAC, "10.9.0.11"))
    files.apply_plan(planned.model_copy(update={"segments": [bad, segment()]}), asked_at=files.mark())
    assert set(known(tmp_path)) == {TWO}
    assert len(files.warnings()) == 1 and "old" in files.warnings()[0]


class Real:
    """A service with its dnsmasq in a host's namespace, and a guest there."""

    def __init__(self, folder: Path, host: Namespace, guest: Guest, *, macvtap: bool = False) -> None:
        self.folder = folder / "dhcp"
        self.host = host
        self.guest = guest
        self._macvtap = macvtap
        self.server = self.restarted()

    def restarted(self) -> DhcpServer:
        """The service as a new agent would have it."""
        daemon = Dnsmasq(self.folder, prefix=self.host.prefix)
        interfaces = HostInterfaces(macvtap=self._macvtap, prefix=self.host.prefix)
        server = DhcpServer(daemon, interfaces, serves=True)
        server.start()
        return server

    def pid(self) -> int | None:
        return Dnsmasq(self.folder).pid()


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Real]:
    with host_and_guest(tmp_path) as (host, guest):
        world = Real(tmp_path, host, guest)
        yield world
        Dnsmasq(world.folder).stop()


@needs_root
def test_known_cards_get_exactly_their_address_and_others_nothing(real: Real) -> None:
    assert real.pid() is None  # nothing to serve yet
    real.server.set_segments([segment()])
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
    lease = real.guest.lease(MAC)
    assert lease.pop("lease") == "4294967295"
    assert lease == {"ip": "10.9.0.42", "mask": "24", "router": "10.9.0.1", "dns": "10.9.0.2"}
    assert real.guest.lease(OTHER_MAC, tries=2) == {}
    assert real.server.warnings() == []


@needs_root
def test_binding_and_unbinding_need_no_restart(real: Real) -> None:
    real.server.set_segments([segment()])
    pid = real.pid()
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
    real.server.ensure_bound(bound(TWO, (OTHER_MAC, "10.9.0.43")))
    real.server.ensure_bound(bound(TWO, fence=2))
    assert real.guest.lease(OTHER_MAC, tries=2) == {}
    assert real.guest.lease(MAC)["ip"] == "10.9.0.42"
    assert real.pid() == pid


@needs_root
def test_of_a_private_and_a_public_card_only_the_public_is_told_a_router(real: Real) -> None:
    public = segment(id=66, type=IpType.PUBLIC, ip_range_start="192.168.7.10", ip_range_end="192.168.7.20")
    public = public.model_copy(update={"gateway": "192.168.7.1"})
    real.server.set_segments([segment(), public])
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42"), (OTHER_MAC, "192.168.7.11")))
    private = real.guest.lease(MAC)
    assert (private["ip"], private.get("router"), private["dns"]) == ("10.9.0.42", None, "10.9.0.2")
    assert real.guest.lease(OTHER_MAC)["router"] == "192.168.7.1"
    real.restarted()
    assert "router" not in real.guest.lease(MAC), "a new agent knows it by itself"
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42"), fence=2))
    assert real.guest.lease(MAC)["router"] == "10.9.0.1", "its only card has a way out"


@needs_root
def test_an_address_goes_to_its_new_owner_at_once(real: Real) -> None:
    real.server.set_segments([segment()])
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
    assert real.guest.lease(MAC)["ip"] == "10.9.0.42"
    real.server.ensure_bound(bound(ONE, fence=2))
    real.server.ensure_bound(bound(TWO, (OTHER_MAC, "10.9.0.42"), fence=3))
    assert real.guest.lease(OTHER_MAC)["ip"] == "10.9.0.42"


@needs_root
def test_segments_may_share_a_bridge_with_another_network(real: Real) -> None:
    far = segment(id=66, ip_range_start="192.168.7.10", ip_range_end="192.168.7.20", gateway="", dns=None)
    more = segment(id=67, ip_range_start="10.9.0.100", ip_range_end="10.9.0.120")
    real.server.set_segments([segment(), far, more])
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.110"), (OTHER_MAC, "192.168.7.10")))
    lease = real.guest.lease(MAC)
    assert (lease["ip"], lease["router"], lease["dns"]) == ("10.9.0.110", "10.9.0.1", "10.9.0.2")
    lease = real.guest.lease(OTHER_MAC)
    assert (lease["ip"], "router" in lease, "dns" in lease) == ("192.168.7.10", False, False)


@needs_root
def test_segments_survive_the_agent_and_its_dnsmasq(real: Real) -> None:
    real.server.set_segments([segment()])
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
    Dnsmasq(real.folder).stop()
    assert real.restarted().running()
    assert real.guest.lease(MAC)["ip"] == "10.9.0.42"


@needs_root
def test_it_outlives_the_agent_and_is_taken_over(real: Real) -> None:
    real.server.set_segments([segment()])
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
    pid = real.pid()
    again = real.restarted()
    assert real.pid() == pid
    assert real.guest.lease(MAC)["ip"] == "10.9.0.42"
    again.ensure_bound(bound(ONE, (MAC, "10.9.0.43")))
    assert real.guest.lease(MAC)["ip"] == "10.9.0.43" and real.pid() == pid


@needs_root
def test_a_killed_agent_leaves_it_running(real: Real) -> None:
    script = f"""
import json, os, signal, sys
from pathlib import Path
from iaas_agent.network.dhcp import DhcpServer
from iaas_agent.network.dnsmasq import Dnsmasq
from iaas_agent.network.interfaces import HostInterfaces
from api_common.contract.network import IpSegment
from api_common.contract.states import IpType
prefix = {real.host.prefix!r}
server = DhcpServer(Dnsmasq(Path({str(real.folder)!r}), prefix=prefix),
                    HostInterfaces(macvtap=False, prefix=prefix), serves=True)
server.start()
server.set_segments([IpSegment.model_validate(json.loads({segment().model_dump_json()!r}))])
os.killpg(0, signal.SIGKILL)
"""
    agent = subprocess.run([sys.executable, "-c", script], start_new_session=True)
    assert agent.returncode == -signal.SIGKILL
    pid = real.pid()
    assert pid is not None
    real.restarted().ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
    assert real.guest.lease(MAC)["ip"] == "10.9.0.42" and real.pid() == pid


@needs_root
def test_a_dead_dnsmasq_is_started_again(real: Real) -> None:
    real.server.set_segments([segment()])
    real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
    pid = real.pid()
    assert pid is not None
    handle = os.pidfd_open(pid)
    os.kill(pid, signal.SIGKILL)
    assert select.select([handle], [], [], 10)[0]
    assert not real.server.running() and not real.server.works()
    real.server.look_after()
    assert real.server.works() and real.guest.lease(MAC)["ip"] == "10.9.0.42"


@needs_root
def test_missing_and_mute_interfaces_are_warnings(real: Real) -> None:
    real.host.run("ip link add br7 type bridge")
    real.server.set_segments([segment(), segment(id=65, bridge="br9"), segment(id=66, bridge="br7")])
    assert [text.split(" ")[1] for text in sorted(real.server.warnings())] == ["br7", "br9"]
    assert real.server.running()
    real.host.run("ip link add br9 type bridge")
    real.host.run("ip address add 172.31.0.1/24 dev br9")
    real.server.look_after()
    assert "interface=br9" in (real.folder / "dnsmasq.conf").read_text() and len(real.server.warnings()) == 1


@needs_root
def test_without_segments_nothing_runs_and_nothing_is_missing(real: Real) -> None:
    real.server.set_segments([segment()])
    assert real.server.running() and real.server.works()
    real.server.set_segments([])
    assert not real.server.running() and real.server.works()
    real.server.set_segments([segment(bridge="br9")])
    assert not real.server.works(), "there is no such bridge, so nobody is served"


@needs_root
def test_guests_on_macvtap_are_heard(tmp_path: Path) -> None:
    with host_and_macvtap_guest(tmp_path) as (host, guest):
        real = Real(tmp_path, host, guest, macvtap=True)
        try:
            real.server.set_segments([segment(bridge="nic0")])
            real.server.ensure_bound(bound(ONE, (MAC, "10.9.0.42")))
            assert guest.lease(MAC)["ip"] == "10.9.0.42" and real.server.warnings() == []
            real.restarted().look_after()
            assert host.run("ip -br link show type macvlan").count("dh-nic0") == 1
            real.server.set_segments([])
            assert "dh-" not in host.run("ip -br link show type macvlan")
        finally:
            Dnsmasq(real.folder).stop()


@needs_mounts
def test_a_plan_that_finds_no_room_is_kept_when_there_is_some(tmp_path: Path) -> None:
    with small_disk(tmp_path / "dhcp") as disk:
        server = DhcpServer(Dnsmasq(disk.folder), HostInterfaces(macvtap=False), serves=False)
        server.start()
        disk.fill()
        server.apply_plan(plan((ONE, MAC, "10.9.0.10")), asked_at=server.mark())
        server.look_after()
        assert any("DHCP does not work: its files cannot be written" in told for told in server.warnings())
        server.ensure_bound(bound(TWO))  # newer than the plan
        disk.empty()
        server.look_after()
        assert set(known(tmp_path)) == {ONE} and server.warnings() == []


@needs_mounts
def test_a_state_folder_that_cannot_be_written_stops_nothing_else(tmp_path: Path) -> None:
    with small_disk(tmp_path / "dhcp") as disk:
        disk.read_only()
        server = DhcpServer(Dnsmasq(disk.folder), HostInterfaces(macvtap=False), serves=False)
        server.start()
        server.apply_plan(plan(), asked_at=server.mark())
        server.look_after()
        assert any("read-only" in told for told in server.warnings())
        disk.read_only(False)
        server.look_after()
        assert server.warnings() == []
