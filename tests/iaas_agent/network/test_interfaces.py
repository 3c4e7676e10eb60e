"""Where guests are heard: on bridges as they are, beside macvtap guests on an interface made for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from iaas_agent.network.interfaces import HostInterfaces, sibling_name
from tests.iaas_agent.network.test_dhcp import needs_root
from tests.iaas_agent.network.wires import Namespace


@pytest.fixture
def host() -> Iterator[Namespace]:
    namespace = Namespace()
    for command in (
        "ip link add br0 type bridge",
        "ip link add mute type bridge",
        "ip address add 10.0.0.1/24 dev br0",
        "ip link add nic0 type veth peer name wire0",
        "ip link add nic0.10 type veth peer name wire1",
    ):
        namespace.run(command)
    yield namespace
    namespace.close()


@needs_root
def test_bridges_are_taken_as_they_are(host: Namespace) -> None:
    hearing = HostInterfaces(macvtap=False, prefix=host.prefix).hear(["br0", "mute", "gone"])
    assert hearing.heard_on == {"br0": "br0", "mute": "mute"}
    assert [problem.split(" ")[1] for problem in hearing.problems] == ["gone", "mute"]
    assert "dh-" not in host.run("ip -br link")


@needs_root
def test_macvtap_guests_get_a_sibling_that_answers_for_nobody_else(host: Namespace) -> None:
    interfaces = HostInterfaces(macvtap=True, prefix=host.prefix)
    vlan = sibling_name("nic0.10")
    for _ in range(2):  # made once
        hearing = interfaces.hear(["nic0", "nic0.10"])
        assert hearing.heard_on == {"nic0": "dh-nic0", "nic0.10": vlan} and hearing.problems == []
    assert "169.254.67.67/32" in host.run(f"ip -br address show {vlan}")
    assert host.run(f"sysctl -n net.ipv4.conf.{vlan}.arp_ignore").strip() == "8"
    assert interfaces.hear(["nic0"]).heard_on == {"nic0": "dh-nic0"}
    assert vlan not in host.run("ip -br link")


@needs_root
def test_a_half_made_sibling_is_completed(host: Namespace) -> None:
    host.run("ip link add link nic0 name dh-nic0 type macvlan mode bridge")
    HostInterfaces(macvtap=True, prefix=host.prefix).hear(["nic0"])
    assert "169.254.67.67/32" in host.run("ip -br address show dh-nic0")


@needs_root
def test_one_bridge_that_cannot_be_heard_stops_no_other(host: Namespace) -> None:
    host.run("ip link add link nic0 name tap9 type macvlan mode passthru")  # takes the whole card
    hearing = HostInterfaces(macvtap=True, prefix=host.prefix).hear(["nic0", "br0"])
    assert hearing.heard_on == {"br0": "dh-br0"}
    assert len(hearing.problems) == 1 and "nic0" in hearing.problems[0]


@pytest.mark.parametrize("bridge", ["eth0", "enp3s0f1.1024", "br.0", "a" * 15, "a" * 13])
def test_names_fit_and_differ(bridge: str) -> None:
    name = sibling_name(bridge)
    assert len(name) <= 15 and "." not in name and name != sibling_name(bridge[:-1] + "z")


@needs_root
def test_the_hosts_own_addresses(host: Namespace) -> None:
    interfaces = HostInterfaces(macvtap=True, prefix=host.prefix)
    interfaces.hear(["nic0"])
    host.run("ip address add 192.168.7.1/24 dev nic0")
    host.run("ip address add 127.0.0.9/8 dev lo")
    host.run("ip link add kube-ipvs0 type bridge")
    host.run("ip address add 10.96.0.1/32 dev kube-ipvs0")
    assert interfaces.addresses() == ["10.0.0.1", "192.168.7.1"]
    assert HostInterfaces(macvtap=True, prefix=["false"]).addresses() == []
