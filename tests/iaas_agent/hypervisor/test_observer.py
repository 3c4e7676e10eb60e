"""Looks: numbers that grow, only domains of ours, and what is needed to rebuild rows."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.hypervisor import Hypervisor
from tests.iaas_agent.domain_xml.specs import VM, domain_spec, profile
from tests.iaas_agent.hypervisor.machine import behind, connection_of, defined, fenced, running, sized

FOREIGN = "<domain type='test'><name>{}</name><memory>1024</memory><os><type>hvm</type></os></domain>"
OTHER = "b" * 32


def test_numbers_grow_with_every_look(hypervisor: Hypervisor) -> None:
    first = hypervisor.ensure_defined(defined()).report.sequence
    second = hypervisor.state_of(VM).sequence
    third, [report] = hypervisor.inventory()
    assert first < second < third < report.sequence


def test_the_epoch_is_the_last_registration(hypervisor: Hypervisor) -> None:
    hypervisor.set_epoch(7)
    assert hypervisor.ensure_defined(defined()).report.epoch == 7
    assert hypervisor.state_of(OTHER).epoch == 7


def test_what_somebody_else_does_is_seen_with_its_reason(hypervisor: Hypervisor) -> None:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    behind(hypervisor).destroy()
    report = hypervisor.state_of(VM)
    assert (report.power, report.reason) == (PowerState.STOPPED, "destroyed")


def test_the_inventory_has_our_domains_only(hypervisor: Hypervisor) -> None:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_defined(defined(uuid=OTHER))
    hypervisor.ensure_running(OTHER, running())
    connection_of(hypervisor).defineXML(FOREIGN.format("somebody-elses"))
    _, reports = hypervisor.inventory()
    assert {report.uuid: report.power for report in reports} == {VM: PowerState.STOPPED, OTHER: PowerState.RUNNING}


def test_a_renamed_domain_is_known_by_its_metadata(hypervisor: Hypervisor) -> None:
    domain = ElementTree.fromstring(build_domain_xml(domain_spec(), profile(virt_type="test", emulator=None)))
    domain.find("name").text = "renamed"  # type: ignore[union-attr]
    connection_of(hypervisor).defineXML(ElementTree.tostring(domain, encoding="unicode"))
    assert [report.uuid for report in hypervisor.inventory()[1]] == [VM]


def test_holdings_carry_what_rows_need(hypervisor: Hypervisor) -> None:
    hypervisor.ensure_defined(defined())
    hypervisor.ensure_running(VM, running())
    hypervisor.ensure_sized(VM, sized(4, 4096))
    connection_of(hypervisor).defineXML(FOREIGN.format("somebody-elses"))
    [held] = hypervisor.holdings()
    assert (held.uuid, held.report.power) == (VM, PowerState.RUNNING)
    assert (held.cpus, held.max_cpus, held.memory_mib, held.max_memory_mib) == (4, 8, 4096, 8192)
    assert held.metadata == domain_spec().metadata


def test_holdings_of_v1_have_no_metadata(hypervisor: Hypervisor) -> None:
    connection_of(hypervisor).defineXML(FOREIGN.format(OTHER))
    [held] = hypervisor.holdings()
    assert (held.metadata, held.cpus, held.max_cpus, held.max_memory_mib) == ({}, 1, 1, 1)


def test_statistics_are_of_running_domains_of_ours(hypervisor: Hypervisor) -> None:
    hypervisor.ensure_defined(defined())
    connection_of(hypervisor).defineXML(FOREIGN.format("somebody-elses")).create()
    assert hypervisor.statistics() == []
    hypervisor.ensure_running(VM, running())
    [figures] = hypervisor.statistics()
    assert figures["uuid"] == VM and figures["state.state"] == 1


def test_looks_need_libvirt(hypervisor: Hypervisor) -> None:
    hypervisor.ensure_absent(VM, fenced())
    hypervisor.stop()
    for look in (lambda: hypervisor.state_of(VM), hypervisor.inventory, hypervisor.holdings, hypervisor.statistics):
        with pytest.raises(IaasError) as failed:
            look()
        assert failed.value.kind is ErrorKind.UNAVAILABLE
