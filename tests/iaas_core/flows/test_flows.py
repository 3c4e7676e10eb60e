"""The flows as rows know them: a step that is added, renamed or moved needs a new version, or open rows break."""

from __future__ import annotations

from iaas_core import flows
from iaas_core.workflow.registry import Registry

KNOWN = {
    ("vm_create", 1): ["bind_addresses", "clone_system_volume", "define_domain", "start_domain"],
    ("vm_delete", 1): ["remove_domain", "unbind_addresses", "remove_volumes"],
    ("vm_forget", 1): ["leave_cleanup"],
    ("vm_cleanup", 1): ["remove_domain", "unbind_addresses", "remove_volumes"],
    ("vm_start", 1): ["start_domain"],
    ("vm_stop", 1): ["request_stop", "await_stopped"],
    ("vm_reboot", 1): ["reboot_domain"],
    ("vm_suspend", 1): ["suspend_domain"],
    ("vm_resume", 1): ["start_domain"],
    ("vm_update", 1): ["resize_domain"],
    ("vm_reduce", 1): ["resize_domain"],
}


def test_every_flow_is_as_its_open_rows_expect() -> None:
    assert {(flow.kind, flow.version): flow.step_names() for flow in flows.ALL} == KNOWN
    assert Registry(flows.ALL).newest("vm_create").version == 1


def test_what_makes_something_takes_it_back() -> None:
    (create,) = [flow for flow in flows.ALL if flow.kind == "vm_create"]
    assert all(step.undo is not None for step in create.steps)
    assert [flow.kind for flow in flows.ALL if flow.patient] == ["vm_cleanup"]
