"""libvirt's only room. The rest of the agent uses :class:`Hypervisor` and never sees libvirt.

`Hypervisor(uri, state_dir=, profile_options=ProfileOptions(virt_type, bridge_type, vnc_listen), disk_path=, jobs=,
usb_devices_dir=, detach_grace_seconds=)`

- life: `start()`, `stop()`; `on_domain_event(listener)` with the uuid of a domain whose state may have changed and
  `on_connection(listener)` with true or false, both called from threads of ours, never from libvirt's;
  `set_epoch(epoch)` once registered, before which changes are `unavailable`
- looks: `problem()`, `state_of(uuid)`, `inventory()` (sequence from before the listing, reports), `holdings()`,
  `facts()`, `statistics()` (libvirt's names, and `uuid`), `devices()` (the host's USB devices)
- changes: `ensure_defined(body)`, `ensure_running(uuid, body)`, `ensure_stopped(uuid, body)`,
  `ensure_suspended(uuid, body)`, `reboot(uuid, body)`, `ensure_sized(uuid, body)`, `ensure_disk(uuid, body)`,
  `ensure_no_disk(uuid, body)`, `ensure_host_device(uuid, body)`, `ensure_no_host_device(uuid, body)`,
  `ensure_absent(uuid, body)`
"""

from iaas_agent.hypervisor.facts import HypervisorFacts, ProfileOptions
from iaas_agent.hypervisor.hypervisor import Hypervisor

__all__ = ["Hypervisor", "HypervisorFacts", "ProfileOptions"]
