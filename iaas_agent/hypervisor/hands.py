"""Calls that may never return, made by threads of ours, so that whoever asked for them waits only so long.

A call that hangs keeps its thread and its slot, and ends when its QEMU goes on or loses its power. As slots are few,
threads are, too. They are daemons: an agent that is told to end does not wait for them.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def begin(work: Callable[[], T], name: str) -> Future[T]:
    """Do the work in a thread of its own; the answer, or what it raised, will be in the future."""
    answer: Future[T] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answer.set_result(context.run(work))
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return answer
