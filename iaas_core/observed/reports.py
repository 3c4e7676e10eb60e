"""Reports of agents: registered hosts, states of domains, progress of jobs. Stored, never judged here."""

from __future__ import annotations

import logging
import re

from api_common.contract.agent_report import AgentReport, Introduction, Inventory, JobReport, Registration
from api_common.contract.operation import Progress
from api_common.contract.states import JobStatus
from api_common.errors import ErrorKind, IaasError
from iaas_core.steps.doors import Doors

_LOG = logging.getLogger(__name__)
_JOB_KEY = re.compile(r"([0-9a-f]{32})\..+")


class Reports:
    """The inner door for agents."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def register(self, facts: Introduction) -> Registration:
        """A host introduces itself; it learns who it is and what its DHCP server must know."""
        host = self._doors.db.register_host(facts)
        self._doors.agents.forget(host.uuid)
        whose = self._doors.db.state().installation
        if host.stranger:
            _LOG.error("host %s belongs to installation %s, and this is %s", host.name, host.stranger, whose)
            return Registration(host_uuid=host.uuid, epoch=host.epoch, installation=whose, stranger=True)
        plan = self._doors.db.dhcp_plan(host.uuid)
        _LOG.info("host %s registered, epoch %s", host.name, host.epoch)
        return Registration(host_uuid=host.uuid, epoch=host.epoch, dhcp=plan, installation=whose)

    def report(self, report: AgentReport) -> None:
        """News: states at once, and jobs that wake their operations when they end."""
        if report.domains:
            self._doors.db.observe_power(report.host_uuid, report.domains)
        for job in report.jobs:
            self._job(job)

    def inventory(self, inventory: Inventory) -> None:
        """The whole of a host."""
        self._doors.db.observe_inventory(inventory)

    def _job(self, job: JobReport) -> None:
        found = _JOB_KEY.fullmatch(job.key)
        if not found:
            return
        ended = job.status is not JobStatus.RUNNING
        try:
            self._doors.db.report_progress(found[1], Progress(progress=job.progress, wake=ended))
        except IaasError as error:
            if error.kind not in (ErrorKind.NOT_FOUND, ErrorKind.WRONG_STATE):
                raise
