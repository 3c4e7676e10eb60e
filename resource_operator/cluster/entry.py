"""Entries of VMs in the cluster's account: reservation Pods, written and read. Pure.

An entry asks for what its VMs need and does nothing. Which VMs, and how much for each, stands in an annotation; the
scheduler sees the sum. `place` entries look for a host, `restore` and `replace` entries belong on a given one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kubernetes.utils.quantity import parse_quantity

from resource_operator.cluster.connection import Object

APP = "iaas-reservation"
SELECTOR = f"app={APP}"
VM_LABEL = "kubeiaas/vm"
PURPOSE = "kubeiaas/purpose"
HOLDS = "kubeiaas/holds"
NODE = "kubeiaas/reserved-node"
MIB = 1024 * 1024
_NOBODY = 65535


class Purpose(StrEnum):
    """Why an entry was made."""

    PLACE = "place"
    RESTORE = "restore"
    REPLACE = "replace"


@dataclass(frozen=True)
class Size:
    """What is reserved."""

    millicores: int = 0
    mib: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.millicores + other.millicores, self.mib + other.mib)

    def beyond(self, other: Size) -> Size:
        """How much of this `other` does not cover."""
        return Size(max(0, self.millicores - other.millicores), max(0, self.mib - other.mib))

    def __bool__(self) -> bool:
        return bool(self.millicores or self.mib)


Holds = Mapping[str, Size]
"""VM uuid -> what is reserved for it."""


def total(sizes: Iterable[Size]) -> Size:
    """Their sum."""
    return sum(sizes, Size())


@dataclass(frozen=True)
class Style:
    """What all entries have in common; from the settings."""

    namespace: str
    image: str
    priority_class: str
    quiet_class: str
    overhead_mib: int
    overhead_per_cpu_mib: int

    def size(self, cpus: int, memory_gib: int, overcommit: float) -> Size:
        """What a VM asks the cluster for: cores divided by the over-commit of its host; memory with QEMU's own."""
        overhead = self.overhead_mib + cpus * self.overhead_per_cpu_mib
        return Size(max(1, math.ceil(cpus * 1000 / overcommit)), memory_gib * 1024 + overhead)


@dataclass(frozen=True)
class Entry:
    """A reservation Pod as it is. `node` is where it is bound; `target` the only node it may go to, if there is one."""

    name: str
    uid: str
    purpose: Purpose
    holds: Holds
    asks: Size
    node: str | None = None
    target: str | None = None
    alive: bool = True
    refusal: str | None = None
    """Why the scheduler finds no place, in its words."""
    nominated: bool = False
    """The scheduler is making room."""
    born: str = ""
    candidates: frozenset[str] = frozenset()

    @property
    def size(self) -> Size:
        """What it holds in all."""
        return total(self.holds.values())


def read_entry(pod: Object) -> Entry:
    """The entry that a Pod is."""
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status", {})
    annotations = metadata.get("annotations", {})
    refused: Object = next((each for each in status.get("conditions", []) if each["type"] == "PodScheduled"), {})
    unschedulable = refused.get("status") == "False" and refused.get("reason") == "Unschedulable"
    node = spec.get("nodeName")
    return Entry(
        name=metadata["name"],
        uid=metadata["uid"],
        purpose=Purpose(metadata["labels"].get(PURPOSE, Purpose.PLACE)),
        holds={uuid: Size(*numbers) for uuid, numbers in json.loads(annotations.get(HOLDS, "{}")).items()},
        asks=_asked(spec),
        node=node,
        target=node or annotations.get(NODE),
        alive=not metadata.get("deletionTimestamp") and status.get("phase") not in ("Failed", "Succeeded"),
        refusal=refused.get("message", "it gives no reason") if unschedulable else None,
        nominated=bool(status.get("nominatedNodeName")),
        born=metadata.get("creationTimestamp", ""),
        candidates=frozenset(_candidates(spec)),
    )


def entry_pod(style: Style, name: str, purpose: Purpose, holds: Holds, nodes: Sequence[str]) -> Object:
    """The Pod of a new entry that may go to one of `nodes`. Where a VM is already, taints keep its entry away no more
    than they keep the VM."""
    label = {VM_LABEL: next(iter(holds))} if len(holds) == 1 else {}
    annotations = {HOLDS: holds_text(holds)}
    stays = purpose is not Purpose.PLACE
    if stays:
        annotations[NODE] = nodes[0]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": style.namespace,
            "labels": {"app": APP, PURPOSE: purpose.value, **label},
            "annotations": annotations,
        },
        "spec": {
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 0,
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "priorityClassName": style.quiet_class if purpose is Purpose.REPLACE else style.priority_class,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": _NOBODY,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "affinity": {"nodeAffinity": _only(nodes)},
            "tolerations": [{"operator": "Exists"}] if stays else _SICK_NODES,
            "containers": [_container(style.image, total(holds.values()))],
        },
    }


def holds_text(holds: Holds) -> str:
    """As it stands in the annotation."""
    return json.dumps({uuid: [size.millicores, size.mib] for uuid, size in sorted(holds.items())})


def resources(size: Size) -> Object:
    """Requests and limits: equal, so that the Pod is of the class Guaranteed."""
    asked = {"cpu": f"{size.millicores}m", "memory": f"{size.mib}Mi"}
    return {"requests": asked, "limits": asked}


def first_name(uuid: str) -> str:
    """The name of a VM's first entry: the same for everybody, so that nobody places a VM twice."""
    return f"vm-{uuid}"


def next_name(node: str, holds: Holds, beside: Iterable[Entry]) -> str:
    """The name of a later entry, the same for everybody who sees the same entries."""
    seen = [node, holds_text(holds), *sorted(entry.uid for entry in beside)]
    digest = hashlib.sha256("\n".join(seen).encode()).hexdigest()[:12]
    return f"vm-{next(iter(holds))}-{digest}" if len(holds) == 1 else f"vms-{digest}"


def _container(image: str, size: Size) -> Object:
    return {
        "name": "reservation",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "resources": resources(size),
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }


_SICK_NODES = [
    {"key": f"node.kubernetes.io/{what}", "operator": "Exists", "effect": "NoExecute"}
    for what in ("not-ready", "unreachable")
]
"""VMs stay on a node that fell ill, so their entries do."""


def _only(nodes: Sequence[str]) -> Object:
    terms = [
        {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]} for node in sorted(set(nodes))
    ]
    return {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}


def _candidates(spec: Object) -> Iterable[str]:
    required = (
        spec.get("affinity", {}).get("nodeAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution", {})
    )
    for term in required.get("nodeSelectorTerms", []):
        for field in term.get("matchFields", []):
            yield from field["values"]


def _asked(spec: Object) -> Size:
    asked = spec["containers"][0]["resources"].get("requests", {})
    return Size(int(parse_quantity(asked.get("cpu", 0)) * 1000), int(parse_quantity(asked.get("memory", 0)) // MIB))
