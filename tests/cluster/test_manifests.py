"""What a real API server says of every overlay: its defaults, checks and immutable fields, which no schema knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.single_node.tool import Kubectl
from tests.deploy.rendered import OVERLAYS, render
from tests.helpers.kube import ControlPlane, control_plane_or_skip
from tests.rules.sources import ROOT

PROMETHEUS = "monitoring.coreos.com"
CONSOLE_BY_NAME = "components/ingress"
OLD = {"policy/v1": "policy/v1beta1"}
"""What this API server (1.20) has under an older version."""


@pytest.fixture(scope="module")
def plane() -> Iterator[ControlPlane]:
    """A cluster of its own: what is applied here belongs to the whole cluster."""
    made = control_plane_or_skip()
    try:
        _know_prometheus(Kubectl(made.kubeconfig))
        yield made
    finally:
        made.close()


@pytest.fixture
def kubectl(plane: ControlPlane) -> Kubectl:
    return Kubectl(plane.kubeconfig)


@pytest.mark.parametrize("overlay", [*OVERLAYS, CONSOLE_BY_NAME])
def test_it_is_taken(kubectl: Kubectl, tmp_path: Path, overlay: str) -> None:
    """One after the other: each is an administrator's change of what runs already. Jobs that have ended leave by
    themselves a minute later, from 1.23 on."""
    objects = _objects(overlay, tmp_path)
    file = tmp_path / "all.yml"
    file.write_text(yaml.safe_dump_all({**item, "apiVersion": _known(item)} for item in objects))
    told = kubectl("apply", "-f", str(file)).splitlines()
    assert len(told) == len(objects) > 40
    kubectl.ours("delete", "jobs", "--all", "--wait=true")


def _objects(overlay: str, folder: Path) -> list[dict[str, Any]]:
    if overlay != CONSOLE_BY_NAME:
        return render(ROOT / "deploy" / overlay)
    up = Path(*[".."] * len(folder.relative_to("/").parts))
    where = {"resources": ["base"], "components": [CONSOLE_BY_NAME]}
    paths = {
        kind: [str(up / (ROOT / "deploy" / name).relative_to("/")) for name in names] for kind, names in where.items()
    }
    (folder / "kustomization.yaml").write_text(yaml.safe_dump(paths))
    return render(folder)


def _known(item: dict[str, Any]) -> str:
    version: str = item["apiVersion"]
    return OLD.get(version, version)


def _know_prometheus(kubectl: Kubectl) -> None:
    """The kinds of the Prometheus operator, as far as to take objects of them."""
    for kind in ("PodMonitor", "PrometheusRule"):
        plural = f"{kind.lower()}s"
        version = {
            "name": "v1",
            "served": True,
            "storage": True,
            "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}},
        }
        names = {"kind": kind, "plural": plural, "singular": kind.lower()}
        spec = {"group": PROMETHEUS, "scope": "Namespaced", "names": names, "versions": [version]}
        body = {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{plural}.{PROMETHEUS}"},
            "spec": spec,
        }
        kubectl("apply", "-f", "-", given=yaml.safe_dump(body))
        kubectl("wait", "--for=condition=Established", f"crd/{plural}.{PROMETHEUS}", "--timeout=30s")
