"""A PostgreSQL server of a test run's own, rows to begin with, and threads that start at the same moment."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from api_common.contract.changes import Change, Create, ResourceRef, SetFields
from api_common.contract.host import Host, HostFacts
from api_common.contract.operation import OperationStart, StartedOperation
from api_common.contract.states import ResourceType
from api_common.errors import ErrorKind, IaasError
from api_common.identity import new_uuid
from db_proxy.commands.changes import apply_changes
from db_proxy.commands.hosts import register_host
from db_proxy.commands.operations import start_operation
from db_proxy.commands.unit import Writer

T = TypeVar("T")
MAKE_NO_CONNECTIONS_WAIT = ("-c", "max_connections=200", "-c", "fsync=off", "-c", "listen_addresses=")


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL server installed here, if any."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


class PostgresServer:
    """Listens on a socket in a folder of its own. A server refuses to run as root, so there it runs as `postgres`."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}
        if self._user:
            shutil.chown(self._folder, "postgres", "postgres")
        self._data = self._folder / "data"
        self._run(
            "initdb", "-D", self._data, "-U", "iaas", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"
        )
        options = f"-k {self._folder} {' '.join(MAKE_NO_CONNECTIONS_WAIT)}"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-l", self._folder / "log", "-w", "start")

    def url(self, database: str) -> str:
        """How db_proxy is told of a database."""
        return f"postgresql://iaas@/{database}?host={self._folder}"

    def execute(self, script: str, database: str = "postgres") -> None:
        """Run statements outside of all transactions."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(script.encode())

    def stop(self) -> None:
        """End the server that was started here, by the number in its own folder, and remove everything."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        done = subprocess.run(
            command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **self._user
        )
        assert done.returncode == 0, f"{program} failed: {done.stderr}"


class Rows:
    """Writes rows for a test, as iaas_core would."""

    def __init__(self, write: Writer) -> None:
        self._write = write
        self._hosts = 0

    def host(self, name: str | None = None, **limits: int) -> Host:
        """A READY host; `limits` by wire name (vCPU, memory, storage)."""
        self._hosts += 1
        facts = HostFacts(name=name or f"node{self._hosts}", ip=f"10.9.0.{self._hosts}", agent_url="http://agent")
        host = self._write(register_host, facts)
        if limits:
            self.apply(SetFields(type=ResourceType.HOST, key=host.uuid, fields=dict(limits)))
        return host

    def vm(self, **fields: Any) -> str:
        """A VM's uuid; `fields` by wire name."""
        record = {
            "uuid": new_uuid(),
            "name": "vm",
            "status": "STOPPED",
            "cpus": 1,
            "memory": 1,
            "diskSize": 20,
            **fields,
        }
        return str(self.create(ResourceType.VM, **record)["uuid"])

    def segment(self, start: str = "10.1.0.1", end: str = "10.1.0.254", **fields: Any) -> int:
        """A segment's id; its gateway is the first address of the range."""
        record = {
            "name": "lan",
            "netmask": "255.255.255.0",
            "gateway": start,
            "dns": "",
            "type": "PRIVATE",
            "ipRangeStart": start,
            "ipRangeEnd": end,
            "bridge": "br0",
            **fields,
        }
        return int(self.create(ResourceType.IP_SEGMENT, **record)["id"])

    def create(self, type_: ResourceType, **record: Any) -> dict[str, Any]:
        """The created row in its wire form."""
        return self.apply(Create(type=type_, record=record))[0]

    def apply(self, *changes: Change) -> list[dict[str, Any]]:
        """Write a change set; the rows it created."""
        return self._write(apply_changes, changes).created

    def started(self, vm_uuid: str | None = None, **options: Any) -> StartedOperation:
        """An operation of three steps that holds a VM, claimed by runner `r1` for 30 seconds."""
        return self._write(start_operation, operation_start(vm_uuid or self.vm(), **options))


def operation_start(vm_uuid: str, **options: Any) -> OperationStart:
    """What `Rows.started` starts."""
    fields: dict[str, Any] = {
        "uuid": new_uuid(),
        "kind": "test",
        "target_type": ResourceType.VM,
        "target_uuid": vm_uuid,
        "steps": ["first", "second", "third"],
        "holds": [ResourceRef(type=ResourceType.VM, key=vm_uuid)],
        "runner": "r1",
        "lease_seconds": 30,
        **options,
    }
    return OperationStart(**fields)


def together(work: Sequence[Callable[[], T]]) -> tuple[list[T], list[IaasError]]:
    """Do all of it at the same moment, each in its own thread: the answers, and the refusals."""
    barrier = threading.Barrier(len(work))

    def one(call: Callable[[], T]) -> T | IaasError:
        barrier.wait()
        try:
            return call()
        except IaasError as error:
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        outcomes = list(pool.map(one, work))
    answers: list[Any] = [outcome for outcome in outcomes if not isinstance(outcome, IaasError)]
    return answers, [outcome for outcome in outcomes if isinstance(outcome, IaasError)]


def refused(kind: ErrorKind) -> pytest.RaisesExc[IaasError]:
    """Expects a refusal of this kind."""
    return pytest.raises(IaasError, check=lambda error: error.kind is kind)
