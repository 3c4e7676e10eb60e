"""The power button: pressed and pressed again, and since when, for whom, by a clock that nobody sets."""

from __future__ import annotations

from typing import Any, cast

import pytest

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import DomainAnswer
from api_common.contract.states import PowerState
from api_common.errors import ErrorKind, IaasError
from iaas_agent.hypervisor.asking import AGAIN_SECONDS, Asking
from tests.helpers.clock import ManualClock
from tests.iaas_agent.hypervisor.machine import fenced

VM, ONE, OTHER = "a" * 32, "1" * 32, "2" * 32


class Button:
    """What turns do with a press: count it, or fail."""

    def __init__(self) -> None:
        self.pressed = 0
        self.fails: IaasError | None = None

    def do(self, *_: Any, **__: Any) -> None:
        self.pressed += 1
        if self.fails:
            raise self.fails

    def look(self, uuid: str) -> PowerReport:
        return PowerReport(uuid=uuid, power=PowerState.RUNNING, epoch=1, sequence=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def button() -> Button:
    return Button()


@pytest.fixture
def asking(button: Button, clock: ManualClock) -> Asking:
    return Asking(cast(Any, button), clock)


def ask(asking: Asking, operation: str = ONE, fence: int = 1) -> DomainAnswer:
    return asking.ask(VM, fenced(fence, operation), "the VM cannot be stopped")


def test_time_counts_from_the_first_press_whoever_asks_for_the_operation(asking: Asking, clock: ManualClock) -> None:
    """An iaas_core that takes the operation over has a newer fence."""
    assert ask(asking).asked_seconds == 0
    clock.advance(7)
    assert ask(asking, fence=2).asked_seconds == 7


def test_another_operation_begins_anew(asking: Asking, clock: ManualClock) -> None:
    ask(asking)
    clock.advance(19)
    assert ask(asking, OTHER).asked_seconds == 0


def test_it_is_pressed_again_after_a_while_and_not_before(asking: Asking, button: Button, clock: ManualClock) -> None:
    for _ in range(3):
        ask(asking)
    assert button.pressed == 1
    clock.advance(AGAIN_SECONDS)
    ask(asking)
    assert button.pressed == 2


@pytest.mark.parametrize("hangs", [True, False])
def test_a_press_that_is_waited_for_in_vain_counts(asking: Asking, button: Button, hangs: bool) -> None:
    button.fails = IaasError(ErrorKind.UNAVAILABLE, "no", detail={"hangs": hangs})
    assert ask(asking).asked_seconds == 0


def test_any_other_failure_is_told(asking: Asking, button: Button) -> None:
    button.fails = IaasError(ErrorKind.FENCED, "no")
    with pytest.raises(IaasError, match="no"):
        ask(asking)


def test_a_guest_that_restarts_by_itself_is_told_once_it_was_asked(asking: Asking) -> None:
    asking.restarted(VM)
    assert not ask(asking).restarted
    asking.restarted(VM)
    assert ask(asking).restarted and not ask(asking, OTHER).restarted
