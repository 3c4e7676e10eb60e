"""What iaas_core writes beside operations: change sets, observations, hosts, heartbeats."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api_common.clients.db import PowerReports
from api_common.contract.agent_report import Introduction, Inventory
from api_common.contract.changes import ChangeResult, ChangeSet
from api_common.contract.host import Host, HostFacts, HostRemoval, NodeReport
from api_common.contract.image import ImageLeaving, ImageUse
from api_common.contract.operation import CapacityRequest
from api_common.contract.service import ServiceBeat
from api_common.web.service_token import ServiceDoor
from db_proxy.commands.capacity import reserve_capacity
from db_proxy.commands.changes import apply_changes
from db_proxy.commands.dead_hosts import remove_host
from db_proxy.commands.hosts import mark_silent_hosts, register_host
from db_proxy.commands.images import begin_leaving, end_leaving
from db_proxy.commands.nodes import observe_nodes
from db_proxy.commands.observe import observe_inventory, observe_power
from db_proxy.commands.services import note_beat
from db_proxy.commands.unit import Writer


def node_routes(door: ServiceDoor, write: Writer) -> APIRouter:
    """What resource-operator sees of a cluster."""
    router = APIRouter(dependencies=[door.callers("resource-operator")], tags=["commands"])

    @router.post("/observe/nodes", summary="bring the host rows in line with the nodes of the cluster")
    def nodes(body: NodeReport) -> None:
        write(observe_nodes, body)

    return router


def command_routes(door: ServiceDoor, write: Writer) -> APIRouter:
    """The routes, for iaas-core."""
    router = APIRouter(dependencies=[door.callers("iaas-core")], tags=["commands"])

    @router.post("/changes", summary="write a change set")
    def changes(body: ChangeSet) -> ChangeResult:
        return write(apply_changes, body.changes)

    @router.post("/observe/power", summary="store states of domains, where newer")
    def power(body: PowerReports) -> None:
        write(observe_power, body.host_uuid, body.reports)

    @router.post("/observe/inventory", summary="store all states of a host")
    def inventory(body: Inventory) -> None:
        write(observe_inventory, body)

    @router.post("/hosts/register", summary="insert or refresh a host")
    def register(body: Introduction) -> Host:
        return write(register_host, HostFacts.model_validate(body.model_dump()), body.memory)

    @router.post("/hosts/mark_silent", summary="set hosts not heard of OFFLINE")
    def mark_silent(silent_ms: Annotated[int, Query(ge=0)]) -> list[str]:
        return write(mark_silent_hosts, silent_ms)

    @router.post("/hosts/remove", summary="a host is dead")
    def remove(body: HostRemoval) -> None:
        write(remove_host, body)

    @router.post("/capacity", summary="put a VM on a host")
    def capacity(body: CapacityRequest) -> None:
        write(reserve_capacity, body)

    @router.post("/images/leaving", summary="who needs an image; nobody new, if it may be deleted")
    def leaving(body: ImageLeaving) -> ImageUse:
        return write(begin_leaving, body)

    @router.delete("/images/leaving/{uuid}", summary="an image is not deleted after all")
    def stays(uuid: str) -> None:
        write(end_leaving, uuid)

    @router.post("/services/beat", summary="store a heartbeat")
    def beat(body: ServiceBeat) -> None:
        write(note_beat, body)

    return router
