"""The USB devices of this host as the kernel tells them in its files, in v1's form. Starts no program."""

from __future__ import annotations

from pathlib import Path

from api_common.contract.agent_spec import HostDeviceSpec
from api_common.contract.device import Device
from api_common.contract.states import DeviceStatus, DeviceType

ROOT_HUB = 1
"""The device number of a bus itself, which nobody can have."""


class UsbBus:
    """`folder` has one folder per device and one per interface of it, as `/sys/bus/usb/devices` does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def devices(self) -> list[Device]:
        """All devices but root hubs, by bus and number; none where the host has no USB."""
        found = [device for folder in self._folder.glob("*") if (device := _read(folder)) is not None]
        return [device for _, device in sorted(found, key=lambda pair: pair[0])]

    def has(self, wanted: HostDeviceSpec) -> bool:
        """Whether this very device is plugged in where it is said to be."""
        told = (str(wanted.bus), str(wanted.dev), wanted.vendor, wanted.product)
        return told in {(device.bus, device.dev, device.vendor, device.product) for device in self.devices()}


def _read(folder: Path) -> tuple[tuple[int, int], Device] | None:
    """A device with its place; null for an interface, a root hub, or one that is being pulled out."""
    try:
        bus, number = int(_text(folder / "busnum")), int(_text(folder / "devnum"))
        vendor, product = (int(_text(folder / name), 16) for name in ("idVendor", "idProduct"))
    except (OSError, ValueError):
        return None
    if number == ROOT_HUB:
        return None
    device = Device(
        type=DeviceType.USB,
        bus=str(bus),
        dev=str(number),
        vendor=f"0x{vendor:04x}",
        product=f"0x{product:04x}",
        name=f"{_name(folder) or f'{vendor:04x}:{product:04x}'} ",  # v1's names end so, and names are compared
        status=DeviceStatus.AVAILABLE,
    )
    return (bus, number), device


def _name(folder: Path) -> str:
    """What the device says of itself, in one line."""
    words = []
    for name in ("manufacturer", "product"):
        try:
            words += _text(folder / name).split()
        except OSError:
            continue
    return " ".join(words)


def _text(file: Path) -> str:
    return file.read_text(errors="replace").strip()
