"""Hosts: list, limits, use of resources. Sums count every VM whatever its status, as in v1."""

from __future__ import annotations

from typing import Any

from api_common.contract.changes import SetFields
from api_common.contract.host import FolderUse, Host, HostLoad, HostRemoval, SharedStorage
from api_common.contract.states import HostStatus, ResourceType
from api_common.errors import ErrorKind, IaasError, invalid, not_found
from iaas_core.auth.callers import Caller
from iaas_core.forms.host import RemoveHostForm, SetHostResourceForm
from iaas_core.forms.replies import HostReply, MessageReply
from iaas_core.services.present import host_reply, roles_of
from iaas_core.steps.doors import Doors

DATA_ROOT = "/usr/local/kubeiaas/data"
SYSTEM_DISK_FOLDER = f"{DATA_ROOT}/sys-volumes/"
_NOTHING = FolderUse(folder="")
NOT_A_NAME = "total_node"
"""A key of the answer beside the host names; a host of that name is left out of the map (D62)."""


class Hosts:
    """`/host/...` but for recovery."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors

    def all(self) -> list[HostReply]:
        """Every host in order of registration."""
        return [host_reply(load.host) for load in self._doors.db.hosts()]

    def set_limits(self, form: SetHostResourceForm) -> HostReply:
        """The administrator's limits; 0 means none."""
        fields = {"vCPU": form.vcpu, "memory": form.mem, "storage": form.storage}
        self._doors.db.apply([SetFields(type=ResourceType.HOST, key=form.host_uuid, fields=fields)])
        for load in self._doors.db.hosts():
            if load.host.uuid == form.host_uuid:
                return host_reply(load.host)
        raise not_found("host", form.host_uuid)

    def remove(self, form: RemoveHostForm, caller: Caller) -> MessageReply:
        """Declare a host dead. Its VMs are ERROR, what was kept back for them comes free, what waits for it ends."""
        host = next((load.host for load in self._doors.db.hosts() if load.host.uuid == form.host_uuid), None)
        if host is None:
            raise not_found("host", form.host_uuid)
        if form.name != host.name:
            raise invalid("name", f"the host's name is {host.name}; write it as it is")
        if self._answers(host):
            raise IaasError(ErrorKind.WRONG_STATE, f"the agent of {host.name} answers: the host lives")
        self._doors.db.remove_host(HostRemoval(host_uuid=host.uuid, user_name=caller.username))
        self._doors.agents.forget(host.uuid)
        return MessageReply()

    def _answers(self, host: Host) -> bool:
        """Whether anything at all speaks there, whatever it says."""
        if not host.agent_url or host.status in (HostStatus.READY, HostStatus.ERROR):
            return False  # db_proxy has the word on those
        try:
            self._doors.agents.of(host.uuid).devices()
        except IaasError as error:
            return not error.retryable
        return True

    def node_resource(self) -> dict[str, Any]:
        """Limits and use per host."""
        loads = self._doors.db.hosts()
        return {
            NOT_A_NAME: len(loads),
            **{load.host.name or "": _use(load) for load in loads if load.host.name != NOT_A_NAME},
        }

    def statistics(self) -> dict[str, int]:
        """Totals over all hosts, and the shared storage as one READY host sees it (zeros when none answers)."""
        loads = self._doors.db.hosts()
        counts = self._doors.db.vm_counts()
        shared = self._shared(loads)
        data, images = (shared.data, shared.images) if shared else (_NOTHING, _NOTHING)
        system = sum(count.disk_size for count in counts)
        return {
            "total_node": len(loads),
            "active_node": sum(load.host.status is HostStatus.READY for load in loads),
            "total_vcpu": sum(load.host.vcpu or 0 for load in loads),
            "used_vcpu": sum(count.cpus for count in counts),
            "total_mem": sum(load.host.memory or 0 for load in loads),
            "used_mem": sum(count.memory for count in counts),
            "total_sys_storage": sum(load.host.storage or 0 for load in loads),
            "used_sys_storage": system,
            "used_storage": system + sum(load.used_data for load in loads),
            "total_data_storage": data.total,
            "used_data_storage": data.used,
            "total_img_storage": images.total,
            "used_img_storage": images.used,
        }

    def network_storage(self) -> dict[str, Any]:
        """The shared folders: size, use, and the NFS server behind them."""
        loads = self._doors.db.hosts()
        shared = self._shared(loads)
        server = next((load.host.ip for load in loads if "nfs" in roles_of(load.host)), None)
        answer = {}
        for key, use in (("data_vol_sto", shared and shared.data), ("img_vol_sto", shared and shared.images)):
            known = use or _NOTHING
            answer[key] = {
                "total_storage": known.total,
                "used_storage": known.used,
                "nfs_ip": server or known.source.partition(":")[0] if use else server or "",
                "storage_dir": f"{known.folder}/" if known.folder else "",
            }
        return answer

    def _shared(self, loads: list[HostLoad]) -> SharedStorage | None:
        """As a READY host sees it (D27); null when none answers."""
        for load in loads:
            if load.host.status is HostStatus.READY:
                try:
                    return self._doors.agents.of(load.host.uuid).storage()
                except IaasError:
                    continue
        return None


def _use(load: HostLoad) -> dict[str, Any]:
    return {
        "total_vcpu": load.host.vcpu or 0,
        "total_mem": load.host.memory or 0,
        "total_sys_storage": load.host.storage or 0,
        "used_vcpu": load.used_cpus,
        "used_mem": load.used_memory,
        "used_sys_storage": load.used_storage - load.used_data,
        "used_storage": load.used_storage,
        "storage_dir": SYSTEM_DISK_FOLDER,
    }
