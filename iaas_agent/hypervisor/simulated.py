"""Lets the domains of libvirt's test driver outlive the agent, as real ones do.

The driver keeps everything in this process's memory. Definitions and states are kept as files beside the agent's state
and brought back when the connection is opened. Only for `test:` addresses; libvirtd does this itself.
"""

from __future__ import annotations

import contextlib
import logging
import re
from pathlib import Path

import libvirt

from api_common.contract.states import PowerState
from iaas_agent.hypervisor.power import power_of

_LOG = logging.getLogger(__name__)
_OURS = re.compile(r"[0-9a-f]{32}")
_SECURE = libvirt.VIR_DOMAIN_XML_SECURE | libvirt.VIR_DOMAIN_XML_INACTIVE


class SimulatedMachine:
    """One folder of `<uuid>.xml` and `<uuid>.power`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def restore(self, connection: libvirt.virConnect) -> None:
        """Define what is kept and bring it to its state, where this process does not have it yet."""
        self._folder.mkdir(parents=True, exist_ok=True)
        known = {domain.name() for domain in connection.listAllDomains(0)}
        for file in sorted(self._folder.glob("*.xml")):
            if file.stem in known:
                continue
            try:
                domain = connection.defineXML(file.read_text())
                self._bring_to(domain, self._power_file(file.stem).read_text())
            except (libvirt.libvirtError, OSError) as error:
                _LOG.warning("simulated VM %s could not be brought back: %s", file.stem, error)

    def keep(self, connection: libvirt.virConnect, uuid: str) -> None:
        """Write down how a domain is now."""
        try:
            domain = connection.lookupByUUIDString(uuid)
            if not _OURS.fullmatch(domain.name()):
                return
            state, reason = domain.state()
            saved = state == libvirt.VIR_DOMAIN_SHUTOFF and bool(domain.hasManagedSaveImage())
            power, _ = power_of(state, reason, saved=saved)
            self._write(self._power_file(uuid), power)
            self._write(self._folder / f"{uuid}.xml", domain.XMLDesc(_SECURE))
        except libvirt.libvirtError:
            for file in (self._folder / f"{uuid}.xml", self._power_file(uuid)):
                file.unlink(missing_ok=True)

    def _bring_to(self, domain: libvirt.virDomain, power: str) -> None:
        if power in (PowerState.RUNNING, PowerState.PAUSED, PowerState.SAVED):
            domain.create()
        if power == PowerState.PAUSED:
            domain.suspend()
        if power == PowerState.SAVED:
            with contextlib.suppress(libvirt.libvirtError):
                domain.managedSave(0)

    def _power_file(self, uuid: str) -> Path:
        return self._folder / f"{uuid}.power"

    def _write(self, path: Path, text: str) -> None:
        partial = path.with_suffix(".new")
        partial.write_text(text)
        partial.replace(path)
