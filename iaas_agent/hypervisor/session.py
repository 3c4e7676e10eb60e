"""One open connection with all that was found out when it was opened, and how domains are found on it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import libvirt

from api_common.errors import not_found
from iaas_agent.domain_xml.profile import HostProfile
from iaas_agent.hypervisor.dialect import QEMU, SIMULATED, Dialect
from iaas_agent.hypervisor.errors import is_absent
from iaas_agent.hypervisor.facts import HypervisorFacts

_OUR_NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Session:
    """Good until the connection breaks. Its methods raise libvirt's errors."""

    connection: libvirt.virConnect
    facts: HypervisorFacts
    profile: HostProfile

    @property
    def dialect(self) -> Dialect:
        """How this driver wants to be spoken to."""
        return SIMULATED if self.profile.simulated else QEMU

    def find(self, uuid: str) -> libvirt.virDomain | None:
        """A domain, or null if libvirt says that there is none; every other failure is raised (D10)."""
        try:
            return self.connection.lookupByUUIDString(uuid)
        except libvirt.libvirtError as error:
            if is_absent(error):
                return None
            raise

    def domain(self, uuid: str) -> libvirt.virDomain:
        """A domain that must be there."""
        found = self.find(uuid)
        if found is None:
            raise not_found("VM on this host", uuid)
        return found


def uuid_of(domain: libvirt.virDomain) -> str:
    """A domain's uuid in our form. Asks nobody."""
    return str(domain.UUIDString()).replace("-", "")


def named_as_ours(domain: libvirt.virDomain) -> bool:
    """Whether a domain is named as this suite and v1 name theirs. Asks nobody."""
    return _OUR_NAME.fullmatch(domain.name()) is not None
