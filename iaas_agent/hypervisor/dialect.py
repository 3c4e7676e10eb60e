"""What libvirt's two drivers want said differently: the test driver refuses flags and calls that QEMU's needs."""

from __future__ import annotations

from dataclasses import dataclass

import libvirt


@dataclass(frozen=True)
class Dialect:
    """Flags by purpose."""

    press_button: int
    """Shut down and restart by ACPI: the guest agent, if any, may be hung, and we answer at once."""
    undefine: int
    plugs: bool
    """Devices and memory come and go by calls of libvirt; otherwise definitions are rewritten, those of running domains
    too, and memory is that of a balloon."""


QEMU = Dialect(
    press_button=libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN,
    undefine=libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM,
    plugs=True,
)
SIMULATED = Dialect(
    press_button=0,
    undefine=libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
    plugs=False,
)
