"""The floor: what the suite does to a VM, done with qemu-img and libvirt-python alone."""

from __future__ import annotations

import subprocess
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import libvirt


class Floor:
    """Makes VMs like a given one: same definition, same kind of disk, nothing else."""

    def __init__(self, uri: str, like: str, folder: Path, base: Path) -> None:
        libvirt.virEventRegisterDefaultImpl()
        libvirt.registerErrorHandler(lambda *_: None, None)
        self._connection = libvirt.open(uri)
        self._stopped: dict[str, threading.Event] = {}
        self._connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, self._happened, None)
        threading.Thread(target=self._turn, daemon=True).start()
        domain = self._connection.lookupByName(like)
        self._xml = domain.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE)
        self._folder = folder
        self._base = base
        self._number = 0
        self._lock = threading.Lock()

    def create(self) -> str:
        """Disk, definition, start."""
        name = uuid.uuid4().hex
        disk = self._folder / f"{name}.qcow2"
        command = ["qemu-img", "create", "-q", "-f", "qcow2", "-b", str(self._base), "-F", "qcow2", str(disk), "1G"]
        subprocess.run(command, check=True)
        self._connection.defineXML(self._definition(name, disk)).create()
        return name

    def stop(self, name: str) -> None:
        """Ask the guest, wait for libvirt's event."""
        event = self._stopped.setdefault(name, threading.Event())
        self._connection.lookupByName(name).shutdownFlags(libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN)
        assert event.wait(60), "the guest did not stop"

    def start(self, name: str) -> None:
        """Start a defined VM."""
        self._stopped.pop(name, None)
        self._connection.lookupByName(name).create()

    def delete(self, name: str) -> None:
        """Power off, definition and disk gone."""
        domain = self._connection.lookupByName(name)
        if domain.isActive():
            domain.destroy()
        domain.undefine()
        (self._folder / f"{name}.qcow2").unlink()

    def create_many(self, count: int, workers: int) -> tuple[float, list[str]]:
        """Seconds for `count` VMs with `workers` at once."""
        started = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            names = list(pool.map(lambda _: self.create(), range(count)))
        return time.perf_counter() - started, names

    def _definition(self, name: str, disk: Path) -> str:
        xml = ElementTree.fromstring(self._xml)
        with self._lock:
            self._number += 1
            number = self._number
        for tag, text in (("name", name), ("uuid", name)):
            element = xml.find(tag)
            assert element is not None
            element.text = text
        for path, attribute, value in (
            ("devices/disk/source", "file", str(disk)),
            ("devices/interface/mac", "address", f"52:54:00:00:{number // 256:02x}:{number % 256:02x}"),
        ):
            found = xml.find(path)
            assert found is not None
            found.set(attribute, value)
        interface = xml.find("devices/interface")
        target = xml.find("devices/interface/target")
        assert interface is not None
        if target is not None:
            interface.remove(target)
        return ElementTree.tostring(xml, encoding="unicode")

    def _happened(self, _connection, domain, event, *_rest) -> None:  # type: ignore[no-untyped-def]
        if event == libvirt.VIR_DOMAIN_EVENT_STOPPED:
            self._stopped.setdefault(domain.name(), threading.Event()).set()

    def _turn(self) -> None:
        while True:
            libvirt.virEventRunDefaultImpl()
