"""Lets the domains of libvirt's test driver outlive the agent, as real ones do.

The driver keeps everything in this process's memory. Definitions and states are kept as files beside the agent's state
and brought back when the connection is opened. Only for `test:` addresses; libvirtd does this itself.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import libvirt

from api_common.contract.states import PowerState
from iaas_agent.hypervisor.errors import is_absent
from iaas_agent.hypervisor.power import power_of
from iaas_agent.hypervisor.session import named_as_ours, uuid_of

_LOG = logging.getLogger(__name__)
_DEFINITION = libvirt.VIR_DOMAIN_XML_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE


class SimulatedMachine:
    """One folder with `<uuid>.domain` for each: its state in the first line and its definition in the others, so that
    they agree whenever the process is killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writing = threading.Lock()  # the present state is read inside, so that the last writer is right

    def restore(self, connection: libvirt.virConnect) -> None:
        """Define what is kept and bring it to its state, where this process does not have it yet."""
        self._folder.mkdir(parents=True, exist_ok=True)
        known = {uuid_of(domain) for domain in connection.listAllDomains(0)}
        for file in sorted(self._folder.glob("*.domain")):
            if file.stem in known:
                continue
            try:
                power, _, definition = file.read_text().partition("\n")
                _bring_to(connection.defineXML(definition), power)
            except (libvirt.libvirtError, OSError) as error:
                _LOG.warning("simulated VM %s could not be brought back: %s", file.stem, error)

    def keep(self, connection: libvirt.virConnect, uuid: str) -> None:
        """Write down how a domain is now."""
        kept = self._folder / f"{uuid}.domain"
        with self._writing:
            try:
                domain = connection.lookupByUUIDString(uuid)
                text = f"{_power(domain)}\n{domain.XMLDesc(_DEFINITION)}"
            except libvirt.libvirtError as error:
                if not is_absent(error):
                    raise
                kept.unlink(missing_ok=True)
                return
            if named_as_ours(domain):
                partial = kept.with_suffix(".new")
                partial.write_text(text)
                partial.replace(kept)


def _power(domain: libvirt.virDomain) -> PowerState:
    state, reason = domain.state()
    return power_of(state, reason, saved=bool(domain.hasManagedSaveImage()))[0]


def _bring_to(domain: libvirt.virDomain, power: str) -> None:
    if power in (PowerState.RUNNING, PowerState.PAUSED, PowerState.SAVED):
        domain.create()
    if power == PowerState.PAUSED:
        domain.suspend()
    if power == PowerState.SAVED:
        domain.managedSave(0)
