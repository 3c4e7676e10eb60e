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
    resize_running: tuple[int, ...]
    """One call for both the running domain and its definition where that is possible, so that they agree."""
    plugs: bool
    """Devices come and go by calls of libvirt; otherwise definitions are rewritten, those of running domains too."""


QEMU = Dialect(
    press_button=libvirt.VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN,
    undefine=libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE
    | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA
    | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM,
    resize_running=(libvirt.VIR_DOMAIN_AFFECT_LIVE | libvirt.VIR_DOMAIN_AFFECT_CONFIG,),
    plugs=True,
)
SIMULATED = Dialect(
    press_button=0,
    undefine=libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA,
    resize_running=(libvirt.VIR_DOMAIN_AFFECT_LIVE, libvirt.VIR_DOMAIN_AFFECT_CONFIG),
    plugs=False,
)
RESIZE_DEFINITION = (libvirt.VIR_DOMAIN_AFFECT_CONFIG,)
