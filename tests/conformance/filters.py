"""What the filters of searches mean, row by row; and searches to try them with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.conformance.client import Arguments
from tests.conformance.world import RICH_IMAGE, World

Row = dict[str, Any]
Search = Callable[[World], Arguments]
ATTACHABLE = ("ACTIVE", "STOPPED", "SUSPENDED")


def vm_passes(vm: Row, given: Arguments) -> bool:
    """All filters together; keywords stand in an address, the name or the description."""
    texts = [vm["name"], vm["description"], *(ip["ip"] for ip in vm["ips"])]
    return (
        _holds(texts, given["keywords"])
        and _equal(vm["status"], given.get("status", "").strip().upper())
        and _equal(vm["hostUuid"], given.get("host_uuid", ""))
        and _equal(vm["imageUuid"], given.get("image_uuid", ""))
    )


def attachable_vm_passes(vm: Row, given: Arguments) -> bool:
    """Of the VMs that can take a volume."""
    return vm["status"] in ATTACHABLE and vm_passes(vm, given)


def volume_passes(volume: Row, given: Arguments) -> bool:
    """Keywords stand in the name, the description, or the name of the VM that has it."""
    texts = [volume["name"], volume.get("description", ""), volume.get("instanceVm", {}).get("name", "")]
    return _holds(texts, given["keywords"]) and _equal(volume["status"], given["status"].strip().upper())


def _holds(texts: Iterable[str], keywords: str) -> bool:
    return keywords in ("", "null") or any(keywords.lower() in text.lower() for text in texts)


def _equal(value: str, wanted: str) -> bool:
    return wanted in ("", "NULL", "null") or value == wanted


KEYWORDS: list[Search] = [
    lambda world: {"keywords": "shown"},
    lambda world: {"keywords": "SHO"},
    lambda world: {"keywords": "50% of"},
    lambda world: {"keywords": "A_B"},
    lambda world: {"keywords": "_dle"},
    lambda world: {"keywords": world.shown["ips"][0]["ip"]},
    lambda world: {"keywords": "nobody is called that"},
]
VM_SEARCHES: list[Search] = [
    *KEYWORDS,
    lambda world: {"status": "ACTIVE"},
    lambda world: {"status": " stopped "},
    lambda world: {"status": "BLOOMING"},
    lambda world: {"host_uuid": world.host["uuid"]},
    lambda world: {"host_uuid": world.other_host["uuid"]},
    lambda world: {"image_uuid": RICH_IMAGE},
    lambda world: {"image_uuid": "rich"},
    lambda world: {"keywords": "i", "status": "stopped", "image_uuid": RICH_IMAGE, "host_uuid": world.host["uuid"]},
    lambda world: {"keywords": "shown", "status": "STOPPED"},
]
VOLUME_SEARCHES: list[Search] = [
    lambda world: {"keywords": "free"},
    lambda world: {"keywords": "100% OF c_d"},
    lambda world: {"keywords": "c_"},
    lambda world: {"keywords": "_ree"},
    lambda world: {"keywords": "shown"},
    lambda world: {"status": "attached"},
    lambda world: {"status": "AVAILABLE", "keywords": "free"},
    lambda world: {"status": "BLOOMING"},
]
IMAGE_SEARCHES: list[Search] = [
    lambda world: {"keywords": "Rich"},
    lambda world: {"keywords": "RICH"},
    lambda world: {"keywords": "100% of a_b"},
    lambda world: {"keywords": "null"},
    lambda world: {"keywords": "image"},
]
