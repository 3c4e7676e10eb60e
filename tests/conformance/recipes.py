"""For each endpoint, arguments with which it succeeds now. Each names every field that the contract knows."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.client import Arguments
from tests.conformance.world import DEVICE, RICH_IMAGE, World

Recipe = Callable[[World], Arguments]

PAGE = {"page_num": 1, "page_size": 5}
ANY = {"keywords": "", "status": "", "host_uuid": "", "image_uuid": ""}
OPTION = {"type": "VM_COMPUTE", "value": "3,5", "description": "three and five"}


def _power(status: str) -> Recipe:
    return lambda world: {"vmUuid": world.worker_in(status)}


def _edit_segment(world: World) -> Arguments:
    made = world.new_segment()
    return {**world.segment_form(name="edited"), "ipSegmentId": made["id"]}


SUCCEEDS: dict[str, Recipe] = {
    "vm_create": lambda world: world.suite.form(
        "made",
        description="a VM",
        hostUuid=world.host["uuid"],
        publicIpSegId=world.public["id"],
    ),
    "vm_delete": lambda world: {"vmUuid": world.spare_vm(), "deleteType": "normal"},
    "vm_stop": _power("ACTIVE"),
    "vm_start": _power("STOPPED"),
    "vm_reboot": _power("ACTIVE"),
    "vm_suspend": _power("ACTIVE"),
    "vm_resume": _power("SUSPENDED"),
    "vm_update": lambda world: {"vmUuid": world.worker_in("ACTIVE", cpus=1, memory=1), "cpus": 2, "memory": 2},
    "vm_reduce": lambda world: {"vmUuid": world.worker_in("STOPPED", cpus=2, memory=2), "cpus": 1, "memory": 1},
    "vm_page_query_all": lambda world: PAGE,
    "vm_fuzzy_query": lambda world: {**ANY, **PAGE},
    "vm_fuzzy_query_attach": lambda world: {"keywords": "", **PAGE},
    "vm_query_by_uuid": lambda world: {"uuid": world.shown["uuid"]},
    "vm_vnc_url": lambda world: {"uuid": world.with_screen()},
    "vm_edit": lambda world: {"vmUuid": world.worker, "name": "worker", "description": "works"},
    "vm_publish_image": lambda world: {
        "vmUuid": world.brought(world.idle, "STOPPED"),
        "name": "published",
        "description": "as it was",
        "vdSize": 1,
    },
    "vm_status": lambda world: {"uuid": world.idle},
    "volume_create": lambda world: {
        "name": "made",
        "diskSize": 1,
        "description": "a volume",
        "hostUuid": world.host["uuid"],
    },
    "volume_delete": lambda world: {"volumeUuid": world.spare_volume()},
    "volume_attach": lambda world: {"vmUuid": world.worker_in("STOPPED"), "volumeUuid": world.spare_volume()},
    "volume_detach": lambda world: {"volumeUuid": world.volume_of_worker(), "vmUuid": world.worker_in("STOPPED")},
    "volume_page_query_all": lambda world: PAGE,
    "volume_fuzzy_query": lambda world: {"keywords": "", "status": "", **PAGE},
    "volume_edit": lambda world: {"volumeUuid": world.attached, "name": "on shown", "description": "attached"},
    "image_page_query_all": lambda world: PAGE,
    "image_fuzzy_query": lambda world: {"keywords": "", **PAGE},
    "image_query_raw": lambda world: {"uuid": RICH_IMAGE},
    "image_save": lambda world: {"uuid": "saved.yaml", "content": "image: {name: saved}"},
    "image_delete": lambda world: {"uuid": world.new_image()},
    "device_query_all_by_host_name": lambda world: {"host_name": world.host["name"]},
    "device_query_all_by_host_uuid": lambda world: {"host_uuid": world.host["uuid"]},
    "device_attach": lambda world: {"vmUuid": world.worker_with_device(has=False), **DEVICE},
    "device_detach": lambda world: {"vmUuid": world.worker_with_device(has=True), **DEVICE},
    "host_set_node_resource": lambda world: {
        "hostUuid": world.host["uuid"],
        "vcpu": 900_000,
        "mem": 900_000,
        "storage": 900_000,
    },
    "ip_segment_query_all_by_host_and_type": lambda world: {"host_uuid": world.host["uuid"], "type": "PRIVATE"},
    "ip_segment_statistics_by_id": lambda world: {"ip_segment_id": world.suite.segment},
    "ip_segment_create": lambda world: world.segment_form(),
    "ip_segment_delete": lambda world: {"ipSegmentId": world.new_segment()["id"]},
    "ip_segment_edit": _edit_segment,
    "ip_segment_query_by_id": lambda world: {"ip_segment_id": world.suite.segment},
    "ip_segment_page_query_by_id": lambda world: {"ip_segment_id": world.suite.segment, **PAGE},
    "service_register": lambda world: {"service_name": "Libvirt", "node_name": "elsewhere", "timestamp": 1},
    "spec_config_query_all_by_type": lambda world: {"type": "VM_COMPUTE"},
    "spec_config_create": lambda world: OPTION,
    "spec_config_delete": lambda world: {"id": world.new_option()["id"]},
    "spec_config_edit": lambda world: {**OPTION, "id": world.new_option()["id"]},
}
"""Endpoints without fields are not listed: they succeed as they are."""


def arguments(endpoint_id: str, world: World) -> Arguments:
    """Fresh arguments for one success."""
    recipe = SUCCEEDS.get(endpoint_id)
    return dict(recipe(world)) if recipe else {}
