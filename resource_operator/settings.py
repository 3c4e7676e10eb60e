"""Settings of resource_operator; see `deploy/README.md` for the whole table."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api_common.settings import ServiceSettings

_NAMESPACE = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"


class ResourceSettings(ServiceSettings):
    """What resource_operator needs to know beside the common settings."""

    port: int = Field(9092, ge=0, le=65535, description="port to listen on")
    placement_strategy: Literal["round_robin", "spread", "pack", "kubernetes"] = Field(
        "round_robin",
        description="which of the hosts with room is taken: in turn, the emptiest, the fullest, or the one that "
        "kube-scheduler chooses, with an entry for each VM in the cluster's account",
    )
    kubeconfig: str = Field("", description="file that names the cluster; empty: the pod's own account, if it has one")
    pod_namespace: str = Field("kubeiaas", pattern=f"^{_NAMESPACE}$", description="namespace of the suite's pods")
    reservation_namespace: str = Field(
        "", pattern=f"^({_NAMESPACE})?$", description="namespace of the VMs' entries; empty: POD_NAMESPACE"
    )
    reservation_mode: Literal["per-vm", "per-node"] = Field(
        "per-vm", description="an entry for each VM, or as few as possible for each node"
    )
    reservation_image: str = Field("registry.k8s.io/pause:3.9", description="image of the entries' pods")
    reservation_priority_class: str = Field("kubeiaas-vm", description="priority class of the entries")
    reservation_quiet_class: str = Field(
        "kubeiaas-vm-quiet", description="the same priority without preemption, for entries that replace others"
    )
    reservation_wait_seconds: float = Field(
        30, gt=0, description="how long kube-scheduler may take to place a VM, making room included"
    )
    vm_overhead_mib: int = Field(160, ge=0, description="memory that QEMU needs beside the guest's")
    vm_overhead_per_cpu_mib: int = Field(8, ge=0, description="the same for each vCPU")
