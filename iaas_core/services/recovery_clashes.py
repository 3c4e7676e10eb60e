"""What stands in the way of a VM that a host holds: addresses, cards and disks that a row gives to another.

So it is where an older copy of the database was put back: what was freed and given anew since belongs to two. Nobody
but the administrator knows which of them is to go, so each is named, and the VM is taken when nothing clashes any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from api_common.contract.agent_spec import Holding
from api_common.contract.network import IpUsed
from api_common.contract.vm import VmFilter, VolumeFilter
from api_common.contract.volume import Volume
from iaas_core.steps.doors import Doors

ADVICE = "delete what should go, then recover again"


@dataclass
class Known:
    """What the database has: VMs with their hosts, given addresses and cards, disks, each with a word for its owner."""

    vms: dict[str, str | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    addresses: dict[tuple[int | None, str | None], str | None] = field(default_factory=dict)
    macs: dict[str | None, str | None] = field(default_factory=dict)
    volumes: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, doors: Doors) -> Known:
        """Everything that is there now."""
        known = cls()
        for view in doors.db.vms(VmFilter()).content:
            known.vms[view.vm.uuid] = view.vm.host_uuid
            known.names[view.vm.uuid] = f"{view.vm.name} ({view.vm.uuid}, {view.vm.status})"
            known.take(view.vm.uuid, view.ips, view.volumes)
        for segment in doors.db.segments():
            if segment.segment.id is not None:
                for ip in doors.db.segment_addresses(segment.segment.id):
                    known.take(ip.instance_uuid, [ip], [])
        for volume in doors.db.volumes(VolumeFilter()).content:
            known.volumes.setdefault(volume.volume.uuid, volume.volume.instance_uuid)
        return known

    def take(self, vm_uuid: str | None, ips: Iterable[IpUsed], volumes: Iterable[Volume]) -> None:
        """These are a VM's from now on."""
        for ip in ips:
            self.addresses.setdefault((ip.ip_segment_id, ip.ip), vm_uuid)
            self.macs.setdefault(ip.mac, vm_uuid)
        for volume in volumes:
            self.volumes.setdefault(volume.uuid, vm_uuid)

    def clashes(self, vm_uuid: str, ips: Iterable[IpUsed], volumes: Iterable[Volume]) -> list[str]:
        """A sentence for each thing of this VM that is another's."""
        found = []
        for ip in ips:
            if self._is_anothers(self.addresses, (ip.ip_segment_id, ip.ip), vm_uuid):
                owner = self._owner(self.addresses[ip.ip_segment_id, ip.ip])
                found.append(f"its address {ip.ip} (segment {ip.ip_segment_id}) is {owner}")
            elif self._is_anothers(self.macs, ip.mac, vm_uuid):
                found.append(f"its MAC address {ip.mac} is {self._owner(self.macs[ip.mac])}")
        for volume in volumes:
            if self._is_anothers(self.volumes, volume.uuid, vm_uuid):
                found.append(f"its disk {volume.uuid} is {self._owner(self.volumes[volume.uuid])}")
        return found

    def misplaced(self, holding: Holding, host_uuid: str) -> list[str]:
        """What a host holds of a VM that has a row, and the row does not say."""
        if self.vms[holding.uuid] not in (None, "", host_uuid):
            return ["its row says that it is on another host"]
        stems = [disk.file.partition(".")[0] for disk in holding.disks]
        return [
            f"it has disk {stem}, which is {self._owner(self.volumes[stem])}"
            for stem in stems
            if self._is_anothers(self.volumes, stem, holding.uuid)
        ]

    @staticmethod
    def _is_anothers(owners: dict[object, str | None] | dict, key: object, vm_uuid: str) -> bool:  # type: ignore[type-arg]
        return key in owners and owners[key] != vm_uuid

    def _owner(self, vm_uuid: str | None) -> str:
        if not vm_uuid:
            return "free in the database"
        return f"that of VM {self.names.get(vm_uuid, f'{vm_uuid}, which has no row')}"
