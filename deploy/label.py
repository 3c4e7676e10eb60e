"""`python -m deploy.label`: labels nodes as the ConfigMap `iaas-config` says, after saying what would be done.

By default it reads the ConfigMap from the cluster by kubectl; `--file iaas-config.yml` reads v1's file instead.
`--apply` does it. `--single` is for a cluster of one node: that node is everything (the Job of the single-node
overlay, which speaks to the API server itself). Exit status 1: something is wrong, and nothing was changed.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from deploy.kube.api import ApiError, ClusterApi

LABELS = {
    "nodes.work.list": "kubeiaas/node",
    "nodes.control": "kubeiaas/ctl",
    "nodes.image": "kubeiaas/img",
    "nodes.vnc": "kubeiaas/vnc",
}
"""v1's keys and labels."""
_LINE = re.compile(r'^\s*([a-z][a-z.]*):\s*(?:"([^"]*)"|\'([^\']*)\'|([^"\'#\s][^#]*?))?\s*(?:#.*)?$')
_ADDRESS = re.compile(r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*")
Nodes = Mapping[str, Mapping[str, str]]
"""The labels of each node."""


class Cluster(Protocol):
    """What labelling needs of a cluster."""

    def config(self) -> dict[str, str]:
        """The data of ConfigMap iaas-config."""

    def nodes(self) -> Nodes:
        """All nodes."""

    def label(self, node: str, labels: Mapping[str, str | None]) -> None:
        """Set labels; null takes one away."""


@dataclass
class Plan:
    """What is to be set and taken away, and sentences about what is wrong or odd."""

    changes: dict[str, dict[str, str | None]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def plan(config: Mapping[str, str], nodes: Nodes) -> Plan:
    """Compare what is configured with the nodes. With problems there are no changes."""
    made = Plan()
    wanted: dict[str, set[str]] = {}
    for key, label in LABELS.items():
        names = _names(key, config.get(key) or "", made)
        for name in names:
            if name in nodes:
                wanted.setdefault(name, set()).add(label)
            else:
                made.problems.append(_unknown(key, name, nodes))
        if not names:
            made.problems.append(f"{key} names no node: {_WITHOUT[key]}")
        if key != "nodes.work.list" and len(names) > 1:
            made.problems.append(f"{key} must name one node, not {len(names)}")
    work = {name for name, labels in wanted.items() if LABELS["nodes.work.list"] in labels}
    for name in sorted(name for name, labels in wanted.items() if LABELS["nodes.image"] in labels):
        if work and name not in work:
            made.remarks.append(f"nodes.image {name} is no work node; it must have the images folder all the same")
    if not made.problems:
        made.changes = {name: change for name in nodes if (change := _change(nodes[name], wanted.get(name, set())))}
    return made


_WITHOUT = {
    "nodes.work.list": "there would be no work node, and no VM could run",
    "nodes.control": "the suite itself would run nowhere",
    "nodes.image": "no node would serve images",
    "nodes.vnc": "no node would serve screens",
}


def everything(nodes: Nodes) -> dict[str, str]:
    """The configuration of a cluster of one node; with more there is a choice that nobody made here."""
    if len(nodes) != 1:
        raise ApiError(0, f"--single is for one node, and the cluster has {len(nodes)}; write nodes.* of iaas-config")
    return dict.fromkeys(LABELS, next(iter(nodes)))


def _change(present: Mapping[str, str], wanted: set[str]) -> dict[str, str | None]:
    change: dict[str, str | None] = {label: "true" for label in sorted(wanted) if present.get(label) != "true"}
    return change | {label: None for label in LABELS.values() if label in present and label not in wanted}


def _names(key: str, value: str, made: Plan) -> list[str]:
    parts = value.split(",") if value.strip() else []
    if any(part != part.strip() for part in parts):
        made.remarks.append(f"{key} has blanks, which are left out: {value!r}")
    names = [part.strip() for part in parts]
    if "" in names:
        made.problems.append(f"{key} has an empty name: {value!r}")
    return list(dict.fromkeys(name for name in names if name))


def _unknown(key: str, name: str, nodes: Nodes) -> str:
    if _ADDRESS.fullmatch(name):
        return f"{key}: {name} is an address; write the node's name as `kubectl get nodes` shows it"
    return f"{key}: the cluster has no node {name!r}; it has {', '.join(sorted(nodes)) or 'none'}"


def read_file(text: str) -> dict[str, str]:
    """The `key: "value"` lines of v1's file; the rest of it does not matter."""
    found = (_LINE.match(line) for line in text.splitlines())
    return {m[1]: next((part for part in m.groups()[1:] if part is not None), "") for m in found if m and "." in m[1]}


class Kubectl:
    """A cluster as kubectl reaches it, with the user's own rights."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def config(self) -> dict[str, str]:
        """From the cluster; a missing ConfigMap is kubectl's own error."""
        told = self._json("get", "configmap", "iaas-config", "--namespace", self._namespace, "-o", "json")
        return dict(told.get("data") or {})

    def nodes(self) -> Nodes:
        """All nodes."""
        listed = self._json("get", "nodes", "-o", "json")["items"]
        return {item["metadata"]["name"]: item["metadata"].get("labels", {}) for item in listed}

    def label(self, node: str, labels: Mapping[str, str | None]) -> None:
        """One command per node."""
        self._run("label", "--overwrite", "node", node, *_arguments(labels))

    def _json(self, *arguments: str) -> Any:
        return json.loads(self._run(*arguments))

    def _run(self, *arguments: str) -> str:
        try:
            done = subprocess.run(["kubectl", *arguments], capture_output=True, text=True, check=False)
        except FileNotFoundError:
            raise ApiError(0, "kubectl is not installed") from None
        if done.returncode:
            raise ApiError(0, done.stderr.strip() or f"kubectl {arguments[0]} failed")
        return done.stdout


class InCluster:
    """The same from inside a pod."""

    def __init__(self, api: ClusterApi) -> None:
        self._api = api

    def config(self) -> dict[str, str]:
        """From the pod's namespace."""
        return dict(
            self._api.call("GET", f"/api/v1/namespaces/{self._api.namespace}/configmaps/iaas-config").get("data") or {}
        )

    def nodes(self) -> Nodes:
        """All nodes."""
        listed = self._api.call("GET", "/api/v1/nodes")["items"]
        return {item["metadata"]["name"]: item["metadata"].get("labels", {}) for item in listed}

    def label(self, node: str, labels: Mapping[str, str | None]) -> None:
        """One patch per node."""
        kind = "application/merge-patch+json"
        self._api.call("PATCH", f"/api/v1/nodes/{node}", {"metadata": {"labels": dict(labels)}}, kind)


def main(arguments: Sequence[str]) -> int:
    """0: nothing is wrong."""
    options = _options(arguments)
    try:
        cluster: Cluster = InCluster(ClusterApi()) if options.in_cluster else Kubectl(options.namespace)
        nodes = cluster.nodes()
        if options.single:
            config = everything(nodes)
        else:
            config = read_file(options.file.read_text()) if options.file else cluster.config()
        made = plan(config, nodes)
        for line in (*made.remarks, *made.problems):
            print(f"label: {line}", file=sys.stderr)
        if made.problems:
            return 1
        for node, labels in made.changes.items():
            print(f"kubectl label --overwrite node {node} {' '.join(_arguments(labels))}", flush=True)
            if options.apply:
                cluster.label(node, labels)
    except (ApiError, OSError) as error:
        print(f"label: {error}", file=sys.stderr)
        return 1
    if not made.changes:
        print("label: all nodes are labelled as configured")
    elif not options.apply:
        print("label: nothing was changed; --apply does it", file=sys.stderr)
    return 0


def _arguments(labels: Mapping[str, str | None]) -> list[str]:
    return [f"{label}-" if value is None else f"{label}={value}" for label, value in labels.items()]


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.label", description=__doc__)
    parser.add_argument("--apply", action="store_true", help="label the nodes, not only say how")
    parser.add_argument("--file", type=Path, help="an iaas-config.yml to read instead of the cluster's ConfigMap")
    parser.add_argument("--namespace", default="kubeiaas")
    parser.add_argument("--single", action="store_true", help="the only node of the cluster is everything")
    parser.add_argument("--in-cluster", action="store_true", help="speak to the API server as a pod does")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
