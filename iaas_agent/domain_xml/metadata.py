"""`<metadata>`: what our rows say of the VM, kept with the domain for the day the database is lost."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element, SubElement, register_namespace

from iaas_agent.domain_xml.element import add

NAMESPACE = "https://kubeiaas.io/xmlns/vm/1"
register_namespace("kubeiaas", NAMESPACE)
_TAG = f"{{{NAMESPACE}}}vm"


def add_metadata(domain: Element, metadata: dict[str, Any], operation_uuid: str, fence: int) -> None:
    """The wire forms as JSON, and the operation that wrote them.

    Plain ASCII with escapes: names may hold characters that XML cannot.
    """
    parent = add(domain, "metadata")
    ours = SubElement(parent, _TAG, {"operation": operation_uuid, "fence": str(fence)})
    ours.text = json.dumps(metadata, sort_keys=True)


def read_metadata(domain: Element) -> dict[str, Any] | None:
    """What :func:`add_metadata` wrote; null for a domain without it, empty if somebody broke the text."""
    found = domain.find(f"metadata/{_TAG}")
    if found is None:
        return None
    try:
        told = json.loads(found.text or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
