"""`GET /jobs/{key}`: how slow work is doing."""

from __future__ import annotations

from fastapi import APIRouter

from api_common.contract.agent_report import JobReport
from api_common.jobs import Jobs
from api_common.web.service_token import ServiceDoor


def jobs_router(jobs: Jobs, door: ServiceDoor) -> APIRouter:
    """One route over the jobs of this process."""
    router = APIRouter(prefix="/jobs", tags=["jobs"], dependencies=[door.callers("iaas-core")])

    @router.get("/{key}", summary="a job by its key; unknown after a restart")
    def query(key: str) -> JobReport:
        return jobs.query(key)

    return router
