"""The ensure verbs on one domain: look, compare, act, look again. Repeating one is always safe.

Each has its domain's turn and refuses older fences; none asks libvirt for more than it needs. Only power is cut outside
of the turn. Disks are not touched.
"""

from __future__ import annotations

import contextlib
import logging

import libvirt

from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
    Restart,
)
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.domain_xml.domain import build_domain_xml
from iaas_agent.domain_xml.element import parse, text_of
from iaas_agent.domain_xml.panic import with_panic
from iaas_agent.domain_xml.screen import screen_with_password, set_screen
from iaas_agent.domain_xml.sizing import read_size, with_size
from iaas_agent.hypervisor.asking import Asking
from iaas_agent.hypervisor.errors import HANGS, fine_if_off, is_absent, translate
from iaas_agent.hypervisor.going_on import go_on
from iaas_agent.hypervisor.news import News
from iaas_agent.hypervisor.observer import Observer
from iaas_agent.hypervisor.plugging import plug_lacking
from iaas_agent.hypervisor.power import is_held
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.sizing import merged, resize
from iaas_agent.hypervisor.suspending import Suspending
from iaas_agent.hypervisor.turns import Turns

_LOG = logging.getLogger(__name__)
_SECURE = libvirt.VIR_DOMAIN_XML_SECURE
SETTLE_SECONDS = 3.0
"""How long whoever cut the power waits for the calls that hung on it to end."""
RESET_SECONDS = 8.0
"""A machine that is not reset by then hangs; who wants it restarted cuts its power and starts it."""


class Domains:
    """The verbs on a domain as a whole; those on its devices are in `disks` and `host_devices`."""

    def __init__(
        self, turns: Turns, cuts: Turns, observer: Observer, suspending: Suspending, asking: Asking, news: News
    ) -> None:
        self._turns = turns
        self._cuts = cuts
        self._observer = observer
        self._news = news
        self._suspending = suspending
        self._asking = asking

    def ensure_defined(self, body: EnsureDefined) -> DomainAnswer:
        """The domain is there, with this definition unless it runs."""

        def work(session: Session) -> DomainAnswer:
            domain = session.find(body.domain.uuid)
            if domain is None or not domain.isActive():
                xml = build_domain_xml(
                    body.domain, session.profile, operation_uuid=body.operation_uuid, fence=body.fence
                )
                domain = session.connection.defineXML(xml)
            return self._observer.answer(domain)

        return self._turns.do(body.domain.uuid, body, "the VM cannot be defined", work)

    def ensure_running(self, uuid: str, body: EnsureRunning) -> DomainAnswer:
        """Started, restored or resumed; the answer tells the password that its screen has."""

        def work(session: Session) -> DomainAnswer:
            domain = session.domain(uuid)
            state, reason = domain.state()
            if state == libvirt.VIR_DOMAIN_SHUTDOWN or is_held(state, reason):
                raise IaasError(ErrorKind.UNAVAILABLE, "the VM is on its way off; try again when it is")
            if state == libvirt.VIR_DOMAIN_CRASHED:
                domain.destroy()  # kept for somebody to look at
            if state in (libvirt.VIR_DOMAIN_SHUTOFF, libvirt.VIR_DOMAIN_CRASHED):
                _start(session, domain, body)
            elif state == libvirt.VIR_DOMAIN_PAUSED:
                go_on(domain, self._news)
            elif state == libvirt.VIR_DOMAIN_PMSUSPENDED:
                domain.pMWakeup(0)
            else:
                plug_lacking(session, domain)  # of a restore that did not get so far
            return self._observer.answer(domain, with_password=True)

        return self._turns.do(uuid, body, "the VM cannot be started", work)

    def ensure_stopped(self, uuid: str, body: EnsureStopped) -> DomainAnswer:
        """`ask`: the button is pressed; `force`: no power and no saved memory. One that is off or gone is fine."""
        if body.mode == "ask":
            return self._asking.ask(uuid, body, "the VM cannot be stopped")
        doing = "the VM cannot be stopped"
        self._cut(uuid, body, doing)

        def work(session: Session) -> None:
            if (domain := session.find(uuid)) is not None:
                _cut_power(domain)  # again: a start may have been under way

        try:
            self._turns.do(uuid, body, doing, work, patience=SETTLE_SECONDS, behind_hanging=True)
        except IaasError as error:
            if HANGS not in error.detail:
                raise
        return DomainAnswer(report=self._turns.look(uuid))

    def ensure_suspended(self, uuid: str, body: Fenced) -> DomainAnswer:
        """The memory is on disk and the domain off, now or when the job is done that the answer tells of."""

        def look(session: Session) -> DomainAnswer:
            domain = session.domain(uuid)
            answer = self._observer.answer(domain)
            if answer.report.power in (PowerState.STOPPED, PowerState.CRASHED):
                raise IaasError(ErrorKind.WRONG_STATE, "the VM is off; there is no memory to keep")
            if answer.report.power is not PowerState.SAVED:
                _require_answer(session, domain)
            return answer

        answer = self._turns.do(uuid, body, "the VM cannot be suspended", look)
        if answer.report.power is PowerState.SAVED:
            return answer
        # Outside the lock: gigabytes take their time to be written.
        answer = self._suspending.suspend(uuid, body)
        self._turns.note(uuid)
        return answer

    def restart(self, uuid: str, body: Restart) -> DomainAnswer:
        """`ask`: the button is pressed, and who asks starts it when it is off; `force`: the machine is reset."""
        doing = "the VM cannot be restarted"
        if body.mode == "ask":
            return self._asking.ask(uuid, body, doing)

        def work(session: Session) -> DomainAnswer:
            domain = session.domain(uuid)
            domain.reset()
            if domain.state()[0] == libvirt.VIR_DOMAIN_PAUSED:
                domain.resume()
            return self._observer.answer(domain)

        return self._turns.do(uuid, body, doing, work, patience=RESET_SECONDS)

    def ensure_sized(self, uuid: str, body: EnsureSized) -> DomainAnswer:
        """vCPUs and memory of the next start, and of now where it runs."""

        def work(session: Session) -> DomainAnswer:
            domain = session.domain(uuid)
            size = resize(session, domain, body)
            return self._observer.answer(domain).model_copy(update={"size": size})

        return self._turns.do(uuid, body, "the VM cannot be resized", work)

    def ensure_absent(self, uuid: str, body: Fenced) -> None:
        """No power, no saved memory, no definition."""

        def work(session: Session) -> None:
            domain = session.find(uuid)
            if domain is None:
                return
            try:
                _cut_power(domain)  # again: a start may have been under way
                domain.undefineFlags(session.dialect.undefine)
            except libvirt.libvirtError as error:
                if not is_absent(error):
                    raise

        self._cut(uuid, body, "the VM cannot be removed")
        self._turns.do(uuid, body, "the VM cannot be removed", work, behind_hanging=True)

    def _cut(self, uuid: str, body: Fenced, doing: str) -> None:
        """Not in the domain's turn, and on connections of its own: whatever hangs, the power can be cut."""

        def work(session: Session) -> None:
            domain = session.find(uuid)
            if domain is not None:
                _cut_power(domain)

        self._cuts.do(uuid, body, doing, work)


