"""`python -m deploy.kube.secrets`: makes the suite's Secrets that are not there yet.

It may create Secrets and do nothing else with them: one that exists is neither read nor changed, so repeating is safe
and whoever wants values of their own makes the Secret first.
"""

from __future__ import annotations

import secrets
import sys

from deploy.kube.api import ApiError, ClusterApi

TOKENS = (
    "iaas-core",
    "db-proxy",
    "resource-operator",
    "image-operator",
    "iaas-agent",
    "iaas-novnc",
    "prometheus",
)
_BYTES = 32
_EXISTS = 409


def wanted() -> dict[str, dict[str, str]]:
    """Name -> key -> a value made up now."""
    return {
        "iaas-service-tokens": {name: _random() for name in TOKENS},
        "iaas-console-keys": {"vnc-ticket-keys": _random()},
        "iaas-first-admin": {"password": secrets.token_urlsafe(12) + "\n"},
    }


def make(api: ClusterApi) -> None:
    """Create what is missing."""
    for name, values in wanted().items():
        body = {
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "Opaque",
            "metadata": {"name": name, "labels": {"app.kubernetes.io/part-of": "kubeiaas"}},
            "stringData": values,
        }
        try:
            api.call("POST", f"/api/v1/namespaces/{api.namespace}/secrets", body)
            print(f"secrets: made {name}", flush=True)
        except ApiError as error:
            if error.status != _EXISTS:
                raise
            print(f"secrets: {name} is there already", flush=True)


def _random() -> str:
    return secrets.token_urlsafe(_BYTES) + "\n"


if __name__ == "__main__":
    try:
        make(ClusterApi())
    except ApiError as error:
        sys.exit(f"secrets: {error}")
