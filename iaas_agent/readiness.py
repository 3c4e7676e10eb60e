"""The named checks behind `/readyz` of the agent."""

from __future__ import annotations

from api_common.web.health import Check
from iaas_agent.host_checks.space import SpaceLook
from iaas_agent.hypervisor import Hypervisor
from iaas_agent.reporting.sender import Sender


def checks(hypervisor: Hypervisor, sender: Sender, space: SpaceLook) -> dict[str, Check]:
    """What this agent needs to work: its libvirt, a host row to work for, and disks that it can write to."""
    return {"libvirt": hypervisor.problem, "registered": sender.problem, "disks": space.problem}
