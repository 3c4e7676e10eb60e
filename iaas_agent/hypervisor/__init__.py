"""libvirt's only room. Everything else in the agent uses :class:`Hypervisor` and never sees libvirt."""

from iaas_agent.hypervisor.facts import HypervisorFacts, ProfileOptions
from iaas_agent.hypervisor.hypervisor import Hypervisor

__all__ = ["Hypervisor", "HypervisorFacts", "ProfileOptions"]
