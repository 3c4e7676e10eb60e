"""A tree of USB devices as the kernel shows them; machines that run tests have none to show."""

from __future__ import annotations

from pathlib import Path

from api_common.contract.agent_spec import HostDeviceSpec


def plug_in(tree: Path, device: HostDeviceSpec, **strings: str) -> Path:
    """A device and one interface of it; `manufacturer` and `product` are what it says of itself."""
    folder = tree / f"{device.bus}-{device.dev}"
    told = {
        "busnum": str(device.bus),
        "devnum": str(device.dev),
        "idVendor": device.vendor[2:],
        "idProduct": device.product[2:],
        **strings,
    }
    for name, text in told.items():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"{text}\n")
    interface = tree / f"{folder.name}:1.0"
    interface.mkdir()
    (interface / "bInterfaceClass").write_text("08\n")
    return folder
