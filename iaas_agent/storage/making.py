"""How files of ours come to be whole: written under a temporary name by a job, and visible when they are complete.

A file's lock is held only for the moments that decide, so a removal never waits for a copy: it leaves a mark instead,
and the copy ends without becoming visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api_common.contract.agent_report import JobReport
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from api_common.jobs import Jobs
from api_common.tools.failures import discard, storage_failures
from iaas_agent.storage.copying import flush, flush_folder
from iaas_agent.storage.locks import FileGuard, Turn
from iaas_agent.storage.paths import Layout

Progress = Callable[[int], None]
QUICK_SECONDS = 1.5
"""How long an answer waits for work that is nearly always quick."""


@dataclass(frozen=True)
class Order:
    """One file to be made: its id, where, for which operation, and how often it had been removed when asked for."""

    name: str
    path: Path
    operation_uuid: str
    removals: int

    @property
    def key(self) -> str:
        """A file removed and asked for again by the same operation is other work, so its key differs."""
        again = f".{self.removals}" if self.removals else ""
        return f"{self.operation_uuid}.{self.name}{again}"

    def done(self) -> JobReport:
        """What is told of a file that is there already."""
        return JobReport(key=self.key, status=JobStatus.DONE, progress=100)


class Making:
    """Makes and removes the files of one kind. `kind` names it to people, such as `volume`."""

    def __init__(self, kind: str, layout: Layout, jobs: Jobs) -> None:
        self._kind = kind
        self._layout = layout
        self._jobs = jobs
        self._guard = FileGuard(kind)

    @property
    def highest_fence(self) -> int:
        """The newest that was let in, of all files."""
        return self._guard.highest_fence

    @contextmanager
    def admitted(self, name: str, fence: int) -> Iterator[Turn]:
        """A request's turn at a file: `fenced` if it came too late. Only short work belongs into the block."""
        with self._guard.admitted(name, fence) as turn, storage_failures(f"{self._kind} {name}"):
            yield turn

    @contextmanager
    def holding(self, name: str) -> Iterator[Turn]:
        """Keep requests away from a file for a moment; for work that no request asked for."""
        with self._guard.holding(name) as turn:
            yield turn

    def begin(self, order: Order, draw: Callable[[Path, Progress], None]) -> JobReport:
        """Let `draw` make the file under a temporary name and :meth:`publish` it; `done` at once when it is quick."""

        def work(progress: Progress) -> dict[str, Any]:
            temporary = self._layout.temporary(order.path)
            with storage_failures(f"{self._kind} {order.name}"), self._explained_by_removal(order):
                try:
                    draw(temporary, progress)
                finally:
                    discard(temporary)
            return {}

        return self._jobs.ensure(order.key, work, wait_seconds=QUICK_SECONDS)

    def publish(self, order: Order, temporary: Path, mode: int, appear: Callable[[], None]) -> None:
        """Let a complete file `appear` under its name, unless it was removed while it was being made."""
        temporary.chmod(mode)
        flush(temporary)
        with self._guard.holding(order.name) as turn:
            self._require_turn(order, turn)
            appear()
            flush_folder(order.path.parent)

    def require_wanted(self, order: Order) -> None:
        """Raises `conflict` if the file was removed since it was asked for."""
        with self._guard.holding(order.name) as turn:
            self._require_turn(order, turn)

    def remove(self, path: Path, turn: Turn) -> None:
        """No such file, finished or not; inside a turn."""
        turn.removals += 1
        path.unlink(missing_ok=True)
        for half in self._layout.unfinished(path):
            half.unlink(missing_ok=True)

    def _require_turn(self, order: Order, turn: Turn) -> None:
        if turn.removals != order.removals:
            raise IaasError(ErrorKind.CONFLICT, f"{self._kind} {order.name} was removed while it was being made")

    @contextmanager
    def _explained_by_removal(self, order: Order) -> Iterator[None]:
        """A removal takes the half-made file away; whatever fails because of that is told as what it is."""
        try:
            yield
        except (OSError, IaasError):
            self.require_wanted(order)
            raise
