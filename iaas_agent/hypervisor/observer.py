"""Looking at domains: one, all, or all with what they carry for recovery. Changes nothing.

A sequence number is taken before each look, so that of two reports the one that looked later wins, however they travel.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

import libvirt

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import Holding
from api_common.contract.states import PowerState
from iaas_agent.domain_xml.element import parse
from iaas_agent.domain_xml.metadata import read_metadata
from iaas_agent.hypervisor.errors import is_absent, translate, translated
from iaas_agent.hypervisor.power import power_of

VNC_BASE_PORT = 5900
_OURS = re.compile(r"[0-9a-f]{32}")
_STATS = libvirt.VIR_DOMAIN_STATS_STATE | libvirt.VIR_DOMAIN_STATS_CPU_TOTAL | libvirt.VIR_DOMAIN_STATS_BALLOON
_STATS |= libvirt.VIR_DOMAIN_STATS_INTERFACE | libvirt.VIR_DOMAIN_STATS_BLOCK
KIB_PER_MIB = 1024


class Observer:
    """Reads the present state; `connection` gives the open connection or raises `unavailable`."""

    def __init__(self, connection: Callable[[], libvirt.virConnect]) -> None:
        self._connection = connection
        self._sequence = itertools.count(1)
        self.epoch = 0

    def find(self, uuid: str) -> libvirt.virDomain | None:
        """A domain, or null if there is none; every other failure is raised."""
        try:
            return self._connection().lookupByUUIDString(uuid)
        except libvirt.libvirtError as error:
            if is_absent(error):
                return None
            raise translate(error, "the VM cannot be looked up") from error

    def state_of(self, uuid: str) -> PowerReport:
        """The present state; `absent` for a domain that is not there."""
        sequence = next(self._sequence)
        domain = self.find(uuid)
        return self._absent(uuid, sequence) if domain is None else self._report(uuid, domain, sequence)

    def look(self, uuid: str, domain: libvirt.virDomain) -> PowerReport:
        """The present state of a domain in hand."""
        return self._report(uuid, domain, next(self._sequence))

    def inventory(self) -> tuple[int, list[PowerReport]]:
        """All domains of ours; the sequence number is from before the listing."""
        sequence = next(self._sequence)
        with translated("the VMs cannot be listed"):
            found = self._connection().listAllDomains(0)
        return sequence, [self._report(d.name(), d, sequence) for d in found if _OURS.fullmatch(d.name())]

    def holdings(self) -> list[Holding]:
        """All domains of ours with the metadata and sizes that their definitions carry."""
        _, reports = self.inventory()
        held = []
        for report in reports:
            domain = self.find(report.uuid)
            if domain is None:
                continue
            with translated("a VM's definition cannot be read"):
                xml = parse(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
            vcpu = xml.find("vcpu")
            most = int(xml.findtext("vcpu") or 0)
            held.append(
                Holding(
                    uuid=report.uuid,
                    report=report,
                    metadata=read_metadata(xml) or {},
                    cpus=int(vcpu.get("current") or most) if vcpu is not None else most,
                    max_cpus=most,
                    memory_mib=int(xml.findtext("currentMemory") or 0) // KIB_PER_MIB,
                    max_memory_mib=int(xml.findtext("memory") or 0) // KIB_PER_MIB,
                )
            )
        return held

    def statistics(self) -> list[dict[str, Any]]:
        """Figures of running guests, as libvirt names them; a hung QEMU does not make the others wait."""
        flags = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT
        with translated("the VMs' figures cannot be read"):
            told = self._connection().getAllDomainStats(_STATS, flags)
        return [{"uuid": d.name(), **figures} for d, figures in told if _OURS.fullmatch(d.name())]

    def _report(self, uuid: str, domain: libvirt.virDomain, sequence: int) -> PowerReport:
        try:
            state, reason = domain.state()
            off = state == libvirt.VIR_DOMAIN_SHUTOFF
            power, word = power_of(state, reason, saved=off and bool(domain.hasManagedSaveImage()))
            port = None if off else vnc_port(domain)
        except libvirt.libvirtError as error:
            if is_absent(error):  # it went between the look-up and the look
                return self._absent(uuid, sequence)
            raise translate(error, "the VM's state cannot be read") from error
        return PowerReport(uuid=uuid, power=power, epoch=self.epoch, sequence=sequence, vnc_port=port, reason=word)

    def _absent(self, uuid: str, sequence: int) -> PowerReport:
        return PowerReport(uuid=uuid, power=PowerState.ABSENT, epoch=self.epoch, sequence=sequence)


def vnc_port(domain: libvirt.virDomain) -> str | None:
    """The VNC display number of a running domain, as v1 wrote it."""
    graphics = parse(domain.XMLDesc(0)).find("devices/graphics[@type='vnc']")
    port = int(graphics.get("port") or -1) if graphics is not None else -1
    return str(port - VNC_BASE_PORT) if port >= VNC_BASE_PORT else None
