"""The life of a disk."""

from __future__ import annotations

from api_common.contract.states import VolumeStatus
from api_common.lifecycle.machine import Machine

_S = VolumeStatus

VOLUME = Machine(
    "volume",
    {
        _S.CREATING: frozenset({_S.AVAILABLE, _S.ATTACHED, _S.ERROR, _S.ERROR_PREPARE, _S.DELETING}),
        _S.AVAILABLE: frozenset({_S.USED, _S.ATTACHED, _S.DELETING, _S.ERROR}),
        _S.USED: frozenset({_S.ATTACHED, _S.AVAILABLE, _S.ERROR, _S.DELETING}),
        _S.ATTACHED: frozenset({_S.AVAILABLE, _S.USED, _S.DELETING, _S.ERROR}),
        _S.ERROR: frozenset({_S.AVAILABLE, _S.ATTACHED, _S.DELETING}),
        _S.ERROR_PREPARE: frozenset({_S.AVAILABLE, _S.DELETING, _S.ERROR}),
        _S.DELETING: frozenset({_S.ERROR, _S.AVAILABLE, _S.ERROR_DELETING, _S.ERROR_PREPARE, _S.CREATING, _S.USED}),
        _S.ERROR_DELETING: frozenset({_S.DELETING}),
    },
)
