"""Rebuild rows from what the hosts hold: for the day the database is lost, and for what a forced delete left behind.

Everything needed lies in the domains' metadata and in the small files beside the disks. Nothing on a host is changed.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from api_common.contract.agent_spec import HeldDisk, Holding, Holdings
from api_common.contract.changes import Change, Create
from api_common.contract.host import Host
from api_common.contract.network import IpUsed
from api_common.contract.states import (
    HostStatus,
    ResourceType,
    VmStatus,
    VolumeFormat,
    VolumeStatus,
    VolumeUsage,
)
from api_common.contract.vm import Vm
from api_common.contract.volume import Volume
from api_common.errors import IaasError, not_found
from api_common.identity import UUID_PATTERN, new_uuid
from api_common.lifecycle.vm import status_from_power
from api_common.volume_paths import provider_location
from iaas_core.forms.host import RecoverForm
from iaas_core.services.recovery_clashes import ADVICE, Known
from iaas_core.steps.doors import Doors

MIB_PER_GIB = 1024
_DISK = re.compile(UUID_PATTERN)


class Recovery:
    """`POST /host/recover`."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def recover(self, form: RecoverForm) -> dict[str, Any]:
        """What hosts hold and the database does not; with `dryRun: false` it is written too."""
        hosts = [load.host for load in self._doors.db.hosts()]
        if form.host_uuid:
            hosts = [host for host in hosts if host.uuid == form.host_uuid]
            if not hosts:
                raise not_found("host", form.host_uuid)
        if not form.dry_run:
            self._take_over(hosts)
        known = Known.of(self._doors)
        report = []
        for host in hosts:
            entry: dict[str, Any] = {"hostUuid": host.uuid, "name": host.name}
            if host.status is HostStatus.OFFLINE:
                report.append({**entry, "problem": "this host is OFFLINE; try again when it is back"})
                continue
            try:
                holdings = self._doors.agents.of(host.uuid).holdings()
                report.append({**entry, **self._adopt(host.uuid, holdings, known, form.dry_run)})
            except IaasError as error:
                report.append({**entry, "problem": error.message})
        return {"dryRun": form.dry_run, "hosts": report}

    def _take_over(self, hosts: list[Host]) -> None:
        """Hosts of a lost installation are ours from now on; until then they take no work from this database."""
        strangers = [host for host in hosts if host.stranger and host.status is not HostStatus.OFFLINE]
        if strangers:
            whose = self._doors.db.state().installation
            for host in strangers:
                with suppress(IaasError):  # what it says of its problem is in the list of hosts
                    self._doors.agents.of(host.uuid).take_over(whose)

    def _adopt(self, host_uuid: str, holdings: Holdings, known: Known, dry: bool) -> dict[str, Any]:
        records = _records(holdings)
        vms, problems = [], []
        for holding in holdings.domains:
            if holding.uuid in known.vms:
                odd = known.misplaced(holding, host_uuid)
                problems += [{"uuid": holding.uuid, "problem": f"{what}; {ADVICE}"} for what in odd]
                continue
            try:
                vm, ips = _rebuilt(holding, host_uuid)
            except (ValidationError, ValueError) as error:
                problems.append({"uuid": holding.uuid, "problem": f"its metadata cannot be read: {error}"[:300]})
                continue
            volumes = [_plugged(disk, vm, records) for disk in holding.disks]
            if clashes := known.clashes(vm.uuid, ips, volumes):
                problems.append({"uuid": vm.uuid, "problem": f"{vm.name}: {', '.join(clashes)}; {ADVICE}"})
                known.take(vm.uuid, [], volumes)
                continue
            fresh = [ip for ip in ips if ip.mac not in known.macs]
            volumes = [volume for volume in volumes if volume.uuid not in known.volumes]
            try:
                if not dry:
                    self._write(vm, fresh, volumes, holding, host_uuid)
            except IaasError as error:
                problems.append({"uuid": vm.uuid, "problem": error.message})
                continue
            vms.append(_shown(vm, fresh, volumes))
            known.take(vm.uuid, fresh, volumes)
        lost = [volume for uuid, volume in records.items() if uuid not in known.volumes]
        # One that says it is a VM's may be in use on a host that does not answer now: it is shown and left alone.
        free = [v for v in lost if v.usage_type is VolumeUsage.DATA and not v.instance_uuid]
        data = [_free(volume, host_uuid) for volume in free]
        orphans = [volume.uuid for volume in lost if volume not in free]
        known.volumes.update((volume.uuid, None) for volume in data)
        if not dry:
            self._doors.db.apply([Create(type=ResourceType.VOLUME, record=volume.to_wire()) for volume in data])
        return {
            "vms": vms,
            "volumes": [volume.uuid for volume in data],
            "disksWithoutVm": orphans,
            "problems": problems,
        }

    def _write(self, vm: Vm, ips: list[IpUsed], volumes: list[Volume], holding: Holding, host_uuid: str) -> None:
        changes: list[Change] = [Create(type=ResourceType.VM, record=vm.to_wire())]
        changes += [Create(type=ResourceType.VOLUME, record=volume.to_wire()) for volume in volumes]
        for ip in ips:
            record_ip = ip.model_copy(update={"id": None, "instance_name": None})
            changes.append(Create(type=ResourceType.IP_USED, record=record_ip.to_wire()))
        self._doors.db.apply(changes)
        self._doors.db.observe_power(host_uuid, [holding.report])


