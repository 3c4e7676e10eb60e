"""The flows as rows know them: a step that is added, renamed or moved needs a new version, or open rows break."""

from __future__ import annotations

from iaas_core import flows
from iaas_core.steps.doors import Doors
from iaas_core.workflow.flow import Step
from iaas_core.workflow.registry import Registry

KNOWN = {
    ("vm_create", 1): ["reserve_host?", "bind_addresses", "clone_system_volume", "define_domain", "start_domain"],
    ("vm_delete", 1): ["remove_domain!", "unbind_addresses", "remove_volumes"],
    ("vm_delete", 2): ["reach_host", "remove_domain!", "unbind_addresses", "remove_volumes"],
    ("vm_forget", 1): ["leave_cleanup!"],
    ("vm_forget", 2): [],
    ("vm_cleanup", 1): ["remove_domain!", "unbind_addresses", "remove_volumes"],
    ("vm_cleanup", 2): ["remove_domain!", "unbind_addresses", "remove_volumes"],
    ("vm_start", 1): ["start_domain"],
    ("vm_stop", 1): ["request_stop", "await_stopped"],
    ("vm_reboot", 1): ["reboot_domain"],
    ("vm_suspend", 1): ["suspend_domain"],
    ("vm_resume", 1): ["start_domain"],
    ("vm_update", 1): ["reserve_growth?", "resize_domain"],
    ("vm_reduce", 1): ["reserve_growth?", "resize_domain"],
    ("volume_create", 1): ["create_data_volume"],
    ("volume_delete", 1): ["remove_data_volume!"],
    ("volume_delete", 2): ["reach_host", "remove_data_volume!"],
    ("volume_attach", 1): ["attach_disk"],
    ("volume_attach", 2): ["wait_turn?", "attach_disk"],
    ("volume_detach", 1): ["detach_disk!"],
    ("volume_detach", 2): ["wait_turn?", "reach_host", "detach_disk!"],
    ("image_publish", 1): ["announce_image", "copy_to_image", "release_image"],
    ("device_attach", 1): ["attach_device"],
    ("device_detach", 1): ["detach_device!"],
    ("device_detach", 2): ["reach_host", "detach_device!"],
}


def _shown(step: Step[Doors]) -> str:
    return f"{step.name}{'?' * step.optional}{'!' * step.final}"


def test_every_flow_is_as_its_open_rows_expect() -> None:
    assert {(flow.kind, flow.version): [_shown(step) for step in flow.steps] for flow in flows.ALL} == KNOWN
    assert Registry(flows.ALL).newest("vm_create").version == 1


def test_optional_steps_have_rows_only_when_they_are_asked_for() -> None:
    flow = Registry(flows.ALL).newest("vm_update")
    assert flow.step_names() == ["resize_domain"]
    assert flow.step_names(["reserve_growth"]) == ["reserve_growth", "resize_domain"]


def test_what_takes_something_away_has_a_point_of_no_return() -> None:
    """From there on it is not cancelled. What was refused there is looked at, so that rows say what is so."""
    takers = {"vm_delete", "volume_delete", "volume_detach", "device_detach"}
    assert {flow.kind for flow in flows.ALL for step in flow.steps if step.final and step.undo} - takers == {
        "vm_cleanup"
    }
    for kind in takers:
        flow = Registry(flows.ALL).newest(kind)
        assert flow.no_return() == 1, "while the host does not answer at all it can be cancelled"
    assert Registry(flows.ALL).newest("vm_cleanup").no_return() == 0
    assert Registry(flows.ALL).newest("vm_create").no_return() is None


def test_what_makes_something_takes_it_back() -> None:
    makers = {"vm_create", "volume_create", "volume_attach", "image_publish", "device_attach"}
    assert all(step.undo for flow in flows.ALL if flow.kind in makers for step in flow.steps)
    assert {flow.kind for flow in flows.ALL if flow.patient} == {"vm_cleanup"}
