"""Whole suites of processes for tests: own state folder, ports, bridge and libvirtd; nothing is left afterwards."""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.dev import guest_image, seed
from deploy.dev.api import SuiteApi
from deploy.dev.config import SuiteConfig, free_ports
from deploy.dev.suite import Suite
from tests.helpers.api import Api

SMALL = {"cpus": 1, "memory": 1, "imageUuid": guest_image.UUID, "diskSize": 1}


class RunningSuite:
    """A suite, a client of it, and what tests ask of both."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.config = suite.config
        self._clients: list[Api] = []
        self.api = self.signed_in(SuiteApi(suite.config).token)
        told = seed.info(suite.config)
        self.segment: int = told["ipSegmentId"]
        self.host: str = told["hostUuid"]

    def signed_in(self, token: str | None) -> Api:
        """A client with somebody's token, or with none."""
        verify = self.config.ssl_context("iaas-core") or True
        client = Api(self.config.url("iaas-core"), token, verify)
        self._clients.append(client)
        return client

    def sign_in_again(self) -> Api:
        """The administrator's client, with another token: the old one is not known any more."""
        self.api = self.signed_in(SuiteApi(self.config).token)
        return self.api

    def close(self) -> None:
        """Give all connections back."""
        for client in self._clients:
            client.close()

    def form(self, name: str = "vm", **fields: Any) -> dict[str, Any]:
        """A body for `/vm/create` of the smallest VM."""
        return {**SMALL, "name": name, "ipSegmentId": self.segment, **fields}

    def create(self, name: str = "vm", **fields: Any) -> dict[str, Any]:
        """A VM that is ACTIVE, as its detail shows it."""
        made = self.api.post("/vm/create", self.form(name, **fields))
        done = self.api.wait_operation(made["operationUuid"])
        assert done["status"] == "done", done
        return self.api.vm(made["uuid"])

    def delete(self, uuid: str) -> None:
        """Gone, whatever it does."""
        self.api.post("/vm/delete", {"vmUuid": uuid, "deleteType": "force"})

    def delete_all(self) -> None:
        """No VM is left, not even one that is just going."""
        for vm in self.api.get("/vm/query_all"):
            answer = self.api.raw("POST", "/vm/delete", {"vmUuid": vm["uuid"], "deleteType": "force"})
            assert answer["code"] == 200.0 or answer["kind"] == "not_found", answer

    def virsh(self, *arguments: str) -> str:
        """What a host's administrator does by hand."""
        command = ["virsh", "-q", "-c", self.suite.libvirt_uri(), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def domains(self) -> list[str]:
        """All domains that libvirt knows."""
        return self.virsh("list", "--all", "--name").split()

    def disk_files(self) -> list[str]:
        """Everything that lies in the folders of disks, half-made files too."""
        data = self.config.state / "data"
        found = [p for area in ("sys-volumes", "data-volumes") for p in (data / area).rglob("*") if p.is_file()]
        return sorted(p.name for p in found)

    def dhcp_files(self) -> list[str]:
        """The VMs that the DHCP server knows."""
        folder = self.config.state / "agent" / "dhcp"
        return sorted(p.name for p in folder.rglob("*") if p.is_file() and len(p.name) == 32)

    def assert_no_leftovers(self) -> None:
        """Every address, file, domain and DHCP entry has its owner in the database."""
        vms = self.api.get("/vm/query_all")
        uuids = {vm["uuid"] for vm in vms if vm.get("hostUuid")}
        assert set(self.domains()) == uuids
        assert set(self.dhcp_files()) == uuids
        disks = [volume for vm in vms for volume in vm["volumes"]] + self.api.get("/volume/query_all")
        volumes = {volume["uuid"] for volume in disks if volume["usageType"] != "ISO"}
        assert {name[:32] for name in self.disk_files()} == volumes
        used = self.api.get("/ip_segment/statistics_by_id", ip_segment_id=self.segment)["used"]
        assert used == sum(len(vm["ips"]) for vm in vms)


@contextmanager
def running_suite(
    driver: str = "qemu",
    overrides: dict[str, dict[str, str]] | None = None,
    ports: dict[str, int] | None = None,
    *,
    tls: bool = False,
    console: bool = False,
) -> Iterator[RunningSuite]:
    """A suite of its own, ready to create VMs."""
    state = Path(tempfile.mkdtemp(prefix="kube-"))
    config = SuiteConfig(
        state=state,
        driver=driver,
        ports=ports or free_ports(),
        bridge=f"kt{secrets.token_hex(4)}",
        libvirt="own",
        overrides=overrides or {},
        tls=tls,
        console=console,
        guest_image=None if driver == "simulated" else guest_image.build(),
    )
    suite = Suite(config)
    try:
        suite.start()
        seed.seed(config)
        running = RunningSuite(suite)
        try:
            yield running
        finally:
            running.close()
    finally:
        suite.purge()
        shutil.rmtree(state, ignore_errors=True)
