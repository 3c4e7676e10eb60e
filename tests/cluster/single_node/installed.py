"""The suite in a cluster as its users and its administrator see it."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from deploy.dev import guest_image
from tests.cluster.single_node.node_host import BRIDGE, SUBNET, NodeHost
from tests.cluster.single_node.tool import Kubectl
from tests.helpers.api import Api

OVERLAY = Path(__file__).parent / "overlay"
DEPLOYMENTS = ("db-proxy", "resource-operator", "image-operator", "iaas-core", "iaas-novnc", "front-web")


class Installed:
    """What a test does with it."""

    def __init__(self, kubectl: Kubectl, host: NodeHost) -> None:
        self.kubectl, self.host = kubectl, host
        self.workloads = [*(f"deployment/{name}" for name in DEPLOYMENTS), "daemonset/iaas-agent"]
        self.api: Api
        self.segment = 0

    def apply(self) -> None:
        """As somebody who installs would, until everything is ready."""
        self.kubectl("apply", "-k", str(OVERLAY))
        self.wait_ready()

    def wait_ready(self) -> None:
        """Every workload has its pods, ready."""
        for workload in self.workloads:
            self.kubectl.ours("rollout", "status", workload, "--timeout=180s", seconds=200)

    def sign_in(self) -> None:
        """By the node port of iaas-core that the tests' overlay adds; with a segment and an image for VMs."""
        service = self.get("service", "iaas-core")
        url = f"http://127.0.0.1:{service['spec']['ports'][0]['nodePort']}"
        visitor = Api(url)
        body = {"username": "admin", "password": self.secret("iaas-first-admin", "password").strip()}
        token = visitor.until(lambda: visitor.raw("POST", "/user/login", body), lambda told: told["code"] == 200.0, 60)[
            "data"
        ]["token"]
        visitor.close()
        self.api = Api(url, token)
        host = self.wait_host()
        form = {"name": "private", "hostUuid": host["uuid"], "type": "PRIVATE", "bridge": BRIDGE}
        ranged = {"ipRangeStart": f"{SUBNET}.10", "ipRangeEnd": f"{SUBNET}.90", "gateway": f"{SUBNET}.1"}
        self.api.post("/ip_segment/create_ip_segment", {**form, **ranged, "netmask": "255.255.255.0"})
        self.segment = self.api.get("/ip_segment/query_all")[0]["id"]
        self.host.install_guest_image()

    def wait_host(self) -> dict[str, Any]:
        """The node as a host that takes VMs."""
        hosts = self.api.until(
            lambda: self.api.get("/host/query_all"), lambda told: [h["status"] for h in told] == ["READY"], 60
        )
        found: dict[str, Any] = hosts[0]
        return found

    def close(self) -> None:
        """Give connections back."""
        if hasattr(self, "api"):
            self.api.close()

    def create(self, name: str) -> dict[str, Any]:
        """A VM that runs."""
        form = {"cpus": 1, "memory": 1, "imageUuid": guest_image.UUID, "diskSize": 1}
        made = self.api.post("/vm/create", {**form, "name": name, "ipSegmentId": self.segment})
        done = self.api.wait_operation(made["operationUuid"])
        assert done["status"] == "done", done
        return self.api.vm(made["uuid"])

    def virsh(self, *arguments: str) -> str:
        """For looking into guests."""
        return self.host.virsh(*arguments)

    def get(self, kind: str, name: str) -> dict[str, Any]:
        """One object of the suite's namespace."""
        found: dict[str, Any] = json.loads(self.kubectl.ours("get", kind, name, "-o", "json"))
        return found

    def seen_from_core(self, url: str) -> str:
        """Status and beginning of an answer inside the cluster."""
        program = (
            "import sys, urllib.error, urllib.request\n"
            "try: answer = urllib.request.urlopen(sys.argv[1], timeout=20)\n"
            "except urllib.error.HTTPError as error: answer = error\n"
            "print(answer.status, answer.read(4000).decode())"
        )
        return self.kubectl.ours("exec", "deploy/iaas-core", "--", "python3", "-c", program, url)

    def pods(self, app: str) -> list[dict[str, Any]]:
        """Its pods that are not going away."""
        listed = json.loads(self.kubectl.ours("get", "pods", "-l", f"app={app}", "-o", "json"))["items"]
        return [pod for pod in listed if "deletionTimestamp" not in pod["metadata"]]

    def secret(self, name: str, key: str) -> str:
        """A value of one."""
        return base64.b64decode(self.get("secret", name)["data"][key]).decode()
