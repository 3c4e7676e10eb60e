"""What a host is: v1's text, roles, and trouble told as such."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from api_common.contract.host import HostCheck
from iaas_agent.reporting.facts import FactsCollector, config_text, same
from iaas_agent.settings import AgentSettings
from tests.iaas_agent.reporting.fakes import FakeHypervisor


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    (tmp_path / "version").write_text("Linux version 6.1.0-9-amd64 (debian-kernel@lists.debian.org) gcc-12\n")
    (tmp_path / "cpuinfo").write_text("".join(f"processor\t: {n}\ncpu MHz\t\t: 24{n}0.000\n\n" for n in range(4)))
    (tmp_path / "meminfo").write_text("MemTotal:       16384000 kB\nMemFree: 1 kB\n")
    return tmp_path


def collector(
    hypervisor: FakeHypervisor, proc: Path, checks: Callable[[], list[HostCheck]] = list, **settings: Any
) -> FactsCollector:
    given = AgentSettings(host_name="n1", host_ip="10.0.0.1", data_root=proc / "not" / "made" / "yet", **settings)
    return FactsCollector(given, cast(Any, hypervisor), lambda: ["br9 is missing"], proc, checks=checks)


def test_the_text_for_people(proc: Path) -> None:
    text = config_text(proc)
    assert text.startswith("OS Version: Linux version 6.1.0-9-amd64; Processors: 4; CPU MHz: 2400.000; Memory: 15.6 GB")
    assert config_text(proc / "nothing").startswith("OS Version: ; Processors: ")


def test_everything_together(proc: Path) -> None:
    facts = collector(FakeHypervisor(), proc, dhcp_node="n2,10.0.0.1", vnc_node="n1", nfs_node="n3").collect()
    assert (facts.name, facts.ip, facts.agent_url) == ("n1", "10.0.0.1", "http://10.0.0.1:9090")
    assert (facts.cpus, facts.memory_mib, facts.virt_type) == (8, 16384, "qemu")
    assert facts.roles == ["dhcp", "vnc"] and facts.problem is None and facts.disk_gib > 0
    assert facts.warnings == ["no KVM: VMs are emulated and slow", "br9 is missing"]
    assert facts.vnc_address == "10.0.0.1"


def test_a_lost_libvirt_is_a_problem_of_the_host(proc: Path) -> None:
    hypervisor = FakeHypervisor()
    hypervisor.trouble = "libvirt cannot be reached"
    facts = collector(hypervisor, proc).collect()
    assert facts.problem == "libvirt cannot be reached" and facts.name == "n1"


def test_the_clock_speed_is_no_news(proc: Path) -> None:
    facts = collector(FakeHypervisor(), proc).collect()
    (proc / "cpuinfo").write_text((proc / "cpuinfo").read_text().replace("2400.000", "800.000"))
    again = collector(FakeHypervisor(), proc).collect()
    assert facts != again and same(facts, again)
    assert not same(facts, again.model_copy(update={"cpus": 9})) and not same(None, facts)


def test_what_the_host_lacks_is_told(proc: Path) -> None:
    told = [
        HostCheck(key="dir", ok=True, required=True, message="fine"),
        HostCheck(key="kvm", ok=False, message="told by the hypervisor"),
        HostCheck(key="dhcp", ok=False, message="no dnsmasq", advice="install it"),
    ]
    facts = collector(FakeHypervisor(), proc, checks=lambda: told).collect()
    assert facts.checks == told and facts.problem is None
    assert "no dnsmasq; install it" in facts.warnings and "told by the hypervisor" not in facts.warnings
    told.append(HostCheck(key="mnt", ok=False, required=True, message="not mounted", advice="mount it"))
    assert collector(FakeHypervisor(), proc, checks=lambda: told).collect().problem == "not mounted; mount it"
