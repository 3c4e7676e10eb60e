"""Operations: their commands and queries."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api_common.contract.envelope import Page
from api_common.contract.operation import (
    ClaimRequest,
    LeaseRenewal,
    Operation,
    OperationFilter,
    OperationStart,
    Progress,
    Settlement,
    StartedOperation,
    StepAnswer,
    StepRecord,
    Turn,
    TurnAnswer,
)
from api_common.contract.vm import Vm
from api_common.web.service_token import ServiceDoor
from db_proxy.commands import operations as commands
from db_proxy.commands.steps import record_step, settle_operation
from db_proxy.commands.turns import take_turn
from db_proxy.commands.unit import Writer
from db_proxy.queries import operations as queries
from db_proxy.queries import vms
from db_proxy.queries.reader import Reader


def turn_routes(door: ServiceDoor, write: Writer) -> APIRouter:
    """The line before a VM."""
    router = APIRouter(prefix="/operations", dependencies=[door.callers("iaas-core")], tags=["operations"])

    @router.post("/{uuid}/turn", summary="take the turn that an operation waits for")
    def turn(uuid: str, body: Turn) -> TurnAnswer:
        return write(take_turn, uuid, body)

    return router


def operation_routes(door: ServiceDoor, write: Writer, read: Reader) -> APIRouter:
    """The routes, for iaas-core."""
    router = APIRouter(prefix="/operations", dependencies=[door.callers("iaas-core")], tags=["operations"])

    @router.post("", summary="start an operation")
    def start(body: OperationStart) -> StartedOperation:
        return write(commands.start_operation, body)

    @router.post("/claim", summary="claim what is due")
    def claim(body: ClaimRequest) -> list[Operation]:
        return write(commands.claim_operations, body)

    @router.post("/renew", summary="prolong leases")
    def renew(body: LeaseRenewal) -> list[str]:
        return write(commands.renew_leases, body)

    @router.post("/query", summary="a page of operations, newest first")
    def query(body: OperationFilter) -> Page[Operation]:
        return read(queries.operations, body)

    @router.get("/to_start", summary="VMs that were lost with their host and are to be started now")
    def to_start(at_a_time: Annotated[int, Query(ge=1)]) -> list[Vm]:
        return read(vms.to_start, at_a_time)

    @router.get("/{uuid}", summary="one operation with its steps")
    def one(uuid: str) -> Operation:
        return read(queries.operation, uuid)

    @router.post("/{uuid}/step", summary="write what became of a step")
    def step(uuid: str, body: StepRecord) -> StepAnswer:
        return write(record_step, uuid, body)

    @router.post("/{uuid}/settle", summary="end an operation")
    def settle(uuid: str, body: Settlement) -> Operation:
        return write(settle_operation, uuid, body)

    @router.post("/{uuid}/cancel", summary="turn a running operation to undoing")
    def cancel(uuid: str) -> Operation:
        return write(commands.cancel_operation, uuid)

    @router.post("/{uuid}/retry", summary="make a stuck or waiting operation due now")
    def retry(uuid: str) -> Operation:
        return write(commands.retry_operation, uuid)

    @router.post("/{uuid}/progress", summary="store the progress of a step, or wake the operation")
    def progress(uuid: str, body: Progress) -> None:
        write(commands.report_progress, uuid, body)

    return router
