"""Who asks, and how: what services need to know of a request beside its form."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

from iaas_core.auth.callers import Caller

AGAIN: ContextVar[bool] = ContextVar("again", default=False)
"""The request was begun before under its key, and nobody knows how far it came. What is gone by now may have been
removed by it."""


@dataclass(frozen=True)
class Asker:
    """`at_once`: do not wait for the end."""

    caller: Caller
    at_once: bool = False

    @property
    def user_name(self) -> str:
        """What rows say of who asked."""
        return self.caller.username
