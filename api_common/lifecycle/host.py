"""The life of a host."""

from __future__ import annotations

from api_common.contract.states import HostStatus
from api_common.lifecycle.machine import Machine

_S = HostStatus
_SEEN = frozenset({_S.READY, _S.ERROR, _S.OFFLINE})

HOST = Machine(
    "host",
    {
        _S.PREPARING: _SEEN,
        _S.CHECKING: _SEEN,
        _S.CONFIGURING: _SEEN,
        _S.READY: _SEEN,
        _S.ERROR: _SEEN,
        _S.OFFLINE: _SEEN,
    },
)
