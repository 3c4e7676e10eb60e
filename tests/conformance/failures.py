"""For each failure that the contract declares, arguments that bring it about."""

from __future__ import annotations

from typing import Any

from tests.conformance.client import Arguments
from tests.conformance.recipes import OPTION, Recipe, arguments
from tests.conformance.world import BROKEN_IMAGE, DEVICE, UNKNOWN, World

NO_ID = 10**6
_ELSEWHERE = {"hostUuid": UNKNOWN}


def _but(endpoint: str, **changed: Any) -> Recipe:
    """What succeeds, but for these."""
    return lambda world: {**arguments(endpoint, world), **changed}


def _new_segment(**fields: str) -> Recipe:
    return lambda world: world.segment_form(**fields)


def _edited(segment_of: str, **fields: Any) -> Recipe:
    """The whole form of a segment that is there, with a change."""

    def recipe(world: World) -> Arguments:
        segment = getattr(world, segment_of)
        kept = {key: value for key, value in segment.items() if key not in ("id", "dns")}
        return {**kept, "ipSegmentId": segment["id"], **fields}

    return recipe


FAILS: dict[tuple[str, str], Recipe] = {
    ("vm_create", "image unknown"): _but("vm_create", imageUuid="none.yaml"),
    ("vm_create", "image broken"): _but("vm_create", imageUuid=BROKEN_IMAGE),
    ("vm_create", "host unknown"): _but("vm_create", **_ELSEWHERE),
    ("vm_create", "segment unknown"): _but("vm_create", ipSegmentId=NO_ID),
    ("vm_create", "private segment is public"): lambda w: w.suite.form(ipSegmentId=w.public["id"]),
    ("vm_create", "public segment is private"): lambda w: w.suite.form(publicIpSegId=w.tiny["id"]),
    ("vm_create", "no free address"): lambda w: w.suite.form(ipSegmentId=w.tiny["id"]),
    ("vm_create", "appointed host cannot take it"): lambda w: w.suite.form(hostUuid=w.other_host["uuid"]),
    ("vm_delete", "active and not force"): lambda w: {"vmUuid": w.shown["uuid"], "deleteType": "normal"},
    ("vm_stop", "wrong state"): lambda w: {"vmUuid": w.worker_in("SUSPENDED")},
    ("vm_start", "wrong state"): lambda w: {"vmUuid": w.worker_in("ACTIVE")},
    ("vm_reboot", "wrong state"): lambda w: {"vmUuid": w.worker_in("SUSPENDED")},
    ("vm_suspend", "wrong state"): lambda w: {"vmUuid": w.worker_in("STOPPED")},
    ("vm_resume", "wrong state"): lambda w: {"vmUuid": w.worker_in("ACTIVE")},
    ("vm_update", "above headroom"): lambda w: {"vmUuid": w.worker, "cpus": 500},
    ("vm_reduce", "not stopped"): lambda w: {"vmUuid": w.worker_in("ACTIVE"), "cpus": 1},
    ("vm_reduce", "not lower"): lambda w: {"vmUuid": w.worker_in("STOPPED"), "cpus": 3},
    ("vm_vnc_url", "not running"): lambda w: {"uuid": w.idle},
    ("vm_publish_image", "running"): lambda w: {**arguments("vm_publish_image", w), "vmUuid": w.shown["uuid"]},
    ("vm_publish_image", "image gone"): lambda w: {**arguments("vm_publish_image", w), "vmUuid": w.vm_without_image()},
    ("volume_create", "host unknown"): _but("volume_create", **_ELSEWHERE),
    ("volume_create", "appointed host cannot take it"): lambda w: {"name": "x", "hostUuid": w.other_host["uuid"]},
    ("volume_delete", "attached"): lambda w: {"volumeUuid": w.attached},
    ("volume_delete", "system volume"): lambda w: {"volumeUuid": w.shown["volumes"][0]["uuid"]},
    ("volume_attach", "attached"): lambda w: {"volumeUuid": w.attached, "vmUuid": w.worker},
    ("volume_detach", "free"): lambda w: {"volumeUuid": w.free, "vmUuid": w.worker},
    ("volume_detach", "of another vm"): lambda w: {"volumeUuid": w.attached, "vmUuid": w.worker},
    ("image_save", "not writable"): lambda w: {"uuid": w.folder_in_the_catalogue(), "content": "x"},
    ("image_delete", "image unknown"): lambda w: {"uuid": "none.yaml"},
    ("image_delete", "in use"): lambda w: {"uuid": w.shown["imageUuid"]},
    ("device_query_all_by_host_name", "host unknown"): lambda w: {"host_name": "nobody"},
    ("device_query_all_by_host_name", "agent away"): lambda w: {"host_name": "other"},
    ("device_query_all_by_host_uuid", "host unknown"): lambda w: {"host_uuid": UNKNOWN},
    ("device_query_all_by_host_uuid", "agent away"): lambda w: {"host_uuid": w.other_host["uuid"]},
    ("device_attach", "no such device"): lambda w: {"vmUuid": w.worker, **DEVICE, "dev": "250"},
    ("device_detach", "no such device"): lambda w: {"vmUuid": w.worker_with_device(has=False), **DEVICE},
    ("host_set_node_resource", "host unknown"): _but("host_set_node_resource", **_ELSEWHERE),
    ("ip_segment_create", "host unknown"): _new_segment(**_ELSEWHERE),
    ("ip_segment_create", "not an address"): _new_segment(ipRangeStart="10.0.0.300"),
    ("ip_segment_create", "range reversed"): _new_segment(ipRangeStart="10.99.0.9", ipRangeEnd="10.99.0.8"),
    ("ip_segment_create", "gateway elsewhere"): _new_segment(gateway="192.168.0.1"),
    ("ip_segment_create", "overlap"): lambda w: {**w.segment_form(), **w.taken_range()},
    ("ip_segment_delete", "in use"): lambda w: {"ipSegmentId": w.public["id"]},
    ("ip_segment_edit", "host unknown"): _but("ip_segment_edit", **_ELSEWHERE),
    ("ip_segment_edit", "in use"): _edited("public", bridge="br9"),
    ("spec_config_delete", "option unknown"): lambda w: {"id": NO_ID},
    ("spec_config_edit", "option unknown"): lambda w: {**OPTION, "id": NO_ID},
}

_NOBODY = {"vm unknown": "vmUuid", "volume unknown": "volumeUuid", "segment unknown": "ipSegmentId"}
_NOBODY_ASKED = {"vm unknown": "uuid", "segment unknown": "ip_segment_id"}


def failing_arguments(endpoint_id: str, method: str, when: str, world: World) -> Arguments:
    """What fails that way."""
    recipe = FAILS.get((endpoint_id, when))
    if recipe:
        return dict(recipe(world))
    field = (_NOBODY if method == "POST" else _NOBODY_ASKED)[when]
    nobody = NO_ID if when == "segment unknown" else UNKNOWN
    return {**arguments(endpoint_id, world), field: nobody}
