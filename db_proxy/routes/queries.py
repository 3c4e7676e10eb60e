"""What may be read, beside operations."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import PlainTextResponse

from api_common.contract.account import Scope
from api_common.contract.agent_report import DhcpPlan
from api_common.contract.device import Device
from api_common.contract.envelope import Page
from api_common.contract.event import EventBatch
from api_common.contract.host import HostLoad
from api_common.contract.image import ImageUse, ImageUseQuery
from api_common.contract.network import IpSegmentView, IpUsed
from api_common.contract.placement import Placements
from api_common.contract.service import ServiceBeat
from api_common.contract.spec_config import SpecConfig
from api_common.contract.states import SpecType
from api_common.contract.vm import VmCount, VmFilter, VmView, VolumeCount, VolumeFilter, VolumeView
from api_common.contract.volume import Volume
from api_common.errors import invalid
from api_common.web.service_token import ServiceDoor
from db_proxy.engine.steady import SteadyClock
from db_proxy.mapping import images
from db_proxy.queries import hosts, lists, network, placements, vms, volumes
from db_proxy.queries.events import EventFeed, newest
from db_proxy.queries.reader import Reader

MAX_EVENTS = 5000


def _scope(scope: Annotated[str | None, Query(description="JSON of a Scope; absent: all rows")] = None) -> Scope | None:
    try:
        return None if scope is None else Scope.model_validate_json(scope)
    except ValueError:
        raise invalid("scope", "is no scope") from None


ScopeOf = Annotated[Scope | None, Depends(_scope)]


def query_routes(door: ServiceDoor, read: Reader, feed: EventFeed, steady: SteadyClock) -> APIRouter:
    """The routes, for iaas-core."""
    router = APIRouter(dependencies=[door.callers("iaas-core")], tags=["queries"])

    @router.post("/vms/query", summary="a page of VMs", response_model=Page[VmView])
    def vm_page(body: VmFilter) -> Response:
        return _json(read(vms.vms, body))

    @router.get("/vms/counts", summary="numbers of VMs per status and host")
    def vm_counts(scope: ScopeOf) -> list[VmCount]:
        return read(vms.vm_counts, scope)

    @router.get("/vms/{uuid}", summary="one VM")
    def vm(uuid: str) -> VmView:
        return read(vms.vm, uuid)

    @router.get("/hosts/{uuid}/devices", summary="devices of a host that VMs have")
    def devices(uuid: str, scope: ScopeOf) -> list[Device]:
        return read(hosts.devices, uuid, scope)

    @router.get("/hosts/{uuid}/dhcp_plan", summary="what a host's DHCP server must know")
    def dhcp_plan(uuid: str) -> DhcpPlan:
        return read(hosts.dhcp_plan, uuid)

    @router.get("/segments", summary="segments, all or by ids")
    def segments(ids: str | None = None) -> list[IpSegmentView]:
        return read(network.segments, None if ids is None else _numbers(ids))

    @router.get("/segments/{segment_id}/addresses", summary="addresses given out of a segment")
    def segment_addresses(segment_id: int, scope: ScopeOf) -> list[IpUsed]:
        return read(network.segment_addresses, segment_id, scope)

    @router.get("/spec_configs", summary="options of the console")
    def spec_configs(type: SpecType | None = None) -> list[SpecConfig]:
        return read(lists.spec_configs, type)

    @router.get("/services", summary="last heartbeats")
    def services() -> list[ServiceBeat]:
        return read(lists.beats, steady.now_ms())

    @router.get("/events", summary="the change feed")
    def events(
        after: int,
        wait: Annotated[float, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=MAX_EVENTS)] = 500,
    ) -> EventBatch:
        return feed.after(after, wait, limit)

    _add_disks(router, read)
    return router


def _add_disks(router: APIRouter, read: Reader) -> None:
    @router.post("/volumes/query", summary="a page of data volumes", response_model=Page[VolumeView])
    def volume_page(body: VolumeFilter) -> Response:
        return _json(read(volumes.volumes, body))

    @router.get("/volumes/counts", summary="numbers of data volumes per status")
    def volume_counts(scope: ScopeOf) -> list[VolumeCount]:
        return read(volumes.volume_counts, scope)

    @router.post("/images/use", summary="who needs an image")
    def image_use(body: ImageUseQuery) -> ImageUse:
        return read(images.image_use, body)

    @router.get("/volumes/{uuid}", summary="one disk")
    def volume(uuid: str) -> Volume:
        return read(volumes.volume, uuid)


def host_routes(door: ServiceDoor, read: Reader) -> APIRouter:
    """The list of hosts, for iaas-core and for resource-operator, which chooses among them."""
    router = APIRouter(dependencies=[door.callers("iaas-core", "resource-operator")], tags=["queries"])

    @router.get("/hosts", summary="all hosts with their load")
    def all_hosts() -> list[HostLoad]:
        return read(hosts.hosts)

    return router


def placement_routes(door: ServiceDoor, read: Reader, feed: EventFeed) -> APIRouter:
    """What a cluster's account is kept by, for resource-operator: sizes and places of VMs, and nothing else of them."""
    router = APIRouter(dependencies=[door.callers("resource-operator")], tags=["queries"])

    @router.get("/placements", summary="sizes and places of all VMs")
    def all_placements() -> Placements:
        return read(placements.placements)

    @router.get("/placements/newest", summary="number of the newest event, once there is one after another")
    def newest_event(after: int, wait: Annotated[float, Query(ge=0)] = 0) -> int:
        feed.after(after, wait, 1)
        return read(newest)

    return router


def heartbeat_routes() -> APIRouter:
    """v1's sign of life; open, because it says nothing."""
    router = APIRouter(tags=["health"])

    @router.get("/heartbeat", summary="v1's sign of life", response_class=PlainTextResponse)
    def heartbeat() -> str:
        return "heartbeat"

    return router


def _numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",") if part]
    except ValueError:
        raise invalid("ids", "must be whole numbers separated by commas") from None


def _json(page: Page[Any]) -> Response:
    """A long list, written once: FastAPI would check it again and make it JSON in two steps."""
    return Response(page.model_dump_json(by_alias=True, exclude_none=True), media_type="application/json")
