"""Rebuild rows from what the hosts hold: for the day the database is lost, and for what a forced delete left behind.

Everything needed lies in the domains' metadata and in the small files beside the disks. Nothing on a host is changed.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from api_common.contract.agent_spec import Holding, Holdings
from api_common.contract.changes import Change, Create
from api_common.contract.network import IpUsed
from api_common.contract.states import HostStatus, ResourceType, VmStatus, VolumeStatus
from api_common.contract.vm import Vm, VmFilter
from api_common.contract.volume import Volume
from api_common.errors import IaasError, not_found
from api_common.lifecycle.vm import status_from_power
from iaas_core.forms.host import RecoverForm
from iaas_core.steps.doors import Doors

MIB_PER_GIB = 1024


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
        known = self._known()
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

    def _known(self) -> dict[str, set[str]]:
        views = self._doors.db.vms(VmFilter()).content
        return {
            "vms": {view.vm.uuid for view in views},
            "macs": {ip.mac or "" for view in views for ip in view.ips},
        }

    def _adopt(self, host_uuid: str, holdings: Holdings, known: dict[str, set[str]], dry: bool) -> dict[str, Any]:
        lost = [holding for holding in holdings.domains if holding.uuid not in known["vms"]]
        disks = self._disks(holdings)
        vms, problems = [], []
        for holding in lost:
            try:
                vm, ips = _rebuilt(holding, host_uuid)
            except (ValidationError, ValueError) as error:
                problems.append({"uuid": holding.uuid, "problem": f"its metadata cannot be read: {error}"[:300]})
                continue
            volumes = [disk for disk in disks if disk.instance_uuid == vm.uuid and not self._has_volume(disk.uuid)]
            fresh = [ip for ip in ips if ip.mac not in known["macs"]]
            vms.append(_shown(vm, fresh, volumes))
            if not dry:
                try:
                    self._write(vm, fresh, volumes, holding, host_uuid)
                except IaasError as error:
                    problems.append({"uuid": vm.uuid, "problem": error.message})
        orphans = [disk.uuid for disk in disks if disk.instance_uuid not in {h.uuid for h in holdings.domains}]
        return {"vms": vms, "disksWithoutVm": orphans, "problems": problems}

    def _disks(self, holdings: Holdings) -> list[Volume]:
        found = []
        for record in holdings.volumes:
            try:
                found.append(Volume.model_validate(record))
            except ValidationError:
                continue
        return found

    def _has_volume(self, uuid: str) -> bool:
        try:
            self._doors.db.volume(uuid)
            return True
        except IaasError:
            return False

    def _write(self, vm: Vm, ips: list[IpUsed], volumes: list[Volume], holding: Holding, host_uuid: str) -> None:
        changes: list[Change] = [Create(type=ResourceType.VM, record=vm.to_wire())]
        for volume in volumes:
            record = volume.model_copy(update={"id": None, "status": VolumeStatus.ATTACHED, "operation_uuid": None})
            changes.append(Create(type=ResourceType.VOLUME, record=record.to_wire()))
        for ip in ips:
            record_ip = ip.model_copy(update={"id": None, "instance_name": None})
            changes.append(Create(type=ResourceType.IP_USED, record=record_ip.to_wire()))
        self._doors.db.apply(changes)
        self._doors.db.observe_power(host_uuid, [holding.report])


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
