"""The bindings as dnsmasq reads them: one file per VM, a line `MAC,IP,NAME` per network card.

dnsmasq watches the folder: a file that appears is known at once. Files are written elsewhere and renamed in, because
half-written ones are read as they are.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from pathlib import Path

from api_common.addresses import MAC_PATTERN
from api_common.contract.agent_report import DhcpBinding
from api_common.errors import invalid
from api_common.identity import require_uuid
from api_common.tools.failures import discard


def checked(bindings: Iterable[DhcpBinding]) -> list[DhcpBinding]:
    """The bindings, if every character of them may go into dnsmasq's file."""
    for binding in bindings:
        if not MAC_PATTERN.fullmatch(binding.mac):
            raise invalid("mac", f"{binding.mac[:40]!r} is not a MAC address in capital letters")
        try:
            ipaddress.IPv4Address(binding.ip)
        except ValueError:
            raise invalid("ip", f"{binding.ip[:40]!r} is not an IPv4 address") from None
    return list(bindings)


class BindingFolder:
    """All bindings of one host, on disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._drafts = folder.with_name(folder.name + ".new")

    def prepare(self) -> None:
        """Make the folders."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._drafts.mkdir(exist_ok=True)

    def write(self, vm_uuid: str, bindings: list[DhcpBinding]) -> tuple[bool, bool]:
        """Make a VM's file say exactly this; answers (was there a file, did anything change)."""
        path = self.folder / require_uuid("vmUuid", vm_uuid)
        before = path.read_text() if path.exists() else None
        text = "".join(_line(vm_uuid, binding) for binding in bindings) or None
        if text == before:
            return before is not None, False
        if text is None:
            path.unlink(missing_ok=True)
        else:
            write_whole(path, text, self._drafts / vm_uuid)
        return before is not None, True

    def cards(self) -> list[list[tuple[str, str]]]:
        """MAC and address of every card, VM by VM."""
        found = []
        for path in sorted(self.folder.iterdir()):
            lines = (line.split(",") for line in path.read_text().splitlines())
            found.append([(fields[0], fields[1]) for fields in lines if len(fields) == 3])
        return found

    def vms(self) -> list[str]:
        """The VMs that have bindings."""
        return [path.name for path in self.folder.iterdir()]


def write_whole(path: Path, text: str, draft: Path) -> None:
    """Write or replace a file as a whole, by way of a `draft`. A failure leaves the old one and no draft."""
    try:
        draft.write_text(text)
        os.replace(draft, path)
    except BaseException:
        discard(draft)
        raise


def _line(vm_uuid: str, binding: DhcpBinding) -> str:
    name = f"vm{vm_uuid}{binding.mac.replace(':', '')[-4:]}"  # v1's name of a binding
    return f"{binding.mac},{binding.ip},{name}\n"
