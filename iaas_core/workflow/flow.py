"""What a flow is made of: steps with `do` and `undo`, and what each may answer.

`flows` declares flows with these, `steps` writes the functions, `runner` runs them. A step is called again after a
crash or a lost answer, so both of its functions only *ensure*: doing twice equals doing once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from api_common.contract.agent_report import PowerReport
from api_common.contract.agent_spec import OBSERVATIONS
from api_common.contract.changes import Change
from api_common.contract.operation import Operation, OperationStart
from api_common.errors import IaasError

D = TypeVar("D")


@dataclass(frozen=True)
class StepContext(Generic[D]):
    """What a step works with: the operation as claimed, what earlier steps put out, and the `doors` to other services.

    `outputs` maps names of steps to what they put out; `elapsed_seconds` counts from when this process began the
    present step.
    """

    operation: Operation
    doors: D
    outputs: dict[str, dict[str, Any]]
    elapsed_seconds: float = 0.0

    @property
    def input(self) -> dict[str, Any]:
        """The plan written when the operation was started."""
        return self.operation.input


@dataclass(frozen=True)
class Done:
    """The step's effect is there. `changes` and `observations` are written in the transaction that notes it."""

    output: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    observations: list[PowerReport] = field(default_factory=list)


@dataclass(frozen=True)
class Wait:
    """Not yet: call again after `seconds`, or sooner when somebody wakes the operation."""

    seconds: float
    progress: int | None = None


Outcome = Done | Wait
Do = Callable[[StepContext[D]], Outcome]
Undo = Callable[[StepContext[D]], Done]
Ending = Callable[[StepContext[D], str | None], list[Change]]
"""The last changes of an operation, given why it failed (null when it did not)."""


Heir = Callable[[StepContext[D]], OperationStart]
"""The operation that is begun in the transaction that ends this one well; what is left of its holds goes to it."""


@dataclass(frozen=True)
class Step(Generic[D]):
    """One step. Without `undo` there is nothing to take back. An `optional` one is done when it is asked for.

    A `final` one is the point of no return: from its begin on the operation cannot be cancelled, an answer that is
    lost is waited for without end, and once it is done the rest is tried until it is done. Only if the final step
    itself is refused the operation turns round; the step's `undo` then looks what is there, so that rows say it.
    """

    name: str
    do: Do[D]
    undo: Undo[D] | None = None
    optional: bool = False
    final: bool = False


@dataclass(frozen=True)
class Flow(Generic[D]):
    """A kind of operation. Change the steps, and the version grows; old versions stay until no open row names them."""

    kind: str
    steps: tuple[Step[D], ...]
    on_done: Ending[D]
    on_undone: Ending[D]
    version: int = 1
    patient: bool = False
    """Whatever goes wrong is tried again, without end, instead of giving up and undoing."""
    heir: Heir[D] | None = None

    def step_names(self, asked_for: Collection[str] = ()) -> list[str]:
        """The names in order, as they are written into the step rows."""
        return [step.name for step in self.steps if not step.optional or step.name in asked_for]

    def no_return(self, asked_for: Collection[str] = ()) -> int | None:
        """The number of the first final step among those names; null if the operation can always be cancelled."""
        names = self.step_names(asked_for)
        return next((names.index(step.name) for step in self.steps if step.final and step.name in names), None)

    def step(self, name: str) -> Step[D]:
        """The step of a row."""
        return next(step for step in self.steps if step.name == name)


def seen_with(error: IaasError) -> list[PowerReport]:
    """What an agent saw after it failed: as true as what it sees after a success."""
    return [PowerReport.model_validate(report) for report in error.detail.get(OBSERVATIONS, [])]
