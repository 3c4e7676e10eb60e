"""Flow name and version -> flow. `main` fills it from `flows`; services and the runner look up."""

from __future__ import annotations

from typing import Generic, TypeVar

from api_common.errors import ErrorKind, IaasError
from iaas_core.workflow.flow import Flow

D = TypeVar("D")


class Registry(Generic[D]):
    """All flows this process can run."""

    def __init__(self, flows: list[Flow[D]]) -> None:
        self._flows = {(flow.kind, flow.version): flow for flow in flows}

    def flow(self, kind: str, version: int) -> Flow[D]:
        """The flow of an operation row; `internal` if this version of the code no longer knows it."""
        flow = self._flows.get((kind, version))
        if flow is None:
            raise IaasError(ErrorKind.INTERNAL, f"operation kind {kind!r} version {version} is unknown to this release")
        return flow

    def newest(self, kind: str) -> Flow[D]:
        """The flow that new operations of this kind use."""
        return self.flow(kind, max(version for name, version in self._flows if name == kind))

    def all(self) -> list[Flow[D]]:
        """Every flow, for the tests of their properties."""
        return list(self._flows.values())
