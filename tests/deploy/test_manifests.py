"""The manifests: valid for every supported Kubernetes, and safe."""

from __future__ import annotations

import json
import os
import re
import warnings
from functools import cache
from pathlib import Path

import pytest
import yaml

from deploy import images
from tests.deploy.rendered import OVERLAYS, Object, containers, named, of_kind, pod_specs, render, rendered, variables
from tests.rules.settings_table import rows
from tests.rules.sources import ROOT

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import kubernetes_validate.utils

OLDEST = 25
NEWEST = int(kubernetes_validate.latest_version().split(".")[1])
FOREIGN = ("PodMonitor", "PrometheusRule")
"""Of the Prometheus operator: the cluster itself does not know them."""
SUITE = ("db-proxy", "iaas-core", "image-operator", "resource-operator", "iaas-novnc", "front-web", "iaas-agent")


@pytest.mark.parametrize("version", [f"1.{minor}" for minor in range(OLDEST, NEWEST + 1)])
def test_every_object_is_valid(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read_once = cache(kubernetes_validate.utils.schema_contents)  # it reads megabytes again for each object
    monkeypatch.setattr(kubernetes_validate.utils, "schema_contents", read_once)
    for item in _every_object():
        kubernetes_validate.validate(item, f"{version}.0", strict=True)


@cache
def _every_object() -> list[Object]:
    """Of all overlays and the Ingress, each once."""
    ingress = yaml.safe_load_all((ROOT / "deploy/components/ingress/ingress.yaml").read_text())
    objects = [*ingress, *(item for overlay in OVERLAYS for item in rendered(overlay) if item["kind"] not in FOREIGN)]
    assert {"Ingress", "DaemonSet", "Deployment", "Job"} <= {item["kind"] for item in objects}
    return list({json.dumps(item, sort_keys=True): item for item in objects}.values())


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_only_the_agent_is_privileged(overlay: str) -> None:
    for name, spec in pod_specs(overlay):
        if name == "iaas-agent":
            assert spec["hostPID"] and not spec.get("hostNetwork") and not spec.get("hostIPC")
            continue
        assert not any(spec.get(shared) for shared in ("hostPID", "hostIPC", "hostNetwork")), name
        for container in containers(spec):
            context = container["securityContext"]
            assert not context.get("privileged") and context["allowPrivilegeEscalation"] is False, name
            assert context["readOnlyRootFilesystem"] and context["capabilities"]["drop"] == ["ALL"], name
            if container["name"].startswith("own-"):
                assert context["capabilities"]["add"] == ["CHOWN", "DAC_READ_SEARCH"]
            else:
                assert "add" not in context["capabilities"], name
                assert spec["securityContext"]["runAsNonRoot"] and context.get("runAsUser") != 0, name


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_container_says_what_it_needs(overlay: str) -> None:
    for name, spec in pod_specs(overlay):
        assert spec["priorityClassName"] == "kubeiaas-control", name
        for container in containers(spec):
            for kind in ("requests", "limits"):
                assert set(container["resources"][kind]) == {"cpu", "memory"}, container["name"]
        if name in SUITE:
            assert {"livenessProbe", "readinessProbe"} <= set(spec["containers"][0]), name


def test_who_may_speak_to_the_api_server() -> None:
    accounts = {item["metadata"]["name"]: item for item in of_kind("overlays/single-node", "ServiceAccount")}
    assert all(item["automountServiceAccountToken"] is False for item in accounts.values())
    speak = {name for name, spec in pod_specs("overlays/single-node") if spec.get("automountServiceAccountToken")}
    assert speak == {"resource-operator", "iaas-secrets", "iaas-label"}
    for name, spec in pod_specs("overlays/single-node"):
        assert spec["serviceAccountName"] == name and name in accounts
    rules = {item["metadata"]["name"]: item["rules"] for item in of_kind("overlays/single-node", "Role", "ClusterRole")}
    assert rules["iaas-secrets"] == [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["create"]}]
    assert rules["kubeiaas-resource-operator"] == [
        {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]}
    ]
    assert "*" not in str(rules)


