"""A guest on real QEMU has the right time after it stood still, by its guest agent."""

from __future__ import annotations

import time

from api_common.contract.states import PowerState
from api_common.identity import new_uuid
from tests.iaas_agent.hypervisor.machine import fenced, running
from tests.iaas_agent.hypervisor.real import NEEDS_QEMU, Guest, wait_for

pytestmark = NEEDS_QEMU
BEHIND = "date -s @1000000000 >/dev/null; date +%s"
"""As if it had been held for years: no test waits for a clock to fall behind."""


def put_behind(guest: Guest) -> None:
    assert int(guest.runs(BEHIND)) < 1_000_000_060


def right(guest: Guest) -> bool:
    return abs(int(guest.runs("date +%s")) - time.time()) < 600


def test_after_a_pause_and_after_memory_was_saved(guest: Guest) -> None:
    guest.start()
    put_behind(guest)
    guest.domain.suspend()
    guest.seen(PowerState.PAUSED)
    guest.hypervisor.ensure_running(guest.uuid, running())
    wait_for(lambda: right(guest))

    put_behind(guest)
    answer = guest.hypervisor.ensure_suspended(guest.uuid, fenced(operation=new_uuid()))
    if answer.job is not None:
        guest.seen(PowerState.SAVED)
    guest.hypervisor.ensure_running(guest.uuid, running())
    wait_for(lambda: right(guest))
