"""Pressing the power button of guests, and remembering for which operation it was first pressed, and when.

The time counts by this process's monotonic clock alone, so that no clock that is set anywhere cuts a guest's power
early; an agent that starts anew begins to count anew. A guest whose QEMU hangs counts as asked: the grace runs.

Restarting is asked for with the same button, and whoever wants the restart starts the domain when it is off. libvirt's
own reboot leaves a mark in the domain that turns the guest's next power-off, weeks later maybe, into a restart.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

import libvirt

from api_common.clock import SYSTEM_CLOCK, Clock
from api_common.contract.agent_spec import DomainAnswer, Fenced
from api_common.errors import IaasError
from iaas_agent.hypervisor.errors import HANGS, fine_if_off
from iaas_agent.hypervisor.power import is_held
from iaas_agent.hypervisor.session import Session
from iaas_agent.hypervisor.turns import Turns

PRESS_SECONDS = 2.0
"""How long the press of a button is waited for; a QEMU that hangs is noticed by the grace."""
AGAIN_SECONDS = 4.5
"""When a button is pressed again: a guest that was still booting missed the first time."""
REMEMBERED = 10_000


@dataclass
class _Asked:
    operation_uuid: str
    first: float
    last: float | None = None
    restarted: bool = False


class Asking:
    """Asks guests to go off."""

    def __init__(self, turns: Turns, clock: Clock = SYSTEM_CLOCK) -> None:
        self._turns = turns
        self._clock = clock
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, _Asked] = OrderedDict()

    def ask(self, uuid: str, body: Fenced, doing: str) -> DomainAnswer:
        """Press the button, again if it was a while ago. One that is off, gone, or does not hear is fine."""
        asked = self._remembered(uuid, body.operation_uuid)
        try:
            if self._is_due(asked):
                self._turns.do(uuid, body, doing, lambda session: _press(session, uuid), patience=PRESS_SECONDS)
        except IaasError as error:
            if HANGS not in error.detail:
                raise
        return DomainAnswer(
            report=self._turns.look(uuid),
            asked_seconds=self._clock.monotonic() - asked.first,
            restarted=asked.restarted,
        )

    def restarted(self, uuid: str) -> None:
        """libvirt says that the guest has restarted."""
        with self._lock:
            if (asked := self._asked.get(uuid)) is not None:
                asked.restarted = True

    def _remembered(self, uuid: str, operation_uuid: str) -> _Asked:
        with self._lock:
            asked = self._asked.get(uuid)
            if asked is None or asked.operation_uuid != operation_uuid:
                asked = self._asked[uuid] = _Asked(operation_uuid, self._clock.monotonic())
            self._asked.move_to_end(uuid)
            while len(self._asked) > REMEMBERED:
                self._asked.popitem(last=False)
            return asked

    def _is_due(self, asked: _Asked) -> bool:
        with self._lock:
            now = self._clock.monotonic()
            if asked.last is not None and now - asked.last < AGAIN_SECONDS:
                return False
            asked.last = now
            return True


def _press(session: Session, uuid: str) -> None:
    domain = session.find(uuid)
    if domain is None:
        return
    state, reason = domain.state()
    if state == libvirt.VIR_DOMAIN_SHUTOFF:
        return
    with fine_if_off():
        if state == libvirt.VIR_DOMAIN_PAUSED and not is_held(state, reason):
            domain.resume()  # a guest that stands still does not hear the button
        domain.shutdownFlags(session.dialect.press_button)
