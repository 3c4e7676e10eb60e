"""Accounts of a cluster with the rights that resource_operator gets from the manifests, and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kubernetes import client

from tests.helpers.kube import ControlPlane, until

NODES = [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list", "watch"]}]
PODS = [
    {"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list", "watch", "create", "patch", "delete"]},
    {"apiGroups": [""], "resources": ["pods/resize"], "verbs": ["patch"]},
]


class Account:
    """A service account of `namespace` that may do what resource_operator must; `revoke` and `grant` its rights."""

    def __init__(self, plane: ControlPlane, namespace: str, folder: Path) -> None:
        self._rbac = client.RbacAuthorizationV1Api(plane.api)
        self._namespace = namespace
        self._subject = [{"kind": "ServiceAccount", "name": "operator", "namespace": namespace}]
        plane.core.create_namespaced_service_account(namespace, {"metadata": {"name": "operator"}})
        self._rbac.create_cluster_role({"metadata": {"name": namespace}, "rules": NODES})
        self._rbac.create_namespaced_role(namespace, {"metadata": {"name": "operator"}, "rules": PODS})
        self.grant()
        request: dict[str, Any] = {"spec": {"audiences": [], "expirationSeconds": 3600}}
        answer = until(lambda: plane.core.create_namespaced_service_account_token("operator", namespace, request))
        self.kubeconfig = folder / "operator.kubeconfig"
        self.kubeconfig.write_text(json.dumps(_config(plane, answer.status.token)))

    def grant(self) -> None:
        """The rights of the manifests."""
        role = {"apiGroup": "rbac.authorization.k8s.io"}
        for_nodes = {**role, "kind": "ClusterRole", "name": self._namespace}
        body = {"metadata": {"name": self._namespace}, "roleRef": for_nodes, "subjects": self._subject}
        self._rbac.create_cluster_role_binding(body)
        body = {"metadata": {"name": "operator"}, "roleRef": {**role, "kind": "Role", "name": "operator"}}
        self._rbac.create_namespaced_role_binding(self._namespace, {**body, "subjects": self._subject})

    def revoke(self) -> None:
        """No rights at all."""
        self._rbac.delete_cluster_role_binding(self._namespace)
        self._rbac.delete_namespaced_role_binding("operator", self._namespace)

    def close(self) -> None:
        """Nothing is left outside the namespace."""
        self._rbac.delete_collection_cluster_role_binding(field_selector=f"metadata.name={self._namespace}")
        self._rbac.delete_cluster_role(self._namespace)


def _config(plane: ControlPlane, token: str) -> dict[str, Any]:
    settings = plane.api.configuration
    cluster = {"server": settings.host, "certificate-authority": settings.ssl_ca_cert}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": cluster}],
        "users": [{"name": "u", "user": {"token": token}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
    }
