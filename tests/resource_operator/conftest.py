"""Hosts with their loads, and a db_proxy that knows only these."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from api_common.contract.host import Host, HostFacts, HostLoad
from api_common.contract.states import HostStatus
from api_common.errors import IaasError

MakeHost = Callable[..., HostLoad]


@pytest.fixture
def host() -> MakeHost:
    """Makes a READY host without limits, named `node<id>`; keywords change its row, its load or its facts."""

    def make(number: int = 1, *, facts: dict[str, object] | None = None, **changes: object) -> HostLoad:
        name = f"node{number}"
        told = HostFacts(name=name, ip="10.0.0.1", agent_url="http://a", cpus=16, memory_mib=65536, disk_gib=1000)
        row = Host(
            id=number,
            uuid=f"{number:032x}",
            name=name,
            status=HostStatus.READY,
            agent_url=f"http://{name}:9090",
            facts=told.model_copy(update=facts or {}),
        )
        in_row = {key: value for key, value in changes.items() if key in Host.model_fields}
        in_load = {key: value for key, value in changes.items() if key not in Host.model_fields}
        return HostLoad(host=row.model_copy(update=in_row), **in_load)

    return make


class FakeDb:
    """The only question that resource_operator asks of db_proxy."""

    def __init__(self) -> None:
        self.loads: list[HostLoad] = []
        self.error: IaasError | None = None

    def hosts(self) -> list[HostLoad]:
        if self.error:
            raise self.error
        return list(self.loads)


@pytest.fixture
def db() -> FakeDb:
    return FakeDb()
