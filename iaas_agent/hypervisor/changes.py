"""The ensure verbs on one domain: look, compare, act, look again. Repeating one is always safe."""

from __future__ import annotations

import contextlib
from typing import Any
from xml.etree import ElementTree

import libvirt

from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
)
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError, not_found
from api_common.jobs import Jobs
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.element import parse
from iaas_agent.domain_xml.profile import HostProfile
from iaas_agent.hypervisor.errors import is_absent, translate, translated
from iaas_agent.hypervisor.locks import DomainLocks
from iaas_agent.hypervisor.observer import Observer

KIB_PER_MIB = 1024
QUICK_SECONDS = 1.5
"""Work that is done by then is answered at once."""
_SECURE = libvirt.VIR_DOMAIN_XML_SECURE
_OFF = (libvirt.VIR_DOMAIN_SHUTOFF, libvirt.VIR_DOMAIN_CRASHED)


class Changes:
    """All verbs; each holds its domain's lock and refuses older fences."""

    def __init__(self, observer: Observer, locks: DomainLocks, jobs: Jobs) -> None:
        self._observer = observer
        self._locks = locks
        self._jobs = jobs

    def ensure_defined(self, connection: libvirt.virConnect, body: EnsureDefined, profile: HostProfile) -> DomainAnswer:
        """The definition is this one from the next start on; a running domain runs on as it is."""
        uuid = body.domain.uuid
        with self._locks.held(uuid, body.fence), translated("the VM cannot be defined"):
            xml = build_domain_xml(body.domain, profile, operation_uuid=body.operation_uuid, fence=body.fence)
            return self._answer(uuid, connection.defineXML(xml))

    def ensure_running(self, connection: libvirt.virConnect, uuid: str, body: EnsureRunning) -> DomainAnswer:
        """Started, restored or resumed. A screen that is made now has the password of the request."""
        with self._locks.held(uuid, body.fence), translated("the VM cannot be started"):
            domain = self._domain(uuid)
            state, _ = domain.state()
            if state in _OFF:
                restores = bool(domain.hasManagedSaveImage())
                self._set_password(connection, domain, body.vnc_password)
                domain.create()
                if restores:
                    self._set_live_password(domain, body.vnc_password)
            elif state in (libvirt.VIR_DOMAIN_PAUSED, libvirt.VIR_DOMAIN_PMSUSPENDED):
                domain.resume()
            return self._answer(uuid, domain, _password(domain))

    def ensure_stopped(self, uuid: str, body: EnsureStopped, *, simulated: bool) -> DomainAnswer:
        """Asked to shut down, or without power. One that is off or gone is left alone."""
        with self._locks.held(uuid, body.fence), translated("the VM cannot be stopped"):
            domain = self._observer.find(uuid)
            if domain is None:
                return DomainAnswer(report=self._observer.state_of(uuid))
            if domain.isActive():
                with _unless_off_by_now():
                    if body.mode == "force":
                        domain.destroy()
                    else:
                        domain.shutdownFlags(0 if simulated else libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN)
            return self._answer(uuid, domain)

    def ensure_suspended(self, uuid: str, body: Fenced) -> DomainAnswer:
        """The memory is on disk and the domain off. Takes as long as there is memory, so it is a job."""
        with self._locks.held(uuid, body.fence):
            before = self._answer(uuid, self._domain(uuid))
            if before.report.power in ("saved", "stopped", "crashed"):
                return before

        def save(_: Any) -> dict[str, Any]:
            with translated("the VM cannot be suspended"):
                self._domain(uuid).managedSave(0)
            return {}

        job = self._jobs.ensure(f"{body.operation_uuid}.suspend", save, wait_seconds=QUICK_SECONDS)
        report = self._observer.state_of(uuid)
        return DomainAnswer(report=report, job=None if job.status is JobStatus.DONE else job)

    def reboot(self, uuid: str, body: Fenced, *, simulated: bool) -> DomainAnswer:
        """Asked to restart, once per operation however often this is called."""
        with self._locks.held(uuid, body.fence), translated("the VM cannot be restarted"):
            domain = self._domain(uuid)
            if self._locks.once(uuid, "reboot"):
                domain.reboot(0 if simulated else libvirt.VIR_DOMAIN_REBOOT_ACPI_POWER_BTN)
            return self._answer(uuid, domain)

    def ensure_sized(self, uuid: str, body: EnsureSized) -> DomainAnswer:
        """vCPUs and memory of the next start, and of now where it runs. Everything is checked before anything is set.

        Live XML is never written back (D38). Fewer vCPUs of a running guest are refused: QEMU may die of it.
        """
        with self._locks.held(uuid, body.fence), translated("the VM cannot be resized"):
            domain = self._domain(uuid)
            live = bool(domain.isActive())
            self._check_size(domain, body, live)
            if body.cpus is not None:
                if live and body.cpus > domain.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_LIVE):
                    domain.setVcpusFlags(body.cpus, libvirt.VIR_DOMAIN_VCPU_LIVE)
                domain.setVcpusFlags(body.cpus, libvirt.VIR_DOMAIN_VCPU_CONFIG)
            if body.memory_mib is not None:
                flags = libvirt.VIR_DOMAIN_MEM_CONFIG | (libvirt.VIR_DOMAIN_MEM_LIVE if live else 0)
                domain.setMemoryFlags(body.memory_mib * KIB_PER_MIB, flags)
            return self._answer(uuid, domain)

    def ensure_absent(self, uuid: str, body: Fenced, *, simulated: bool) -> None:
        """No power, no saved memory, no definition."""
        flags = libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
        if not simulated:
            flags |= libvirt.VIR_DOMAIN_UNDEFINE_NVRAM | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
        with self._locks.held(uuid, body.fence):
            domain = self._observer.find(uuid)
            if domain is None:
                return
            try:
                if domain.isActive():
                    with _unless_off_by_now():
                        domain.destroy()
                domain.undefineFlags(flags)
            except libvirt.libvirtError as error:
                if not is_absent(error):
                    raise translate(error, "the VM cannot be removed") from error

    # --- helpers ---

    def _domain(self, uuid: str) -> libvirt.virDomain:
        domain = self._observer.find(uuid)
        if domain is None:
            raise not_found("VM on this host", uuid)
        return domain

    def _answer(self, uuid: str, domain: libvirt.virDomain, password: str | None = None) -> DomainAnswer:
        return DomainAnswer(report=self._observer.look(uuid, domain), vnc_password=password)

    def _check_size(self, domain: libvirt.virDomain, body: EnsureSized, live: bool) -> None:
        if body.cpus is not None:
            most = domain.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_CONFIG | libvirt.VIR_DOMAIN_VCPU_MAXIMUM)
            if body.cpus > most:
                raise IaasError(ErrorKind.WRONG_STATE, f"cpus: this VM was created for at most {most}")
            if live and body.cpus < domain.vcpusFlags(libvirt.VIR_DOMAIN_VCPU_LIVE):
                raise IaasError(ErrorKind.WRONG_STATE, "cpus: a running VM cannot lose vCPUs; stop it first")
        if body.memory_mib is not None and body.memory_mib > domain.maxMemory() // KIB_PER_MIB:
            most = domain.maxMemory() // KIB_PER_MIB
            raise IaasError(ErrorKind.WRONG_STATE, f"memory: this VM was created for at most {most} MiB")

    def _set_password(self, connection: libvirt.virConnect, domain: libvirt.virDomain, password: str) -> None:
        """In the definition, before the start; v1 lost it here by writing XML back without its secrets (D38)."""
        xml = parse(domain.XMLDesc(_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE))
        graphics = xml.find("devices/graphics[@type='vnc']")
        if graphics is not None and graphics.get("passwd") != password:
            graphics.set("passwd", password)
            connection.defineXML(ElementTree.tostring(xml, encoding="unicode"))

    def _set_live_password(self, domain: libvirt.virDomain, password: str) -> None:
        """A restored guest comes back with the password of its saved memory."""
        graphics = parse(domain.XMLDesc(_SECURE)).find("devices/graphics[@type='vnc']")
        if graphics is None or graphics.get("passwd") == password:
            return
        graphics.set("passwd", password)
        with contextlib.suppress(libvirt.libvirtError):  # the answer then tells the password that holds
            domain.updateDeviceFlags(ElementTree.tostring(graphics, encoding="unicode"), libvirt.VIR_DOMAIN_AFFECT_LIVE)


def _password(domain: libvirt.virDomain) -> str | None:
    graphics = parse(domain.XMLDesc(_SECURE)).find("devices/graphics[@type='vnc']")
    return None if graphics is None else graphics.get("passwd")


@contextlib.contextmanager
def _unless_off_by_now() -> Any:
    """A domain that went off since we looked is what was wanted."""
    try:
        yield
    except libvirt.libvirtError as error:
        if error.get_error_code() != libvirt.VIR_ERR_OPERATION_INVALID:
            raise
