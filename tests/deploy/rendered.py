"""What kustomize makes of the manifests, and ways through it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.sources import ROOT

Object = dict[str, Any]
OVERLAYS = ("base", "overlays/single-node", "overlays/postgres", "overlays/monitoring")
_POD_OWNERS = ("Deployment", "DaemonSet", "Job")


@cache
def rendered(overlay: str) -> list[Object]:
    """All objects of `deploy/<overlay>`."""
    return render(ROOT / "deploy" / overlay)


def render(folder: Path) -> list[Object]:
    """All objects of a kustomization; the test is skipped where there is no kustomize that knows components."""
    command = ["kustomize", "build"] if shutil.which("kustomize") else ["kubectl", "kustomize"]
    if shutil.which(command[0]) is None:
        pytest.skip("neither kustomize nor kubectl is installed")
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    if 'unknown field "components"' in done.stderr:
        pytest.skip("this kubectl's kustomize is too old for components (1.21 or newer)")
    assert done.returncode == 0, done.stderr
    return [item for item in yaml.safe_load_all(done.stdout) if item]


def of_kind(overlay: str, *kinds: str) -> list[Object]:
    """Those of some kinds."""
    return [item for item in rendered(overlay) if item["kind"] in kinds]


def named(overlay: str, kind: str, name: str) -> Object:
    """The one."""
    (found,) = [item for item in of_kind(overlay, kind) if item["metadata"]["name"] == name]
    return found


def pod_specs(overlay: str) -> Iterator[tuple[str, Object]]:
    """The pods of all workloads and Jobs, with their owner's name."""
    for item in of_kind(overlay, *_POD_OWNERS):
        yield item["metadata"]["name"], item["spec"]["template"]["spec"]


def containers(spec: Object) -> list[Object]:
    """All of a pod, those that run before the others too."""
    return [*spec.get("initContainers", []), *spec["containers"]]


def variables(container: Object) -> dict[str, Object]:
    """Name -> where its value comes from."""
    return {item["name"]: item for item in container.get("env", [])}
