"""The entries as they are in the cluster, and the few things that are done to them, each safe to repeat.

`reserve` and `account` use it. What the watch brings wakes whoever waits; what a call answered counts at once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

from api_common.errors import ErrorKind, IaasError
from resource_operator.cluster.connection import Connection, Object
from resource_operator.cluster.entry import (
    HOLDS,
    SELECTOR,
    Entry,
    Holds,
    Purpose,
    Style,
    entry_pod,
    holds_text,
    read_entry,
    resources,
    total,
)
from resource_operator.cluster.mirror import Mirror

_LOG = logging.getLogger(__name__)
_PATCH = "application/strategic-merge-patch+json"


class Pods:
    """All entries of the suite's namespace."""

    def __init__(self, connection: Connection, style: Style, told: Callable[[], None]) -> None:
        """`told` is called after every change, from the watch's thread."""
        self._connection = connection
        self._core = connection.core
        self._style = style
        self._told = told
        self._news = threading.Condition()
        self._generation = 0
        self._read: dict[int, tuple[Object, Entry | None]] = {}
        self.mirror = Mirror(
            connection,
            "entries",
            self._core.list_namespaced_pod,
            self.changed,
            namespace=style.namespace,
            label_selector=SELECTOR,
        )

    def changed(self) -> None:
        """Wake those who wait."""
        with self._news:
            self._generation += 1
            self._news.notify_all()
        self._told()

    @property
    def generation(self) -> int:
        """Grows with every change: take it before looking, hand it to `wait` after."""
        return self._generation

    def wait(self, generation: int, seconds: float) -> bool:
        """Whether anything changed since, within so many seconds."""
        with self._news:
            return self._news.wait_for(lambda: self._generation != generation, timeout=max(0.0, seconds))

    def entries(self) -> list[Entry]:
        """What is known now. Pods that only look like entries are nobody's business here."""
        pods = self.mirror.all()
        read = {id(pod): self._read.get(id(pod)) or _read(pod) for pod in pods}
        self._read = read  # each object of the mirror is read once, as long as it is there
        return [entry for _, entry in read.values() if entry is not None]

    def make(self, name: str, purpose: Purpose, holds: Holds, nodes: Sequence[str]) -> None:
        """An entry of this name is there; one that has ended makes way."""
        body = entry_pod(self._style, name, purpose, holds, nodes)
        try:
            self._create(body)
        except IaasError as error:
            if error.kind is not ErrorKind.CONFLICT:
                raise
            there = self._connection.ask(self._core.read_namespaced_pod, name, self._style.namespace)
            self.mirror.note(there)
            if not read_entry(there).alive:
                self.drop(read_entry(there))
                self._create(body)

    def drop(self, entry: Entry) -> None:
        """This very entry is gone."""
        body = {"gracePeriodSeconds": 0, "preconditions": {"uid": entry.uid}}
        try:
            self._connection.ask(self._core.delete_namespaced_pod, entry.name, self._style.namespace, body=body)
        except IaasError as error:
            if error.kind not in (ErrorKind.NOT_FOUND, ErrorKind.CONFLICT):
                raise
        self.mirror.forget(entry.name, entry.uid)

    def shrink(self, entry: Entry, holds: Holds) -> None:
        """It holds less: first by its annotation, then by what it asks for, so that it never asks for too little."""
        said = {"metadata": {"uid": entry.uid, "annotations": {HOLDS: holds_text(holds)}}}
        self._patch(self._core.patch_namespaced_pod, entry, said)
        container = {"name": "reservation", "resources": resources(total(holds.values()))}
        self._patch(self._core.patch_namespaced_pod_resize, entry, {"spec": {"containers": [container]}})

    def _patch(self, call: Callable[..., Any], entry: Entry, body: Object) -> None:
        self.mirror.note(self._connection.ask(call, entry.name, self._style.namespace, body=body, _content_type=_PATCH))

    def _create(self, body: Object) -> None:
        self.mirror.note(self._connection.ask(self._core.create_namespaced_pod, self._style.namespace, body))


def _read(pod: Object) -> tuple[Object, Entry | None]:
    """With the Pod itself, so that nothing else gets its identity meanwhile."""
    try:
        return pod, read_entry(pod)
    except (KeyError, TypeError, ValueError, AttributeError):
        _LOG.debug("pod %s is no entry", pod["metadata"]["name"])
        return pod, None
