"""How forms are read: v1's tolerance, and patterns for what can reach a host."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from iaas_core.forms.base import NAME_PATTERN
from iaas_core.forms.spec_config import CreateSpecConfigForm, compute
from iaas_core.forms.vm import CreateVmForm, EditVmForm, ModifyVmForm

GOOD: dict[str, Any] = {"name": "n", "cpus": 1, "memory": 1, "imageUuid": "a.yaml", "ipSegmentId": 64}


def test_numbers_are_read_as_v1_did() -> None:
    form = CreateVmForm.model_validate({**GOOD, "cpus": " 2 ", "memory": 3.9, "diskSize": "", "publicIpSegId": None})
    assert (form.cpus, form.memory, form.disk_size, form.public_ip_seg_id) == (2, 3, None, None)


def test_unknown_keys_are_ignored_and_blank_hosts_are_none() -> None:
    form = CreateVmForm.model_validate({**GOOD, "id": 5, "status": "ACTIVE", "hostUuid": " "})
    assert form.host_uuid is None and not hasattr(form, "status")


@given(st.text(max_size=40))
def test_no_name_can_say_anything_to_a_shell_or_a_path(name: str) -> None:
    try:
        accepted = CreateVmForm.model_validate({**GOOD, "name": name}).name
    except ValidationError:
        return
    assert not set(accepted) & set("/\\;|&$`'\"<>*?!{}\n\r\t\x00%^")
    assert not accepted.startswith(("-", "."))


SCRIPTS = ["ไทย เครื่อง", "हिन्दी", "cafe\u0301", "（测试）一号", "数据\u3000库", "été", "a b", "№ 1 ×"]
EMOJI = ["🚀 launch", "👩\u200d💻", "\U0001fae8"]


@pytest.mark.parametrize("name", [*SCRIPTS, *EMOJI])
def test_names_of_all_scripts_are_kept_as_typed(name: str) -> None:
    assert CreateVmForm.model_validate({**GOOD, "name": name}).name == name
    assert re.search(NAME_PATTERN, name), "the description of the API lets it in, too"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a/b", "character 2 cannot be '/', U+002F"),
        ("a\u202eb", "character 2 cannot be U+202E"),
        ("a\u200b", "U+200B"),
        ("a\x07", "U+0007"),
        ("a\ufffe", "U+FFFE"),
        ("a\u2028b", "U+2028"),
        (" a", "the first character cannot be ' '"),
        ("a ", "must not end with ' '"),
        ("-a", "the first character cannot be '-'"),
        ("\u0301a", "the first character"),
        ("a$(id)", "character 2 cannot be '$'"),
    ],
)
def test_a_name_that_is_refused_says_which_character_is_wrong(name: str, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CreateVmForm.model_validate({**GOOD, "name": name})
    assert told in str(caught.value)


def test_null_leaves_and_empty_clears() -> None:
    uuid = "0" * 32
    assert EditVmForm.model_validate({"vmUuid": uuid, "name": " ", "description": ""}).model_dump() == {
        "vm_uuid": uuid,
        "name": None,
        "description": "",
        "auto_start": None,
    }
    assert ModifyVmForm.model_validate({"vmUuid": uuid, "cpus": "", "memory": None}).cpus is None


@pytest.mark.parametrize(
    ("type_", "value"),
    [("VM_COMPUTE", "2;4"), ("VM_COMPUTE", "0,4"), ("SYS_VOLUME", "20G"), ("VM_STATUS", "x"), ("VNC_DOMAIN", "a/b")],
)
def test_options_must_fit_their_type(type_: str, value: str) -> None:
    with pytest.raises(ValidationError, match=type_):
        CreateSpecConfigForm.model_validate({"type": type_, "value": value, "description": "d"})


def test_compute_values() -> None:
    assert compute(" 2 , 4 ") == (2, 4)
    assert [compute(text) for text in (None, "", "2", "2,x", "2,99999999")] == [None] * 5
