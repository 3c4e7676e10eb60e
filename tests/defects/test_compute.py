"""18.5 Compute. What D38 does to a screen's password is in tests/real/test_defects.py."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from api_common.contract.vm import Vm
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.profile import HostProfile
from iaas_core.steps.specs import domain_spec
from tests.helpers.suite import RunningSuite


def test_d39_terabytes_of_memory_are_counted_right() -> None:
    """v1 multiplied in 32 bits: 2048 GiB were negative, 4096 nothing."""
    vm = Vm(uuid="1" * 32, cpus=1, memory=2048, max_memory=4096)
    profile = HostProfile(virt_type="kvm", bridge_type="Linux", vnc_listen="127.0.0.1", disk_path=lambda _: str(Path()))
    domain = ElementTree.fromstring(build_domain_xml(domain_spec(vm, [], [], "secret"), profile))
    sizes = {name: domain.find(name) for name in ("maxMemory", "memory", "currentMemory")}
    kib = {"KiB": 1, "MiB": 1024, "GiB": 1024**2}
    shown = {n: int(e.text or 0) * kib[e.get("unit", "KiB")] for n, e in sizes.items() if e is not None}
    assert shown == {"maxMemory": 4096 * 1024**2, "memory": 2048 * 1024**2, "currentMemory": 2048 * 1024**2}


def test_d40_headroom_is_each_vms_own_and_kept(suite: RunningSuite) -> None:
    """v1 gave every VM the largest option ever configured, per agent process."""
    before = suite.create("before")
    option = suite.api.post("/spec_config/create", {"type": "VM_COMPUTE", "value": "64,2", "description": "big"})
    try:
        after = suite.create("after")
    finally:
        suite.api.post("/spec_config/delete", {"id": option["id"]})
    assert (before["maxCpus"], after["maxCpus"]) == (16, 64)
    suite.suite.kill("iaas-agent")
    suite.suite.start_service("iaas-agent")
    assert [suite.api.vm(vm["uuid"])["maxCpus"] for vm in (before, after)] == [16, 64]
    suite.api.refused("/vm/update", {"vmUuid": before["uuid"], "cpus": 17}, code=202.02)
    suite.api.post("/vm/update", {"vmUuid": after["uuid"], "cpus": 17})
