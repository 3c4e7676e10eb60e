"""A machine has what it was given and no more; definitions of old get the form of today and keep all else."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from api_common.contract.agent_spec import DomainSize
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.sizing import SLOTS, Room, read_room, read_size, with_size
from tests.iaas_agent.domain_xml.specs import domain_spec, profile
from tests.iaas_agent.hypervisor.v1 import v1_xml

SIZE = DomainSize(cpus=2, max_cpus=8, memory_mib=2048, max_memory_mib=8192)
NEW = fromstring(build_domain_xml(domain_spec(), profile()))


def v1() -> Element:
    return fromstring(v1_xml("1" * 32, "/data/disk.img"))  # type: ignore[arg-type]


def sizes(domain: Element) -> dict[str, str | None]:
    return {tag: domain.findtext(tag) for tag in ("maxMemory", "memory", "currentMemory", "vcpu")}


def test_a_new_machine_has_what_it_was_given_and_room() -> None:
    assert sizes(NEW) == {"maxMemory": "8192", "memory": "2048", "currentMemory": "2048", "vcpu": "8"}
    assert read_size(NEW) == SIZE
    assert read_room(NEW) == Room(2048, 8192, SLOTS, pluggable=True)
    cell = NEW.find("cpu/numa/cell")
    assert cell is not None and (cell.get("cpus"), cell.get("memory"), cell.get("unit")) == ("0-7", "2048", "MiB")


def test_without_room_there_is_no_node() -> None:
    domain = fromstring(build_domain_xml(domain_spec(max_memory_mib=2048, cpus=1, max_cpus=1), profile()))
    assert domain.find("maxMemory") is None and domain.find("cpu/numa") is None
    assert read_room(domain) == Room(2048, 2048, 0, pluggable=False)
    assert with_size(domain, SIZE.model_copy(update={"cpus": 1, "max_cpus": 1}), plugs=True)
    assert domain.find("cpu/numa/cell[@cpus='0']") is not None


def test_a_machine_of_v1_has_its_most_and_is_told_less() -> None:
    domain = v1()
    assert read_size(domain) == DomainSize(cpus=1, max_cpus=4, memory_mib=256, max_memory_mib=512)
    assert read_room(domain) == Room(512, 512, 0, pluggable=False), "the guest can take 512"


def test_its_definition_gets_the_form_of_today_and_keeps_everything_else() -> None:
    domain, size = v1(), read_size(v1())
    kept = [tostring(child).strip() for child in domain if child.tag not in ("memory", "currentMemory", "vcpu", "cpu")]
    assert with_size(domain, size, plugs=True)
    assert sizes(domain) == {"maxMemory": "512", "memory": "256", "currentMemory": "256", "vcpu": "4"}
    now = [tostring(child).strip() for child in domain]
    assert all(child in now for child in kept)
    assert domain.find("cpu/topology[@cores='4']") is not None
    assert read_size(domain) == size and not with_size(domain, size, plugs=True), "once is enough"


@pytest.mark.parametrize("change", [{"cpus": 3}, {"memory_mib": 1024}, {"max_cpus": 16}, {"max_memory_mib": 4096}])
def test_any_other_size_is_written(change: dict[str, int]) -> None:
    domain = fromstring(tostring(NEW))
    assert not with_size(domain, SIZE, plugs=True)
    assert with_size(domain, SIZE.model_copy(update=change), plugs=True)
    assert read_size(domain) == SIZE.model_copy(update=change)


def test_memory_that_was_plugged_in_becomes_plain() -> None:
    domain = fromstring(tostring(NEW))
    devices = domain.find("devices")
    assert devices is not None
    devices.append(fromstring("<memory model='dimm'><target><size unit='KiB'>1048576</size></target></memory>"))
    assert read_room(domain).free_slots == SLOTS - 1
    assert with_size(domain, SIZE, plugs=True)
    assert domain.find("devices/memory") is None and domain.find("devices/disk") is not None


def test_the_test_driver_has_a_balloon() -> None:
    domain = fromstring(build_domain_xml(domain_spec(), profile(virt_type="test")))
    assert sizes(domain) == {"maxMemory": None, "memory": "8192", "currentMemory": "2048", "vcpu": "8"}
    assert read_size(domain) == SIZE and not with_size(domain, SIZE, plugs=False)