def _records(holdings: Holdings) -> dict[str, Volume]:
    """What lies beside the disks, by uuid; what cannot be read is left out."""
    found: dict[str, Volume] = {}
    for record in holdings.volumes:
        with suppress(ValidationError):
            volume = Volume.model_validate(record)
            found[volume.uuid] = volume.model_copy(update={"id": None, "operation_uuid": None, "error": None})
    return found


def _plugged(disk: HeldDisk, vm: Vm, records: dict[str, Volume]) -> Volume:
    """The row of a disk that a domain has. The domain says where; v1's disks have no record that says more."""
    stem, dot, suffix = disk.file.partition(".")
    place = {
        "instance_uuid": vm.uuid,
        "mount_point": disk.target,
        "bus": disk.bus,
        "status": VolumeStatus.ATTACHED,
        "host_uuid": vm.host_uuid,
    }
    if not _DISK.fullmatch(stem):
        cd = Volume(uuid=new_uuid(), name=vm.name, provider_location=f"images/{disk.file}")
        iso = {"format_type": VolumeFormat.ISO, "usage_type": VolumeUsage.ISO, "image_uuid": vm.image_uuid}
        return cd.model_copy(update={**place, **iso})
    if stem in records:
        return records[stem].model_copy(update=place)
    usage = VolumeUsage.SYSTEM if disk.target[2:] == "a" else VolumeUsage.DATA
    path = provider_location(usage, stem, dot + suffix)
    row = Volume(uuid=stem, name=vm.name, provider_location=path, usage_type=usage, format_type=VolumeFormat.QCOW2)
    return row.model_copy(update=place)


def _free(volume: Volume, host_uuid: str) -> Volume:
    """A data volume that no VM has."""
    free = {"instance_uuid": "", "mount_point": "", "bus": "", "status": VolumeStatus.AVAILABLE}
    return volume.model_copy(update={**free, "host_uuid": host_uuid})


def _rebuilt(holding: Holding, host_uuid: str) -> tuple[Vm, list[IpUsed]]:
    """A VM's row from its domain: sizes from the domain itself, the rest from the metadata."""
    told = dict(holding.metadata.get("vm") or {})
    told.update({"uuid": holding.uuid, "hostUuid": host_uuid, "id": None, "operationUuid": None})
    told.update({"cpus": holding.cpus, "maxCpus": holding.max_cpus})
    told["memory"] = max(1, holding.memory_mib // MIB_PER_GIB)
    told["maxMemory"] = max(1, holding.max_memory_mib // MIB_PER_GIB)
    told["status"] = status_from_power(VmStatus.ERROR, holding.report.power)
    told["name"] = told.get("name") or holding.uuid
    vm = Vm.model_validate(told)
    ips = [IpUsed.model_validate(ip) for ip in holding.metadata.get("ips") or []]
    return vm, [ip.model_copy(update={"instance_uuid": vm.uuid}) for ip in ips]


def _shown(vm: Vm, ips: list[IpUsed], volumes: list[Volume]) -> dict[str, Any]:
    return {
        "uuid": vm.uuid,
        "name": vm.name,
        "userName": vm.user_name,
        "imageUuid": vm.image_uuid,
        "status": vm.status,
        "cpus": vm.cpus,
        "memory": vm.memory,
        "ips": [ip.ip for ip in ips],
        "volumes": [volume.uuid for volume in volumes],
    }
