"""A control plane of a test run's own: real API server, scheduler and controllers, and nodes that are played.

Made by the program `kube-up` (named by KUBE_UP, or beside the checkout at ../shared/kube/kube-up), whose binaries must
have been built; its folder of a run is in the temporary folder and goes with it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException
from kubernetes.utils.quantity import parse_quantity

CHECKOUT = Path(__file__).parents[2]
CLASSES = (("kubeiaas-vm", "PreemptLowerPriority"), ("kubeiaas-vm-quiet", "Never"))


def program() -> Path | None:
    """kube-up, if it is here."""
    named = os.environ.get("KUBE_UP")
    found = Path(named) if named else CHECKOUT.parent / "shared" / "kube" / "kube-up"
    return found if found.exists() else None


def built_home() -> Path:
    """Where its binaries are."""
    return Path(os.environ.get("KUBE_UP_HOME") or Path.home() / ".cache" / "kube-up")


class ControlPlane:
    """Started empty. `api` and `core` act as the administrator."""

    def __init__(self, kube_up: Path) -> None:
        self._program = kube_up
        self.home = Path(tempfile.mkdtemp(prefix="kube-up-"))
        (self.home / "bin").symlink_to(built_home() / "bin")
        self.kubeconfig = self._start()
        self.api = config.new_client_from_config(str(self.kubeconfig))
        self.core = client.CoreV1Api(self.api)
        for name, preemption in CLASSES:
            self._priority_class(name, preemption)

    def _start(self) -> Path:
        told = self.run("start").strip().splitlines()[-1]
        found = re.fullmatch(r"export KUBECONFIG=(.+)", told)
        assert found, told
        return Path(found[1].strip("'\""))

    def run(self, *arguments: str) -> str:
        """One of kube-up's verbs."""
        environment = {**os.environ, "KUBE_UP_HOME": str(self.home)}
        done = subprocess.run(
            [str(self._program), *arguments], capture_output=True, text=True, env=environment, timeout=180, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def close(self) -> None:
        """Nothing is left."""
        self.api.close()
        self.run("stop", "--wipe")
        (self.home / "bin").unlink()
        subprocess.run(["rm", "-rf", str(self.home)], check=True)

    def kill_api_server(self) -> None:
        """As a crash would; `run("start")` brings it back."""
        (pid_file,) = self.home.glob("run/**/*apiserver*.pid")
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        until(lambda: not _lives(pid), 10)

    def fake_nodes(self, names: str, cpu: int = 8, memory: str = "32Gi", *labels: str) -> None:
        """Ready nodes (`n[1-3]` makes three) that are work nodes."""
        self.run("fake-node", names, str(cpu), memory, ",".join(["kubeiaas/node=true", *labels]))

    def namespace(self, name: str) -> str:
        """A namespace that VMs' entries may be made in."""
        self.core.create_namespace({"metadata": {"name": name, "labels": {"test": "true"}}})
        until(lambda: self.core.list_namespaced_service_account(name).items, 10)
        return name

    def patch_node(self, name: str, **spec: Any) -> None:
        """Cordon, and the like."""
        self.core.patch_node(name, {"spec": spec})

    def label_node(self, name: str, **labels: str | None) -> None:
        """`kubeiaas_node` stands for `kubeiaas/node`."""
        self.core.patch_node(name, {"metadata": {"labels": {k.replace("_", "/"): v for k, v in labels.items()}}})

    def delete_node(self, name: str) -> None:
        """As an administrator would."""
        self.core.delete_node(name)

    def pods(self, namespace: str, selector: str = "app=iaas-reservation") -> list[Any]:
        """Entries, or others."""
        return list(self.core.list_namespaced_pod(namespace, label_selector=selector).items)

    def pod(self, namespace: str, name: str, cpu: str, memory: str, **spec: Any) -> None:
        """An ordinary pod that asks for room."""
        asked = {"requests": {"cpu": cpu, "memory": memory}}
        body = {"containers": [{"name": "c", "image": "none", "resources": asked}], "terminationGracePeriodSeconds": 0}
        self.core.create_namespaced_pod(namespace, {"metadata": {"name": name}, "spec": {**body, **spec}})

    def _priority_class(self, name: str, preemption: str) -> None:
        body = {"metadata": {"name": name}, "value": 100_000_000, "preemptionPolicy": preemption}
        try:
            client.SchedulingV1Api(self.api).create_priority_class(body)
        except ApiException as error:
            assert error.status == 409, error


def over_allocated(core: client.CoreV1Api) -> list[str]:
    """Nodes whose pods together ask for more than there is, as the API server has them."""
    nodes = json.loads(core.list_node(_preload_content=False).data)["items"]
    room = {node["metadata"]["name"]: node["status"].get("allocatable", {}) for node in nodes}
    asked: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for pod in json.loads(core.list_pod_for_all_namespaces(_preload_content=False).data)["items"]:
        node = pod["spec"].get("nodeName")
        if node in room and pod["status"].get("phase") not in ("Succeeded", "Failed"):
            asked[node, "pods"] += 1
            for container in pod["spec"]["containers"]:
                for what, amount in container["resources"].get("requests", {}).items():
                    asked[node, what] += parse_quantity(amount)
    return [
        f"{node}: {what} {amount} of {room[node].get(what)}"
        for (node, what), amount in asked.items()
        if amount > parse_quantity(room[node].get(what, 0))
    ]


def until(ask: Callable[[], Any], seconds: float = 20) -> Any:
    """What `ask` gives, once it is true."""
    deadline = time.monotonic() + seconds
    while not (seen := ask()):
        assert time.monotonic() < deadline, f"not so within {seconds} s"
        time.sleep(0.05)
    return seen


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def control_plane_or_skip() -> ControlPlane:
    """One, or the reason why there is none."""
    kube_up = program()
    if kube_up is None:
        pytest.skip("no Kubernetes for tests: name the program kube-up with KUBE_UP")
    if not (built_home() / "bin" / "kube-apiserver").exists():
        pytest.skip(f"the binaries of Kubernetes are not built: {kube_up} build")
    return ControlPlane(kube_up)
