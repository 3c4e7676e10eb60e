"""Who caused the present thread of work: request id, operation id and caller.

`web` sets these at the door, `workflow` when it runs an operation; `logs` writes them into every line and `clients`
sends them on. The two sides meet only here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
OPERATION_ID: ContextVar[str] = ContextVar("operation_id", default="")
CALLER: ContextVar[str] = ContextVar("caller", default="")
PATIENCE: ContextVar[float] = ContextVar("patience", default=0.0)
"""Until when (monotonic seconds) calls of this thread of work wait for a neighbour that is being restarted."""
REQUEST_KEY: ContextVar[str] = ContextVar("request_key", default="")
"""The try and the idempotency key of the request that a command is part of. Set by iaas_core for one request, and by
db_proxy from the header of a service that it knows; never from a user's."""


@contextmanager
def bound(*, request_id: str = "", operation_id: str = "", caller: str = "") -> Iterator[None]:
    """Bind the given ids for the duration of a block; empty ones keep their outer value."""
    pairs = ((REQUEST_ID, request_id), (OPERATION_ID, operation_id), (CALLER, caller))
    tokens = [(variable, variable.set(value)) for variable, value in pairs if value]
    try:
        yield
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)
