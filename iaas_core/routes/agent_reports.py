"""`/internal/...`: what agents report and how services say that they are alive. For services of the suite only."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.contract.agent_report import AgentReport, Introduction, Inventory, Registration
from api_common.contract.service import ServiceBeat
from api_common.web.service_token import ServiceDoor
from iaas_core.observed.reports import Reports
from iaas_core.routes.service import ANY_SERVICE
from iaas_core.services.registry import ServiceRegistry


def agent_router(reports: Reports, registry: ServiceRegistry, door: ServiceDoor) -> APIRouter:
    """The inner door."""
    router = APIRouter(prefix="/internal", include_in_schema=False)
    agents = [door.callers("iaas-agent")]

    @router.post("/agent/register", dependencies=agents)
    def register(facts: Introduction) -> Registration:
        return reports.register(facts)

    @router.post("/agent/report", dependencies=agents)
    def report(body: AgentReport) -> None:
        reports.report(body)

    @router.post("/agent/inventory", dependencies=agents)
    def inventory(body: Inventory) -> None:
        reports.inventory(body)

    @router.post("/beat", dependencies=[door.callers(*ANY_SERVICE)])
    def beat(body: ServiceBeat) -> None:
        registry.beat(body.service_name, body.node_name)

    return router
