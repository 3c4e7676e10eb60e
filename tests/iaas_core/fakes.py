"""Stand-ins for iaas_core's neighbours where a test is about iaas_core alone: they note what was asked of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from api_common.contract.changes import ChangeResult
from api_common.contract.host import Host, HostLoad
from api_common.contract.network import IpSegment, IpSegmentView, IpUsed
from api_common.contract.service import ClusterServices, DatabaseState
from api_common.contract.states import HostStatus, IpType
from iaas_core.steps.doors import Doors

HOST = "a" * 32


class FakeDb:
    """Answers what a test puts in, and refuses every other question; keeps the changes."""

    def __init__(self) -> None:
        self.changes: list[Any] = []
        self.noted: list[tuple[str, Any]] = []
        self.load = HostLoad(
            host=Host(uuid=HOST, name="n1", ip="10.0.0.1", status=HostStatus.READY, agent_url="http://a")
        )
        self.views: list[IpSegmentView] = []
        self.used: list[IpUsed] = []

    def state(self) -> DatabaseState:
        return DatabaseState(installation="1" * 32)

    def hosts(self) -> list[HostLoad]:
        return [self.load]

    def segments(self, ids: list[int] | None = None) -> list[IpSegmentView]:
        return [view for view in self.views if ids is None or view.segment.id in ids]

    def segment_addresses(self, _: int, scope: Any = None) -> list[IpUsed]:
        return self.used

    def observe_power(self, *told: Any) -> None:
        self.noted.append(("observe_power", told))

    def report_progress(self, *told: Any) -> None:
        self.noted.append(("report_progress", told))

    def apply(self, changes: list[Any]) -> ChangeResult:
        self.changes += changes
        created = [{**change.record, "id": 100} for change in changes if change.op == "create"]
        return ChangeResult(created=created)


class FakeAgent:
    """Notes the segments it was told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def set_segments(self, segments: Any) -> None:
        self.told.append(segments)


def doors(db: FakeDb, agent: FakeAgent | None = None) -> Doors:
    """All neighbours; those a test does not need are nothing."""
    agents = SimpleNamespace(of=lambda _: agent or FakeAgent(), forget=lambda _: None)
    return Doors(db=db, images=None, resources=SimpleNamespace(services=ClusterServices), agents=agents)  # type: ignore[arg-type]


def segment(**fields: Any) -> IpSegment:
    """A sound segment."""
    usual: dict[str, Any] = {
        "id": 7,
        "name": "old",
        "type": IpType.PRIVATE,
        "host_uuid": HOST,
        "bridge": "br0",
        "ip_range_start": "10.0.0.10",
        "ip_range_end": "10.0.0.20",
        "gateway": "10.0.0.1",
        "netmask": "255.255.255.0",
        "dns": "10.0.0.2",
    }
    return IpSegment(**{**usual, **fields})
