"""Looking at domains: one, all, or all with what they carry for recovery. Changes nothing.

A sequence number is taken before each look, so that of two reports the one that looked later wins, however they travel.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import libvirt

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import DomainAnswer, Holding
from api_common.contract.states import PowerState
from iaas_agent.domain_xml.devices import held_disks
from iaas_agent.domain_xml.element import parse
from iaas_agent.domain_xml.metadata import NAMESPACE, read_metadata
from iaas_agent.domain_xml.screen import Screen, read_screen
from iaas_agent.domain_xml.sizing import read_size
from iaas_agent.hypervisor.errors import is_absent, translated
from iaas_agent.hypervisor.power import power_of
from iaas_agent.hypervisor.reasons import Reasons
from iaas_agent.hypervisor.session import Session, named_as_ours, uuid_of
from iaas_agent.hypervisor.sizing import can_take

_FIGURES = (
    libvirt.VIR_DOMAIN_STATS_STATE
    | libvirt.VIR_DOMAIN_STATS_CPU_TOTAL
    | libvirt.VIR_DOMAIN_STATS_BALLOON
    | libvirt.VIR_DOMAIN_STATS_INTERFACE
    | libvirt.VIR_DOMAIN_STATS_BLOCK
)
_RUNNING_NOWAIT = libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE | libvirt.VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT


class Observer:
    """Reads present states; `session` gives the open session or raises `unavailable`."""

    def __init__(self, session: Callable[[], Session], reasons: Reasons) -> None:
        self._session = session
        self._reasons = reasons
        self._sequence = itertools.count(1)  # one step in C: safe between threads
        self.epoch = 0
        self.foreign = 0
        """Domains of others, at the last listing. They are left alone."""

    def state_of(self, uuid: str) -> PowerReport:
        """The present state; `absent` for a domain that is not there."""
        sequence = next(self._sequence)
        with translated("the VM's state cannot be read"):
            domain = self._session().find(uuid)
            if domain is None:
                return self._absent(uuid, sequence)
            return self._look(domain, sequence)[0]

    def answer(self, domain: libvirt.virDomain, *, with_password: bool = False) -> DomainAnswer:
        """The present state of a domain in hand. Raises libvirt's errors."""
        report, screen = self._look(domain, next(self._sequence))
        return DomainAnswer(report=report, vnc_password=screen.password if with_password else None)

    def inventory(self) -> tuple[int, list[PowerReport]]:
        """All domains of ours; the sequence number is from before the listing."""
        sequence = next(self._sequence)
        with translated("the VMs cannot be listed"):
            return sequence, [self._look(domain, next(self._sequence))[0] for domain in self._ours()]

    def holdings(self) -> list[Holding]:
        """All domains of ours with the metadata and sizes that their definitions carry."""
        with translated("the VMs' definitions cannot be read"):
            return [held for domain in self._ours() if (held := self._holding(domain)) is not None]

    def statistics(self, session: Session) -> list[dict[str, Any]]:
        """Figures of running guests, as libvirt names them. One whose QEMU hangs is left out, unless this is the call
        that comes to know of it: then it hangs with it."""
        with translated("the VMs' figures cannot be read"):
            told = session.connection.getAllDomainStats(_FIGURES, _RUNNING_NOWAIT)
        return [{"uuid": uuid_of(domain), **figures} for domain, figures in told if named_as_ours(domain)]

    def _ours(self) -> list[libvirt.virDomain]:
        listed = self._session().connection.listAllDomains(0)
        ours = [domain for domain in listed if named_as_ours(domain) or _has_our_metadata(domain)]
        self.foreign = len(listed) - len(ours)
        return ours

    def _look(self, domain: libvirt.virDomain, sequence: int) -> tuple[PowerReport, Screen]:
        uuid = uuid_of(domain)
        try:
            state, reason = domain.state()
            off = state == libvirt.VIR_DOMAIN_SHUTOFF
            saved = off and bool(domain.hasManagedSaveImage())
            screen = Screen() if off else read_screen(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE))
            most = can_take(self._session(), domain, saved=saved)
        except libvirt.libvirtError as error:
            if is_absent(error):  # it went between the look-up and the look
                return self._absent(uuid, sequence), Screen()
            raise
        power, word = power_of(state, reason, saved=saved)
        why = self._reasons.of(uuid, power, word, sequence)
        told: dict[str, Any] = {"power": power, "vnc_port": screen.display, "reason": word, "why": why, **most}
        report = PowerReport(uuid=uuid, epoch=self.epoch, sequence=sequence, **told)
        return report, screen

    def _absent(self, uuid: str, sequence: int) -> PowerReport:
        self._reasons.gone(uuid, sequence)
        return PowerReport(uuid=uuid, power=PowerState.ABSENT, epoch=self.epoch, sequence=sequence)

    def _holding(self, domain: libvirt.virDomain) -> Holding | None:
        report, _ = self._look(domain, next(self._sequence))
        try:
            definition = parse(domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE))
        except libvirt.libvirtError as error:
            if is_absent(error):
                return None
            raise
        return Holding(
            uuid=report.uuid,
            report=report,
            metadata=read_metadata(definition) or {},
            disks=held_disks(definition),
            **read_size(definition).model_dump(),
        )


def _has_our_metadata(domain: libvirt.virDomain) -> bool:
    try:
        domain.metadata(libvirt.VIR_DOMAIN_METADATA_ELEMENT, NAMESPACE)
    except libvirt.libvirtError:
        return False
    return True
