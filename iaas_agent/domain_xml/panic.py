"""`<panic>` and `<on_crash>`: a guest whose system crashed is seen, and is kept with its screen.

The device is one port that a guest's kernel writes to when it panics (pvpanic; Linux has the driver). QEMU then holds
the guest; without the device a panicked guest looks as if it ran, for ever. It is kept, not restarted: its screen has
the last words, and what panics at every start would be restarted without end.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from iaas_agent.domain_xml.element import add

KEEP = "preserve"


def add_panic(devices: Element) -> None:
    """The device, for the machine that all VMs have (`pc`)."""
    add(devices, "panic", model="isa")


def with_panic(definition: Element) -> bool:
    """Give it to a definition of before, such as v1's. Whether it lacked anything."""
    devices, on_crash = definition.find("devices"), definition.find("on_crash")
    lacking = devices is not None and devices.find("panic") is None
    if devices is not None and lacking:
        add_panic(devices)
    if on_crash is None:
        on_crash = add(definition, "on_crash")
    changed = lacking or on_crash.text != KEEP
    on_crash.text = KEEP
    return changed
