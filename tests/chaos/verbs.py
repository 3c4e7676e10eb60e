"""The wishes of one user: random verbs on random things, asked without waiting for their ends."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from tests.chaos.truth import mark
from tests.helpers.api import Api, ApiError
from tests.helpers.suite import RunningSuite

KNOCKS_SECONDS = 0.2
MOST_VMS, MOST_VOLUMES = 12, 12
AT_ONCE = {"Prefer": "respond-async"}
CHANGED_MINDS = 0.2
"""How many of those who began something cancel it at once."""


class Things:
    """What the users made and have not deleted, shared between them."""

    def __init__(self) -> None:
        self.vms: list[str] = []
        self.volumes: list[str] = []
        self.operations: list[str] = []
        self.marks: dict[str, int] = {}
        self.answers: Counter[str] = Counter()
        self.broken: list[str] = []
        """Answers that no wish deserves."""
        self.lock = threading.Lock()


class User:
    """One who asks. `wish` asks once."""

    def __init__(self, suite: RunningSuite, things: Things, seed: int) -> None:
        self._suite = suite
        self._things = things
        self._random = random.Random(seed)
        self._api: Api = suite.signed_in(suite.api.token)
        self._verbs: list[tuple[int, Callable[[], None]]] = [
            (8, self._create_vm),
            (6, self._delete_vm),
            (10, self._power),
            (8, self._resize),
            (6, self._create_volume),
            (4, self._delete_volume),
            (8, self._attach),
            (6, self._detach),
            (2, self._edit),
            (8, self._cancel),
        ]

    def wish(self) -> None:
        """One verb; that a service is away is part of the game, but a shut door is knocked at again."""
        while not self._asked():
            time.sleep(KNOCKS_SECONDS)

    def _asked(self) -> bool:
        weights = [weight for weight, _ in self._verbs]
        _, verb = self._random.choices(self._verbs, weights)[0]
        try:
            verb()
        except httpx.ConnectError:  # iaas_core is being started again
            return False
        except (httpx.HTTPError, ApiError, ValueError) as error:  # no answer, or none of ours
            self._things.answers[type(error).__name__] += 1
        return True

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._api.raw("POST", path, body, headers=AT_ONCE)
        kind = "ok" if answer["code"] == 200.0 else answer.get("kind", str(answer["code"]))
        with self._things.lock:
            self._things.answers[f"{path} {kind}"] += 1
            if kind == "not_found":
                self._forget(body)
            if kind == "internal":
                self._things.broken.append(f"{path} {body}: {answer}")
            data = answer.get("data")
            if kind == "ok" and isinstance(data, dict) and data.get("operationUuid"):
                self._things.operations.append(data["operationUuid"])
                del self._things.operations[:-20]
        reply: dict[str, Any] = data if kind == "ok" and isinstance(data, dict) else {}
        if reply.get("operationUuid") and self._random.random() < CHANGED_MINDS:
            self._ask("/operation/cancel", {"uuid": reply["operationUuid"]})
        return reply

    def _forget(self, body: dict[str, Any]) -> None:
        """One of them is gone; the others come back with the next look."""
        for known, key in ((self._things.vms, "vmUuid"), (self._things.volumes, "volumeUuid")):
            if body.get(key) in known:
                known.remove(body[key])

    def _one(self, known: list[str]) -> str | None:
        with self._things.lock:
            return self._random.choice(known) if known else None

    def _create_vm(self) -> None:
        if len(self._things.vms) >= MOST_VMS:
            return self._delete_vm()
        host = self._random.choice(list(self._suite.hosts.values()))
        made = self._ask("/vm/create", self._suite.form(f"vm{self._random.randrange(1000)}", ipSegmentId=host.segment))
        if made:
            with self._things.lock:
                self._things.vms.append(made["uuid"])
        return None

    def _delete_vm(self) -> None:
        if uuid := self._one(self._things.vms):
            how = {"deleteType": self._random.choice(["force", "force", "normal"])}
            volumes = self._random.random() < 0.3
            self._ask("/vm/delete", {"vmUuid": uuid, "deleteVolumes": volumes, **how})

    def _power(self) -> None:
        if uuid := self._one(self._things.vms):
            verb = self._random.choice(["start", "start", "stop", "reboot", "suspend", "resume"])
            force = {"force": self._random.random() < 0.7} if verb in ("stop", "reboot") else {}
            self._ask(f"/vm/{verb}", {"vmUuid": uuid, **force})

    def _resize(self) -> None:
        if uuid := self._one(self._things.vms):
            size = {"cpus": self._random.randint(1, 4), "memory": self._random.randint(1, 3)}
            asked = {name: size[name] for name in self._random.sample(sorted(size), self._random.randint(1, 2))}
            self._ask(f"/vm/{self._random.choice(['update', 'reduce'])}", {"vmUuid": uuid, **asked})

    def _create_volume(self) -> None:
        if len(self._things.volumes) >= MOST_VOLUMES:
            return self._delete_volume()
        body = {"name": f"disk{self._random.randrange(1000)}", "diskSize": 1}
        made = self._ask("/volume/create", {**body, "hostUuid": self._suite.host})
        if made:
            with self._things.lock:
                self._things.volumes.append(made["uuid"])
        return None

    def _delete_volume(self) -> None:
        if uuid := self._one(self._things.volumes):
            self._ask("/volume/delete", {"volumeUuid": uuid})

    def _attach(self) -> None:
        self._pair("/volume/attach")

    def _detach(self) -> None:
        self._pair("/volume/detach")

    def _pair(self, path: str) -> None:
        vm, volume = self._one(self._things.vms), self._one(self._things.volumes)
        if vm and volume:
            if path.endswith("detach"):
                rows = self._api.get("/volume/query_all")
                vm = next((row.get("instanceUuid") or vm for row in rows if row["uuid"] == volume), vm)
            self._ask(path, {"vmUuid": vm, "volumeUuid": volume})

    def _edit(self) -> None:
        if uuid := self._one(self._things.vms):
            self._ask("/vm/edit", {"vmUuid": uuid, "name": f"名字{self._random.randrange(1000)}"})

    def _cancel(self) -> None:
        if uuid := self._one(self._things.operations):
            self._ask("/operation/cancel", {"uuid": uuid})


def catch_up(suite: RunningSuite, things: Things) -> None:
    """At rest: forget what is gone, and write something to each free disk that has nothing yet."""
    things.vms = [vm["uuid"] for vm in suite.api.get("/vm/query_all")]
    rows = suite.api.get("/volume/query_all")
    things.volumes = [row["uuid"] for row in rows]
    things.operations.clear()
    for row in rows:
        if row["status"] == "AVAILABLE" and row["uuid"] not in things.marks:
            byte = 1 + len(things.marks) % 250
            if mark(suite, row["uuid"], byte):
                things.marks[row["uuid"]] = byte
