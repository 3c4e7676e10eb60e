"""The life of an operation."""

from __future__ import annotations

from api_common.contract.states import OperationStatus
from api_common.lifecycle.machine import Machine

_S = OperationStatus

OPERATION = Machine(
    "operation",
    {
        _S.RUNNING: frozenset({_S.DONE, _S.UNDOING}),
        _S.UNDOING: frozenset({_S.UNDONE, _S.STUCK}),
        _S.STUCK: frozenset({_S.UNDOING, _S.UNDONE}),
    },
)
OPEN = frozenset({_S.RUNNING, _S.UNDOING})
