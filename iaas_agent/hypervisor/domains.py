"""The ensure verbs on one domain: look, compare, act, look again. Repeating one is always safe.

Each holds its domain's lock and refuses older fences; none asks libvirt for more than it needs. Disks are not touched.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import libvirt

from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
)
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.screen import definition_with_screen, screen_with_password
from iaas_agent.hypervisor.errors import is_absent, is_wrong_state
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.plugging import plug_lacking
from iaas_agent.hypervisor.power import is_held
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.sizing import resize
from iaas_agent.hypervisor.suspending import Suspending
from iaas_agent.hypervisor.turns import Turns

_LOG = logging.getLogger(__name__)
_SECURE = libvirt.VIR_DOMAIN_XML_SECURE


class Domains:
    """The verbs on a domain as a whole; those on its devices are in `disks` and `host_devices`."""

    def __init__(self, turns: Turns, observer: Observer, suspending: Suspending) -> None:
        self._turns = turns
        self._observer = observer
        self._suspending = suspending

    def ensure_defined(self, body: EnsureDefined) -> DomainAnswer:
        """The domain is there, with this definition unless it runs."""
        uuid = body.domain.uuid
        with self._turns.taken(uuid, body, "the VM cannot be defined") as (session, _):
            domain = session.find(uuid)
            if domain is None or not domain.isActive():
                xml = build_domain_xml(
                    body.domain, session.profile, operation_uuid=body.operation_uuid, fence=body.fence
                )
                domain = session.connection.defineXML(xml)
            return self._observer.answer(domain)

    def ensure_running(self, uuid: str, body: EnsureRunning) -> DomainAnswer:
        """Started, restored or resumed; the answer tells the password that its screen has."""
        with self._turns.taken(uuid, body, "the VM cannot be started") as (session, _):
            domain = session.domain(uuid)
            state, reason = domain.state()
            if state == libvirt.VIR_DOMAIN_SHUTDOWN or is_held(state, reason):
                raise IaasError(ErrorKind.UNAVAILABLE, "the VM is on its way off; try again when it is")
            if state == libvirt.VIR_DOMAIN_CRASHED:
                domain.destroy()  # kept for somebody to look at
            if state in (libvirt.VIR_DOMAIN_SHUTOFF, libvirt.VIR_DOMAIN_CRASHED):
                _start(session, domain, body.vnc_password)
            elif state == libvirt.VIR_DOMAIN_PAUSED:
                domain.resume()
            elif state == libvirt.VIR_DOMAIN_PMSUSPENDED:
                domain.pMWakeup(0)
            else:
                plug_lacking(session, domain)  # of a restore that did not get so far
            return self._observer.answer(domain, with_password=True)

    def ensure_stopped(self, uuid: str, body: EnsureStopped) -> DomainAnswer:
        """`ask`: the button is pressed; `force`: no power and no saved memory. One that is off or gone is fine."""
        with self._turns.taken(uuid, body, "the VM cannot be stopped") as (session, _):
            domain = session.find(uuid)
            if domain is None:
                return DomainAnswer(report=self._observer.state_of(uuid))
            if body.mode == "ask":
                _ask_to_stop(domain, session.dialect.press_button)
            else:
                _cut_power(domain)
            return self._observer.answer(domain)

    def ensure_suspended(self, uuid: str, body: Fenced) -> DomainAnswer:
        """The memory is on disk and the domain off, now or when the job is done that the answer tells of."""
        with self._turns.taken(uuid, body, "the VM cannot be suspended") as (session, _):
            answer = self._observer.answer(session.domain(uuid))
            if answer.report.power is PowerState.SAVED:
                return answer
            if answer.report.power in (PowerState.STOPPED, PowerState.CRASHED):
                raise IaasError(ErrorKind.WRONG_STATE, "the VM is off; there is no memory to keep")
        # Outside the lock: cutting the power must not wait for gigabytes to be written.
        answer = self._suspending.suspend(uuid, body)
        self._turns.note(uuid)
        return answer

    def reboot(self, uuid: str, body: Fenced) -> DomainAnswer:
        """The guest is asked to restart, once per fence however often this is called."""
        with self._turns.taken(uuid, body, "the VM cannot be restarted") as (session, turn):
            domain = session.domain(uuid)
            if "reboot" not in turn.done:
                domain.reboot(session.dialect.press_button)
                turn.done.add("reboot")
            return self._observer.answer(domain)

    def ensure_sized(self, uuid: str, body: EnsureSized) -> DomainAnswer:
        """vCPUs and memory of the next start, and of now where it runs."""
        with self._turns.taken(uuid, body, "the VM cannot be resized") as (session, _):
            domain = session.domain(uuid)
            resize(domain, body, session.dialect)
            return self._observer.answer(domain)

    def ensure_absent(self, uuid: str, body: Fenced) -> None:
        """No power, no saved memory, no definition."""
        with self._turns.taken(uuid, body, "the VM cannot be removed") as (session, _):
            domain = session.find(uuid)
            if domain is None:
                return
            try:
                if domain.isActive():
                    with _fine_if_off():
                        domain.destroy()
                domain.undefineFlags(session.dialect.undefine)
            except libvirt.libvirtError as error:
                if not is_absent(error):
                    raise


def _start(session: Session, domain: libvirt.virDomain, password: str) -> None:
    restores = bool(domain.hasManagedSaveImage())
    definition = definition_with_screen(
        domain.XMLDesc(_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE), password, session.profile.vnc_listen
    )
    if definition is not None:
        session.connection.defineXML(definition)
    domain.create()
    if restores:
        plug_lacking(session, domain)  # first: when it fails, the screen has the password that people know
        _set_screen_password(domain, password)


def _set_screen_password(domain: libvirt.virDomain, password: str) -> None:
    """A restored guest comes back with the password of its saved memory."""
    screen = screen_with_password(domain.XMLDesc(_SECURE), password)
    if screen is None:
        return
    try:
        domain.updateDeviceFlags(screen, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    except libvirt.libvirtError as error:  # it runs, which was asked for; the answer tells the password that holds
        _LOG.warning("the screen of VM %s keeps its password: %s", domain.name(), error)


def _ask_to_stop(domain: libvirt.virDomain, press_button: int) -> None:
    state, reason = domain.state()
    if state == libvirt.VIR_DOMAIN_SHUTOFF:
        return
    with _fine_if_off():
        if state == libvirt.VIR_DOMAIN_PAUSED and not is_held(state, reason):
            domain.resume()  # a guest that stands still does not hear the button
        domain.shutdownFlags(press_button)


def _cut_power(domain: libvirt.virDomain) -> None:
    if domain.isActive():
        with _fine_if_off():
            domain.destroy()
    elif domain.hasManagedSaveImage():
        domain.managedSaveRemove()


@contextmanager
def _fine_if_off() -> Iterator[None]:
    """A domain that went off since we looked is what was wanted."""
    try:
        yield
    except libvirt.libvirtError as error:
        if not is_wrong_state(error):
            raise
