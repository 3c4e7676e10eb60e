"""From v1's manifests to ours with the words of the manual, on a real API server. The node's pods are played."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.single_node.installed import DEPLOYMENTS, OVERLAY
from tests.cluster.single_node.tool import Kubectl
from tests.helpers.kube import control_plane_or_skip, until
from tests.rules.sources import ROOT

V1 = yaml.safe_load(Path(__file__).with_name("v1.yaml").read_text())
REGISTRY = "registry.cn-beijing.aliyuncs.com/kubeiaas"


@pytest.fixture
def kubectl() -> Iterator[Kubectl]:
    """On a cluster of its own: what is applied here belongs to the whole cluster."""
    plane = control_plane_or_skip()
    try:
        plane.fake_nodes("node1", 8, "32Gi", *(f"kubeiaas/{role}=true" for role in ("ctl", "img", "vnc")))
        yield Kubectl(plane.kubeconfig)
    finally:
        plane.close()


def test_our_manifests_take_the_place_of_v1s(kubectl: Kubectl, tmp_path: Path) -> None:
    _apply(kubectl, tmp_path, *_objects_of_v1())
    until(lambda: len(_running(kubectl)) == len(V1["workloads"]), 60)
    for command in _commands_of_the_manual():
        subprocess.run(["bash", "-ec", command], cwd=tmp_path, env=kubectl.environment, check=True, timeout=120)
    assert yaml.safe_load((tmp_path / "iaas-config-of-v1.yml").read_text())["data"] == V1["config"]
    until(lambda: not _running(kubectl), 60)

    kubectl("apply", "-k", str(OVERLAY))
    until(lambda: {*DEPLOYMENTS, "iaas-agent"} <= _running(kubectl), 60)
    images = kubectl.ours("get", "deployments,daemonsets", "-o", "jsonpath={..image}")
    assert images and not any(work["image"] in images for work in V1["workloads"])
    services = {item["metadata"]["name"]: item["spec"] for item in _items(kubectl, "services")}
    assert services.keys() == {work["name"] for work in V1["workloads"]} - {"front-mysql"}
    for work in V1["workloads"]:
        if "node_port" in work:
            assert [port["nodePort"] for port in services[work["name"]]["ports"]] == [work["node_port"]]
    (agent,) = _items(kubectl, "daemonsets")
    ports = agent["spec"]["template"]["spec"]["containers"][0]["ports"]
    assert [port.get("hostPort") for port in ports] == [32201]
    assert _every_selector_finds_pods(kubectl, services)


def _objects_of_v1() -> Iterator[dict[str, Any]]:
    yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kubeiaas"}}
    meta = {"name": "iaas-config", "namespace": "kubeiaas"}
    yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": V1["config"]}
    for work in V1["workloads"]:
        yield _workload(work)
        yield _service(work)


def _workload(work: dict[str, Any]) -> dict[str, Any]:
    name, paths = work["name"], work.get("mounts", [])
    port = {"containerPort": work["port"], **({"hostPort": work["host_port"]} if "host_port" in work else {})}
    container = {
        "name": name,
        "image": f"{REGISTRY}/{work['image']}",
        "ports": [port],
        "volumeMounts": [{"name": f"v{n}", "mountPath": path} for n, path in enumerate(paths)],
    }
    pod = {
        "nodeSelector": {f"kubeiaas/{work['role']}": "true"},
        "containers": [container],
        "volumes": [{"name": f"v{n}", "hostPath": {"path": path}} for n, path in enumerate(paths)],
    }
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": work.get("kind", "Deployment"),
        "metadata": {"name": name, "namespace": "kubeiaas", "labels": labels},
        "spec": {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}},
    }


def _service(work: dict[str, Any]) -> dict[str, Any]:
    port = {"port": work["port"], "targetPort": work["port"]}
    outside = "node_port" in work
    ports = [{**port, "nodePort": work["node_port"]} if outside else port]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": work["name"], "namespace": "kubeiaas"},
        "spec": {"type": "NodePort" if outside else "ClusterIP", "selector": {"app": work["name"]}, "ports": ports},
    }


def _apply(kubectl: Kubectl, folder: Path, *objects: dict[str, Any]) -> None:
    file = folder / "v1-manifests.yml"
    file.write_text(yaml.safe_dump_all(objects))
    kubectl("apply", "-f", str(file))


def _commands_of_the_manual() -> list[str]:
    """Its step "Stop v1"."""
    manual = (ROOT / "docs" / "operations.md").read_text()
    (block,) = re.findall(r"\*\*Stop v1\*\*.*?```sh\n(.*?)```", manual, re.DOTALL)
    commands = [line.strip() for line in block.splitlines() if line.strip()]
    assert len(commands) == 4 and all(command.startswith("kubectl ") for command in commands)
    return commands


def _items(kubectl: Kubectl, kind: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(kubectl.ours("get", kind, "-o", "json"))["items"]
    return items


def _running(kubectl: Kubectl) -> set[str]:
    """Workloads that have a pod."""
    pods = _items(kubectl, "pods")
    return {pod["metadata"]["labels"]["app"] for pod in pods if "app" in pod["metadata"].get("labels", {})}


def _every_selector_finds_pods(kubectl: Kubectl, services: dict[str, Any]) -> bool:
    labels = [pod["metadata"].get("labels", {}).items() for pod in _items(kubectl, "pods")]
    return all(any(spec["selector"].items() <= each for each in labels) for spec in services.values())
