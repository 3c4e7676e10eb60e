"""Whole suites of processes for tests: own state folder, ports, bridge and libvirtd; nothing is left afterwards."""

from __future__ import annotations

import secrets
import shutil
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
from tests.helpers.hosts import Host
from tests.helpers.leftovers import PREFIX, end_abandoned, held

SMALL = {"cpus": 1, "memory": 1, "imageUuid": guest_image.UUID, "diskSize": 1}


class RunningSuite:
    """A suite, a client of it, and what tests ask of both."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.config = suite.config
        self._clients: list[Api] = []
        self.api = self.signed_in(SuiteApi(suite.config).token)
        self.hosts = {name: self._host(name) for name in suite.config.hosts}
        self._first = next(iter(self.hosts.values()))
        self.segment, self.host = self._first.segment, self._first.uuid

    def _host(self, name: str) -> Host:
        uuid = next(host["uuid"] for host in self.api.get("/host/query_all") if host["name"] == name)
        segment = next(s["id"] for s in self.api.get("/ip_segment/query_all") if s["hostUuid"] == uuid)
        node = self.suite.nodes.get(name)
        uri = (lambda: node.libvirtd.uri) if node else self.suite.libvirt_uri
        return Host(name, uuid, segment, uri, self.config.folder(name))

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
        """What the administrator of the first host does by hand."""
        return self._first.virsh(*arguments)

    def domains(self) -> list[str]:
        """All domains that libvirt knows, of all hosts."""
        return [name for host in self.hosts.values() for name in host.domains()]

    def disk_files(self) -> list[str]:
        """Everything that lies in the folders of disks, half-made files too."""
        return sorted(name for host in self.hosts.values() for name in host.disk_files())

    def dhcp_files(self) -> list[str]:
        """The VMs that the DHCP servers know."""
        return sorted(name for host in self.hosts.values() for name in host.dhcp_files())

    def assert_no_leftovers(self) -> None:
        """Every address, file, domain and DHCP entry has its owner in the database."""
        vms = self.api.get("/vm/query_all")
        uuids = sorted(vm["uuid"] for vm in vms if vm.get("hostUuid"))
        assert sorted(self.domains()) == uuids, "none is missing, none is anywhere twice"
        assert self.dhcp_files() == uuids
        disks = [volume for vm in vms for volume in vm["volumes"]] + self.api.get("/volume/query_all")
        volumes = {volume["uuid"] for volume in disks if volume["usageType"] != "ISO"}
        assert {name[:32] for name in self.disk_files()} == volumes
        used = [self.api.get("/ip_segment/statistics_by_id", ip_segment_id=h.segment) for h in self.hosts.values()]
        assert sum(one["used"] for one in used) == sum(len(vm["ips"]) for vm in vms)


@contextmanager
def running_suite(
    driver: str = "qemu",
    overrides: dict[str, dict[str, str]] | None = None,
    ports: dict[str, int] | None = None,
    *,
    tls: bool = False,
    console: bool = False,
    nodes: tuple[str, ...] = (),
) -> Iterator[RunningSuite]:
    """A suite of its own, ready to create VMs: on this machine, or on nodes of these names."""
    end_abandoned()
    state = Path(tempfile.mkdtemp(prefix=PREFIX))
    config = SuiteConfig(
        state=state,
        driver=driver,
        ports=ports or free_ports(),
        bridge=f"kt{secrets.token_hex(4)}",
        libvirt="own",
        overrides=overrides or {},
        tls=tls,
        console=console,
        nodes=nodes,
        guest_image=None if driver == "simulated" else guest_image.build(),
    )
    suite = Suite(config)
    with held(config):
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