def test_no_pod_has_tokens_that_it_does_not_need() -> None:
    needed = {
        "db-proxy": {"db-proxy", "iaas-core", "resource-operator", "prometheus"},
        "resource-operator": {"resource-operator", "iaas-core", "prometheus"},
        "image-operator": {"image-operator", "iaas-core", "prometheus"},
        "iaas-agent": {"iaas-agent", "iaas-core", "prometheus"},
        "iaas-novnc": {"iaas-novnc"},
        "front-web": set(),
    }
    for name, spec in pod_specs("base"):
        mounted = [volume["secret"] for volume in spec.get("volumes", []) if "secret" in volume]
        tokens = {
            i["key"] for secret in mounted if secret["secretName"] == "iaas-service-tokens" for i in secret["items"]
        }
        if name in needed:
            assert tokens == needed[name], name


def test_nobody_gets_in_unnamed() -> None:
    policies = {item["metadata"]["name"]: item["spec"] for item in of_kind("base", "NetworkPolicy")}
    assert policies.pop("nobody") == {"podSelector": {}, "policyTypes": ["Ingress"]}
    assert set(policies) == set(SUITE)
    open_to_all = {name for name, spec in policies.items() if "from" not in spec["ingress"][0]}
    assert open_to_all == {"front-web", "iaas-novnc"}
    assert str(policies["iaas-agent"]["ingress"][0]["from"]).count("app") == 1


def test_every_workload_may_be_drained() -> None:
    budgets = {item["metadata"]["name"]: item["spec"] for item in of_kind("base", "PodDisruptionBudget")}
    assert set(budgets) == set(SUITE) - {"iaas-agent"}
    assert all(spec["maxUnavailable"] == 1 for spec in budgets.values())


def test_the_file_database_has_one_writer() -> None:
    assert named("base", "Deployment", "db-proxy")["spec"]["strategy"] == {"type": "Recreate"}
    twice = named("overlays/postgres", "Deployment", "db-proxy")["spec"]
    assert twice["replicas"] == 2 and twice["strategy"]["type"] == "RollingUpdate"
    assert not of_kind("overlays/postgres", "PersistentVolumeClaim", "PersistentVolume")
    (container,) = containers(twice["template"]["spec"])
    assert variables(container)["DATABASE_URL"]["valueFrom"]["secretKeyRef"] == {"name": "iaas-database", "key": "url"}
    assert "/db" not in str(container["volumeMounts"])


def test_images_are_those_that_are_built() -> None:
    used = {container["image"] for _, spec in pod_specs("overlays/single-node") for container in containers(spec)}
    assert used == {f"{images.REGISTRY}/{component}:{images.version()}" for component in images.components()}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_variable_is_documented(overlay: str) -> None:
    known = {*rows(), "POD_IP", "POD_NAMESPACE", "FORWARDED_FOR"}
    for _, spec in pod_specs(overlay):
        for container in containers(spec):
            assert set(variables(container)) <= known, container["name"]


def test_every_key_of_the_configuration_is_documented() -> None:
    table = (ROOT / "docs" / "operations.md").read_text()
    documented = set(re.findall(r"^\| `([a-z.]+)` \|", table, re.MULTILINE))
    assert documented == set(named("base", "ConfigMap", "iaas-config")["data"])


def test_the_overlay_of_the_manual_is_a_good_one(tmp_path: Path) -> None:
    manual = (ROOT / "docs" / "operations.md").read_text()
    example = re.findall(r"```yaml\n(apiVersion: kustomize.*?)```", manual, re.DOTALL)[0]
    (tmp_path / "kustomization.yaml").write_text(
        example.replace("../deploy", os.path.relpath(ROOT / "deploy", tmp_path))
    )
    objects = render(tmp_path)
    data = next(o["data"] for o in objects if o["kind"] == "ConfigMap" and o["metadata"]["name"] == "iaas-config")
    assert data["nodes.work.list"] == "node1,node2" and data["network.bridge.type"] == "MACV"
    core = next(o for o in objects if o["kind"] == "Deployment" and o["metadata"]["name"] == "iaas-core")
    (source,) = core["spec"]["template"]["spec"]["containers"][0]["envFrom"]
    assert source["configMapRef"]["name"].startswith("iaas-settings-"), "a change must restart the pods"
