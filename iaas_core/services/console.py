"""The address at which a browser opens a VM's screen: v1's form, with a signed ticket for one VM as its token."""

from __future__ import annotations

from urllib.parse import quote

from api_common.contract.host import Host
from api_common.contract.states import PowerState, SpecType
from api_common.errors import ErrorKind, IaasError
from api_common.tickets import ConsoleTarget, Tickets
from iaas_core.auth.callers import Caller
from iaas_core.auth.visible import Visible
from iaas_core.forms.replies import VncUrlReply
from iaas_core.services.present import roles_of
from iaas_core.steps.doors import Doors

VNC_BASE_PORT = 5900
NODE_PORT = 32202
"""v1's node port of iaas-novnc."""


class Console:
    """`GET /vm/vnc_url`."""

    def __init__(self, doors: Doors, visible: Visible, tickets: Tickets, novnc_url: str) -> None:
        self._doors = doors
        self._visible = visible
        self._tickets = tickets
        self._novnc_url = novnc_url.rstrip("/")

    def url(self, vm_uuid: str, caller: Caller) -> VncUrlReply:
        """A fresh ticket each time; only a running VM has a screen."""
        vm = self._visible.vm(vm_uuid, caller).vm
        if vm.power_state not in (PowerState.RUNNING, PowerState.PAUSED) or not vm.vnc_port:
            raise IaasError(ErrorKind.WRONG_STATE, f"the VM has no screen while it is {vm.status}; start it first")
        hosts = [load.host for load in self._doors.db.hosts()]
        host = next((host for host in hosts if host.uuid == vm.host_uuid), None)
        if host is None:
            raise IaasError(ErrorKind.WRONG_STATE, "the VM's host is unknown")
        address = host.facts.vnc_address if host.facts and host.facts.vnc_address else host.ip or ""
        ticket = self._tickets.sign(ConsoleTarget(vm_uuid, address, VNC_BASE_PORT + int(vm.vnc_port)))
        return VncUrlReply(vnc_url=f"{self._base(hosts)}/vnc.html?path=?token={quote(ticket, safe='')}")

    def _base(self, hosts: list[Host]) -> str:
        for option in self._doors.db.spec_configs(SpecType.VNC_DOMAIN):
            if option.value:
                return f"http://{option.value}"
        if self._novnc_url:
            return self._novnc_url
        for host in hosts:
            if "vnc" in roles_of(host):
                return f"http://{host.ip}:{NODE_PORT}"
        raise IaasError(ErrorKind.WRONG_STATE, "no host serves screens; set nodes.vnc, or an option of type VNC_DOMAIN")
