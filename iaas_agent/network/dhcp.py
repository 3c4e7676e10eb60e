"""The host's DHCP service: which segments it serves and which card gets which address.

Called by the routes (single changes) and by reporting (the whole plan at registration, and a look from time to time).
Everything is kept in files and done under one lock; dnsmasq is one process and does one thing at a time anyway.
"""

from __future__ import annotations

import json
import logging
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from api_common.contract.agent_report import DhcpBinding, DhcpPlan
from api_common.contract.agent_spec import EnsureBound
from api_common.contract.network import IpSegment
from api_common.errors import ErrorKind, IaasError
from api_common.tools.failures import storage_failures, words
from iaas_agent.network.bindings import BindingFolder, checked, write_whole
from iaas_agent.network.dnsmasq import Dnsmasq
from iaas_agent.network.interfaces import HostInterfaces
from iaas_agent.network.segments import Served, config_text, usable, without_router

_LOG = logging.getLogger(__name__)
_REMEMBERED = 10_000


@dataclass(frozen=True)
class _Seen:
    """The last single change of a VM's bindings: its fence, and its place in the order of changes."""

    fence: int = 0
    change: int = 0


class DhcpServer:
    """With `serves` false (another host does, or this one is simulated) bindings are kept but nothing is started."""

    def __init__(self, daemon: Dnsmasq, interfaces: HostInterfaces, *, serves: bool) -> None:
        self._daemon = daemon
        self._interfaces = interfaces
        self._serves = serves
        self._bindings = BindingFolder(daemon.files.hosts)
        self._segments_file = daemon.folder / "segments.json"
        self._lock = threading.RLock()
        self._segments: list[Served] = []
        self._problems: list[str] = []
        self._interface_problems: list[str] = []
        self._failure: str | None = None
        self._told_routerless: list[str] = []
        self._owed: tuple[DhcpPlan, int] | None = None
        """A plan that could not be kept, and its mark."""
        self._highest_fence = 0
        self._changes = 0
        self._segments_changed = 0
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def start(self) -> None:
        """Serve what was known when the agent last ran; a dnsmasq that still runs is taken over."""
        with self._lock:
            self._segments, self._problems = usable(self._load())
            self._try_to_settle()

    def ensure_bound(self, order: EnsureBound) -> None:
        """A VM's cards get exactly these addresses; an empty list unbinds. Known to dnsmasq at once."""
        bindings = checked(order.bindings)
        with self._lock, storage_failures("the addresses of the VM cannot be kept for DHCP"):
            self._admit(order)
            reload = self._bind(order.vm_uuid, bindings)
            if self._serves and self._routerless() != self._told_routerless:
                self._settle()
            if reload:
                self._daemon.reload()

    def set_segments(self, segments: Sequence[IpSegment]) -> None:
        """Serve exactly these segments."""
        with self._lock, storage_failures("the segments cannot be kept for DHCP"):
            self._changes += 1
            self._segments_changed = self._changes
            self._replace_segments(segments)
            self._settle()

    def highest_fence(self) -> int:
        """The newest fence that was let in."""
        return self._highest_fence

    def mark(self) -> int:
        """A point in time: what is changed after it is newer than a plan asked for at it."""
        with self._lock:
            return self._changes

    def apply_plan(self, plan: DhcpPlan, *, asked_at: int) -> None:
        """Make everything as planned, except what was changed since the plan was asked for.

        A plan that cannot be kept because the disk is full, say, is a warning, and is tried again by `look_after`.
        """
        with self._lock:
            try:
                self._apply(plan, asked_at)
                self._owed = None
            except OSError as error:
                _LOG.warning("the DHCP plan cannot be kept: %s", error)
                self._owed = (plan, asked_at)
                self._failure = f"DHCP does not work: its files cannot be written: {words(error)}"

    def look_after(self) -> None:
        """Start dnsmasq again if it died, and take up bridges that have appeared."""
        with self._lock:
            if self._owed:
                self.apply_plan(self._owed[0], asked_at=self._owed[1])
            else:
                self._try_to_settle()
                self._daemon.limit_log()

    def running(self) -> bool:
        """Whether dnsmasq runs."""
        return self._daemon.pid() is not None

    def works(self) -> bool:
        """Whether nobody waits for an address in vain: dnsmasq runs, or there is nothing to serve."""
        with self._lock:
            idle = not self._serves or not (self._segments or self._problems)
        return idle or self.running()

    def warnings(self) -> list[str]:
        """What an administrator should know: segments that cannot be served."""
        with self._lock:
            failure = [self._failure] if self._failure else []
            return failure + self._problems + self._interface_problems

    def _apply(self, plan: DhcpPlan, asked_at: int) -> None:
        self._bindings.prepare()
        if self._segments_changed <= asked_at:
            self._replace_segments(plan.segments)
        planned = {vm.vm_uuid: vm.bindings for vm in plan.bindings}
        reload = False
        for vm_uuid in {*planned, *self._bindings.vms()} - {*plan.in_hand}:
            if self._seen.get(vm_uuid, _Seen()).change <= asked_at:
                reload |= self._try_bind(vm_uuid, planned.get(vm_uuid, []))
        self._try_to_settle()
        if reload:
            self._daemon.reload()

    def _settle(self) -> None:
        """Bring dnsmasq to what is known now: it runs only where there is something to serve."""
        self._bindings.prepare()
        if not self._serves:
            self._failure = None
            return
        hearing = self._interfaces.hear({segment.bridge for segment in self._segments})
        self._interface_problems = hearing.problems
        routerless = self._routerless()
        reachable = [segment for segment in self._segments if segment.bridge in hearing.heard_on]
        if reachable:
            self._daemon.serve(config_text(reachable, self._daemon.files, hearing.heard_on, routerless))
        else:
            self._daemon.stop()
        self._told_routerless = routerless
        self._failure = None

    def _routerless(self) -> list[str]:
        return without_router(self._segments, self._bindings.cards())

    def _try_to_settle(self) -> None:
        """Where nobody waits for an answer, a failure becomes a warning of this host."""
        try:
            with storage_failures("its files cannot be written"):
                self._settle()
        except IaasError as error:
            _LOG.warning("dnsmasq cannot be brought up: %s", error.describe())
            self._failure = f"DHCP does not work: {error.message}"

    def _replace_segments(self, segments: Sequence[IpSegment]) -> None:
        text = json.dumps([segment.to_wire() for segment in segments])
        write_whole(self._segments_file, text, self._segments_file.with_suffix(".new"))
        self._segments, self._problems = usable(segments)

    def _load(self) -> list[IpSegment]:
        try:
            return [IpSegment.model_validate(row) for row in json.loads(self._segments_file.read_text())]
        except (OSError, ValueError):
            return []

    def _bind(self, vm_uuid: str, bindings: list[DhcpBinding]) -> bool:
        """Write a VM's bindings; answers whether dnsmasq must be told (new files it finds by itself)."""
        existed, changed = self._bindings.write(vm_uuid, bindings)
        if changed and self._serves:
            for binding in bindings:
                self._daemon.release(binding.ip, binding.mac)
        return existed and changed

    def _try_bind(self, vm_uuid: str, bindings: list[DhcpBinding]) -> bool:
        try:
            return self._bind(vm_uuid, checked(bindings))
        except IaasError as error:  # one bad row must not keep the others from being served
            _LOG.warning("the addresses of VM %s are not served: %s", vm_uuid, error.describe())
            return False

    def _admit(self, order: EnsureBound) -> None:
        if order.fence < self._seen.get(order.vm_uuid, _Seen()).fence:
            raise IaasError(ErrorKind.FENCED, f"the addresses of VM {order.vm_uuid} belong to a newer claim")
        self._changes += 1
        self._highest_fence = max(self._highest_fence, order.fence)
        self._seen[order.vm_uuid] = _Seen(order.fence, self._changes)
        self._seen.move_to_end(order.vm_uuid)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
