"""Data volumes for tests: made in a line, found by uuid, all gone afterwards."""

from __future__ import annotations

from typing import Any

from tests.helpers.suite import RunningSuite


class Volumes:
    """The data volumes of a suite."""

    def __init__(self, suite: RunningSuite) -> None:
        self._api = suite.api

    def create(self, name: str, size: int = 1, **fields: Any) -> str:
        """The uuid of a volume that is AVAILABLE."""
        uuid: str = self._api.post("/volume/create", {"name": name, "diskSize": size, **fields})["uuid"]
        assert self.one(uuid)["status"] == "AVAILABLE"
        return uuid

    def one(self, uuid: str) -> dict[str, Any]:
        """A volume as the list shows it."""
        found: dict[str, Any] = next(v for v in self._api.get("/volume/query_all") if v["uuid"] == uuid)
        return found

    def attach(self, uuid: str, vm: str) -> None:
        """The VM has it."""
        self._api.post("/volume/attach", {"vmUuid": vm, "volumeUuid": uuid})

    def detach(self, uuid: str, vm: str) -> None:
        """The VM does not have it any more."""
        self._api.post("/volume/detach", {"vmUuid": vm, "volumeUuid": uuid})

    def delete_all(self) -> None:
        """None is left, whoever has it; VMs that have one are deleted."""
        for volume in self._api.get("/volume/query_all"):
            if volume.get("instanceUuid"):
                self._api.raw("POST", "/vm/delete", {"vmUuid": volume["instanceUuid"], "deleteType": "force"})
            answer = self._api.raw("POST", "/volume/delete", {"volumeUuid": volume["uuid"]})
            assert answer["code"] == 200.0, answer
