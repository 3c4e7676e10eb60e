"""Keeps the cluster's account right: after every change of VMs, entries or nodes it compares and puts right.

The rows say which VMs are where; `due` says what follows. An entry that is lost is put back on its VM's node; one that
no VM needs goes. VMs are never touched. VMs that an operation is about to place or to resize are left to it.
"""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from api_common.clients.db import DbProxyClient
from api_common.clock import Clock
from api_common.contract.states import VmStatus
from api_common.errors import IaasError
from resource_operator.cluster.due import Due, covered, due
from resource_operator.cluster.entry import Entry, Purpose, Size, Style
from resource_operator.cluster.mirror import Mirror
from resource_operator.cluster.nodes import node_state
from resource_operator.cluster.pods import Pods
from resource_operator.cluster.reserve import overcommit
from resource_operator.metrics import ACCOUNT_ACTIONS

_LOG = logging.getLogger(__name__)
IN_HAND = frozenset({VmStatus.BUILDING, VmStatus.RESIZING})
REST_SECONDS = 0.3
"""Between two looks: a burst of changes is looked at once."""
REPEAT_SECONDS = 30.0
RETRY_SECONDS = 2.0
REFUSED_SECONDS = 60.0
"""How long a replacement that found no room is not tried again."""
FOLLOW_SECONDS = 2.0
"""How long one question for changed rows waits; the end of the service waits for it."""
STOP_SECONDS = FOLLOW_SECONDS + 2
PARTS = 4
"""Where Pods cannot shrink, merged entries take at most this part of a node, so that a smaller one fits beside."""


@dataclass
class _Node:
    """One node as the rows and the cluster have it."""

    needs: dict[str, Size] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


class Account:
    """Two threads: one hears of changed rows, one works. `told` hears what hosts should warn of, by node."""

    def __init__(
        self,
        db: DbProxyClient,
        pods: Pods,
        nodes: Mirror,
        style: Style,
        clock: Clock,
        *,
        merge: bool,
        can_shrink: Callable[[], bool],
        told: Callable[[dict[str, str]], None],
    ) -> None:
        self._db = db
        self._pods = pods
        self._nodes = nodes
        self._style = style
        self._clock = clock
        self._merge = merge
        self._can_shrink = can_shrink
        self._told = told
        self._refused: dict[str, float] = {}
        self._due = threading.Event()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=run, name=name, daemon=True)
            for name, run in (("account", self._run), ("account-rows", self._follow))
        ]

    def start(self) -> None:
        """Begin to keep it."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End the threads."""
        self._stop.set()
        self._due.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(STOP_SECONDS)

    def changed(self) -> None:
        """Something is different."""
        self._due.set()

    def _run(self) -> None:
        wait = REPEAT_SECONDS
        while not self._stop.is_set():
            self._due.wait(wait)
            self._due.clear()
            if self._stop.is_set() or not (self._nodes.synced.is_set() and self._pods.mirror.synced.is_set()):
                continue
            try:
                self.put_right()
                wait = REPEAT_SECONDS
            except IaasError as error:
                _LOG.info("the cluster's account is not looked after: %s", error.describe())
                wait = RETRY_SECONDS
            except Exception:
                _LOG.exception("keeping the cluster's account broke")
                wait = REPEAT_SECONDS
            self._stop.wait(REST_SECONDS)

    def _follow(self) -> None:
        last = -1
        while not self._stop.is_set():
            try:
                newest = self._db.await_change(last, wait_seconds=FOLLOW_SECONDS)
                if newest != last:
                    self._due.set()
                last = newest
                self._stop.wait(REST_SECONDS)
            except IaasError as error:
                _LOG.debug("changed rows are not heard of: %s", error.describe())
                self._stop.wait(RETRY_SECONDS)

    def put_right(self) -> None:
        """One look, and what follows from it."""
        entries = self._pods.entries()  # before the rows: an entry whose VM is not in them has none
        vms = self._db.placements().vms
        hosts = {load.host.uuid: load.host for load in self._db.hosts()}
        in_hand = {vm.uuid for vm in vms if vm.status in IN_HAND}
        nodes: dict[str, _Node] = defaultdict(_Node)
        for vm in vms:
            host = hosts.get(vm.host_uuid or "")
            if host is not None and vm.uuid not in in_hand and self._nodes.get(host.name or ""):
                nodes[host.name or ""].needs[vm.uuid] = self._style.size(vm.cpus, vm.memory, overcommit(host))
        held = [entry for entry in entries if entry.holds.keys() & in_hand]
        for entry in entries:
            if entry not in held:
                nodes[entry.target or ""].entries.append(entry)
        warnings = {}
        for name, node in nodes.items():
            plan = self._plan(name, node, [entry for entry in held if entry.node == name])
            self._do(name, plan)
            if plan.lacking:
                warnings[name] = f"not all of its VMs are in the cluster's account: {plan.lacking}"
        self._told(warnings)

    def _plan(self, name: str, node: _Node, held: list[Entry]) -> Due:
        now = self._clock.monotonic()
        self._refused = {entry: until for entry, until in self._refused.items() if until > now}
        needs = {uuid: size.beyond(covered(held, uuid)) for uuid, size in node.needs.items()}
        shrinks = self._can_shrink()
        return due(
            name,
            node.entries,
            {uuid: size for uuid, size in needs.items() if size},
            merge=self._merge,
            largest=self._largest(name, 1 if shrinks else PARTS),
            can_shrink=shrinks,
            refused=self._refused,
        )

    def _do(self, name: str, plan: Due) -> None:
        for entry in plan.remove:
            if entry.purpose is Purpose.REPLACE and entry.refusal:
                self._refused[entry.name] = self._clock.monotonic() + REFUSED_SECONDS
            self._pods.drop(entry)
            ACCOUNT_ACTIONS.labels("removed").inc()
        for new in plan.add:
            self._pods.make(new.name, new.purpose, new.holds, [name])
            ACCOUNT_ACTIONS.labels(new.purpose.value).inc()
        for entry, holds in plan.shrink:
            self._pods.shrink(entry, holds)
            ACCOUNT_ACTIONS.labels("shrunk").inc()

    def _largest(self, name: str, parts: int) -> Size:
        node = self._nodes.get(name)
        state = node_state(node) if node else None
        return Size(state.millicores // parts, state.memory_mib // parts) if state else Size()
