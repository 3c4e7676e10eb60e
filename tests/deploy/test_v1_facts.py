"""What v1's users rely on is still there: names, labels, ports, keys, variables, folders."""

from __future__ import annotations

import pytest

from tests.deploy import facts
from tests.deploy.rendered import Object, containers, named, of_kind, pod_specs, rendered, variables

CLUSTER_WIDE = ("PriorityClass", "ClusterRole", "ClusterRoleBinding", "PersistentVolume", "Namespace")


def test_one_namespace() -> None:
    assert named("base", "Namespace", facts.NAMESPACE)
    elsewhere = [
        item["metadata"]["name"]
        for item in rendered("overlays/single-node")
        if item["kind"] not in CLUSTER_WIDE and item["metadata"].get("namespace") != facts.NAMESPACE
    ]
    assert not elsewhere


def test_workloads_and_their_nodes() -> None:
    found = {
        item["metadata"]["name"]: (item["kind"], item["spec"]["template"]["spec"]["nodeSelector"])
        for item in of_kind("base", "Deployment", "DaemonSet")
    }
    assert found == {name: (kind, {label: "true"}) for name, (kind, label) in facts.WORKLOADS.items()}


def test_services_and_ports() -> None:
    found = {}
    for item in of_kind("base", "Service"):
        (port,) = item["spec"]["ports"]
        found[item["metadata"]["name"]] = (port["port"], port.get("nodePort"))
        assert item["spec"]["selector"] == {"app": item["metadata"]["name"]}
    assert found == facts.SERVICES
    (port,) = _container("iaas-agent")["ports"]
    assert (port["containerPort"], port["hostPort"]) == facts.AGENT_PORTS


def test_the_configuration_map() -> None:
    data = named("base", "ConfigMap", "iaas-config")["data"]
    assert {key: data[key] for key in facts.CONFIG_KEYS} == facts.CONFIG_KEYS


@pytest.mark.parametrize("container", facts.VARIABLES)
def test_variables(container: str) -> None:
    found = variables(_container(container))
    for name, source in facts.VARIABLES[container].items():
        given = found[name]["valueFrom"]
        key = given["configMapKeyRef"]["key"] if "configMapKeyRef" in given else given["fieldRef"]["fieldPath"]
        assert key == source, name


def test_one_node_needs_no_names() -> None:
    for name in ("iaas-core", "iaas-agent", "iaas-prepare"):
        used = str(variables(_container(name, "overlays/single-node")))
        assert "nodes." not in used and "spec.nodeName" in used


def test_folders_of_the_host() -> None:
    volume = named("base", "PersistentVolume", "kubeiaas-database")["spec"]["hostPath"]["path"]
    images = next(
        v for n, s in pod_specs("base") if n == "image-operator" for v in s["volumes"] if v["name"] == "images"
    )
    mounts = {name: {m["mountPath"] for m in _container(name)["volumeMounts"]} for name in facts.HOST_FOLDERS}
    assert (volume, images["hostPath"]["path"]) == tuple(folder for folder, _ in facts.HOST_FOLDERS.values())
    assert all(place in mounts[name] for name, (_, place) in facts.HOST_FOLDERS.items())
    agent = {m["mountPath"]: m for m in _container("iaas-agent")["volumeMounts"]}
    assert agent["/usr/local/kubeiaas"]["mountPropagation"] == "HostToContainer", "a later mount of NFS must be seen"


def _container(name: str, overlay: str = "base") -> Object:
    (found,) = [c for _, spec in pod_specs(overlay) for c in containers(spec) if c["name"] == name]
    return found