def _require_answer(session: Session, domain: libvirt.virDomain) -> None:
    """Ask QEMU something: one that hangs is known here, before it takes one of the few places where memory is saved."""
    if session.dialect.plugs and not domain.jobInfo()[0]:  # one that is being saved is slow, as it may be
        with contextlib.suppress(libvirt.libvirtError):
            domain.memoryStats()


def _start(session: Session, domain: libvirt.virDomain, body: EnsureRunning) -> None:
    restores = bool(domain.hasManagedSaveImage())
    _prepare_start(session, domain, body, restores=restores)
    try:
        domain.create()
    except libvirt.libvirtError as error:
        if restores and domain.hasManagedSaveImage():
            raise _cannot_load(error) from error
        raise
    if restores:
        plug_lacking(session, domain)  # first: when it fails, the screen has the password that people know
        _set_screen_password(domain, body.vnc_password)


def _prepare_start(session: Session, domain: libvirt.virDomain, body: EnsureRunning, *, restores: bool) -> None:
    """The definition as it is to be started: with this password and, unless saved memory knows another, of the size
    that the VM was given and no more, and with a panic that is seen. So those of v1, and of releases with a balloon,
    become machines of today. Their clock stays what their guests were set up for."""
    definition = parse(domain.XMLDesc(_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE))
    changed = set_screen(definition, body.vnc_password, session.profile.vnc_listen)
    if not restores:
        size = merged(read_size(definition), body.size)
        changed = with_size(definition, size, plugs=session.dialect.plugs) or changed
        changed = (not session.profile.simulated and with_panic(definition)) or changed
    if changed:
        session.connection.defineXML(text_of(definition))


def _cannot_load(error: libvirt.libvirtError) -> IaasError:
    """Why, and the way out of a suspension that cannot be ended as it was meant."""
    refused = translate(error, "the saved memory cannot be loaded")
    refused.message += "; stopping the VM with force drops that memory, and it can be started anew"
    return refused


def _set_screen_password(domain: libvirt.virDomain, password: str) -> None:
    """A restored guest comes back with the password of its saved memory."""
    screen = screen_with_password(domain.XMLDesc(_SECURE), password)
    if screen is None:
        return
    try:
        domain.updateDeviceFlags(screen, libvirt.VIR_DOMAIN_AFFECT_LIVE)
    except libvirt.libvirtError as error:  # it runs, which was asked for; the answer tells the password that holds
        _LOG.warning("the screen of VM %s keeps its password: %s", domain.name(), error)


def _cut_power(domain: libvirt.virDomain) -> None:
    if domain.isActive():
        with fine_if_off():
            domain.destroy()
    elif domain.hasManagedSaveImage():
        domain.managedSaveRemove()
