"""Domains over HTTP: the ensure verbs of `api_common/clients/agent`, for iaas_core only. Their devices: `devices`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from api_common.contract.agent_spec import (
    DomainAnswer,
    EnsureDefined,
    EnsureRunning,
    EnsureSized,
    EnsureStopped,
    Fenced,
    Restart,
)
from api_common.errors import invalid
from api_common.identity import UUID_PATTERN
from api_common.web.service_token import ServiceDoor
from iaas_agent.hypervisor import Hypervisor

Uuid = Annotated[str, Path(pattern=UUID_PATTERN)]


def domains_router(hypervisor: Hypervisor, door: ServiceDoor) -> APIRouter:
    """Each route is one verb."""
    router = APIRouter(prefix="/domains", tags=["domains"], dependencies=[door.callers("iaas-core")])

    @router.put("/{uuid}", summary="the domain exists with this definition")
    def ensure_defined(uuid: Uuid, body: EnsureDefined) -> DomainAnswer:
        if body.domain.uuid != uuid:
            raise invalid("uuid", "differs between path and body")
        return hypervisor.ensure_defined(body)

    @router.get("/{uuid}", summary="the present state")
    def domain(uuid: Uuid) -> DomainAnswer:
        return DomainAnswer(report=hypervisor.state_of(uuid))

    @router.put("/{uuid}/running", summary="the domain runs")
    def ensure_running(uuid: Uuid, body: EnsureRunning) -> DomainAnswer:
        return hypervisor.ensure_running(uuid, body)

    @router.put("/{uuid}/stopped", summary="the domain is asked to stop, or is off")
    def ensure_stopped(uuid: Uuid, body: EnsureStopped) -> DomainAnswer:
        return hypervisor.ensure_stopped(uuid, body)

    @router.put("/{uuid}/suspended", summary="the domain's memory is on disk")
    def ensure_suspended(uuid: Uuid, body: Fenced) -> DomainAnswer:
        return hypervisor.ensure_suspended(uuid, body)

    @router.put("/{uuid}/restarted", summary="the guest is asked to go off for a restart, or is reset")
    def restart(uuid: Uuid, body: Restart) -> DomainAnswer:
        return hypervisor.restart(uuid, body)

    @router.put("/{uuid}/size", summary="vCPUs and memory")
    def ensure_sized(uuid: Uuid, body: EnsureSized) -> DomainAnswer:
        return hypervisor.ensure_sized(uuid, body)

    @router.post("/{uuid}/absent", summary="there is no such domain", status_code=204)
    def ensure_absent(uuid: Uuid, body: Fenced) -> None:
        hypervisor.ensure_absent(uuid, body)

    return router
