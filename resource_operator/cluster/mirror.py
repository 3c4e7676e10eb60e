"""A copy of all objects of one kind, kept by list and watch for as long as the service runs.

`hosts`, `entries` and `suite` read it. While the API server is away the copy stays as it was last seen: nothing is
forgotten, and the pauses between attempts grow. Nobody polls: the watch brings every change.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from api_common.errors import ErrorKind, IaasError
from resource_operator.cluster.connection import Connection, Object, Watch

_LOG = logging.getLogger(__name__)
WATCH_SECONDS = 60
"""How long one watch lasts; a connection that died without a word is noticed then."""
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 10.0
FORBIDDEN_PAUSE_SECONDS = 30.0
STOP_SECONDS = 2.0


class Mirror:
    """`changed` is called after every change, from this object's own thread; it must not block."""

    def __init__(
        self,
        connection: Connection,
        what: str,
        call: Callable[..., Any],
        changed: Callable[[], None],
        **options: Any,
    ) -> None:
        """`what` names the kind for people; `call` lists it, with `options`."""
        self._connection = connection
        self._what = what
        self._call = call
        self._changed = changed
        self._options = options
        self._objects: dict[str, Object] = {}
        self._lock = threading.Lock()
        self._version = ""
        self._failures = 0
        self._stop = threading.Event()
        self._watch: Watch | None = None
        self._thread = threading.Thread(target=self._run, name=f"mirror-{what}", daemon=True)
        self.synced = threading.Event()
        """Set once everything was listed."""
        self.problem: str | None = None
        """Why the copy may be out of date, in a sentence."""
        self.forbidden = False
        """That it is because we may not look."""

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stop.set()
        if self._watch is not None:
            self._watch.close()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def all(self) -> list[Object]:
        """Every object, by name."""
        with self._lock:
            return [found for _, found in sorted(self._objects.items())]

    def get(self, name: str) -> Object | None:
        """One object by its name."""
        return self._objects.get(name)

    def note(self, found: Object) -> None:
        """Take in what a call of this process answered, unless the watch was quicker."""
        with self._lock:
            self._keep(found)

    def forget(self, name: str, uid: str) -> None:
        """This very object is gone, as far as a call of this process knows."""
        with self._lock:
            self._drop(name, uid)

    def _run(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            try:
                if not self._version:
                    self._list()
                seen = self._follow()
                # a server that ends watches at once is about to stop
                pause = 0.0 if seen else FIRST_PAUSE_SECONDS
            except IaasError as error:
                pause = self._troubled(error)
            except Exception:
                _LOG.exception("following %s broke", self._what)
                self._version, pause = "", LONGEST_PAUSE_SECONDS

    def _list(self) -> None:
        found = self._connection.ask(self._call, **self._options)
        with self._lock:
            self._objects = {each["metadata"]["name"]: each for each in found["items"]}
        self._version = found["metadata"]["resourceVersion"]
        self._well()
        self.synced.set()
        self._changed()

    def _follow(self) -> bool:
        """Take in changes until the watch ends; whether it said anything."""
        self._watch = self._connection.watch(self._call, self._version, WATCH_SECONDS, **self._options)
        if self._stop.is_set():
            self._watch.close()
        self._well()
        seen = False
        for event in self._watch:
            self._take(event["type"], event["object"])
            seen = True
        return seen

    def _take(self, kind: str, found: Object) -> None:
        if kind == "ERROR":
            expired = found.get("code") == 410
            raise IaasError(ErrorKind.NOT_FOUND, str(found.get("message")), detail={"expired": expired})
        self._version = found["metadata"]["resourceVersion"]
        if kind == "BOOKMARK":
            return
        with self._lock:
            if kind == "DELETED":
                self._drop(found["metadata"]["name"], found["metadata"]["uid"])
            else:
                self._keep(found)
        self._changed()

    def _keep(self, found: Object) -> None:
        name = found["metadata"]["name"]
        known = self._objects.get(name)
        if known is None or _version_of(found) >= _version_of(known):
            self._objects[name] = found

    def _drop(self, name: str, uid: str) -> None:
        """Unless another object has come under the same name, and we know of it already."""
        known = self._objects.get(name)
        if known is not None and known["metadata"]["uid"] == uid:
            del self._objects[name]

    def _well(self) -> None:
        if self.problem:
            _LOG.info("%s are followed again", self._what)
        self.problem, self.forbidden, self._failures = None, False, 0

    def _troubled(self, error: IaasError) -> float:
        """Say it once, and how long to wait."""
        if error.kind is ErrorKind.NOT_FOUND:
            self._version = ""
            self._failures += 1
            return self._pause() if self._failures > 1 else 0.0
        if error.kind is not ErrorKind.TIMED_OUT or self._failures:
            sentence = f"{self._what} of the cluster cannot be followed: {error.message}"
            if sentence != self.problem:
                _LOG.warning("%s", sentence, extra={"trail": error.trail})
            self.problem, self.forbidden = sentence, error.kind is ErrorKind.FORBIDDEN
        self._failures += 1
        return FORBIDDEN_PAUSE_SECONDS if error.kind is ErrorKind.FORBIDDEN else self._pause()

    def _pause(self) -> float:
        return float(min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** min(self._failures - 1, 10)))


def _version_of(found: Object) -> int:
    return int(found["metadata"]["resourceVersion"])
