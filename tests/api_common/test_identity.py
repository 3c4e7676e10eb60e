"""Names that may go into paths, commands and addresses, and those that may not."""

from __future__ import annotations

import re

import pytest

from api_common.errors import IaasError
from api_common.identity import BRIDGE_PATTERN, new_uuid, new_vnc_password, require_file_name, require_uuid


def test_new_uuids_are_uuids() -> None:
    assert require_uuid("uuid", new_uuid()) != new_uuid()


@pytest.mark.parametrize("text", ["", "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n", "../" + "0" * 29, "g" * 32])
def test_what_is_no_uuid(text: str) -> None:
    with pytest.raises(IaasError) as caught:
        require_uuid("vmUuid", text)
    assert caught.value.detail == {"field": "vmUuid"}


@pytest.mark.parametrize("text", ["a", "centos-7.5_cli.yaml", "0" * 201])
def test_plain_file_names(text: str) -> None:
    assert require_file_name("name", text) == text


@pytest.mark.parametrize(
    "text", ["", ".", "..", ".hidden", "-rf", "a/b", "a\\b", "a b", "a\n", "a\0", "é", "$(id)", "0" * 202]
)
def test_other_file_names(text: str) -> None:
    with pytest.raises(IaasError):
        require_file_name("name", text)


@pytest.mark.parametrize("text", ["br0", "vm-br.100", "a" * 15])
def test_bridges(text: str) -> None:
    assert re.fullmatch(BRIDGE_PATTERN, text)


@pytest.mark.parametrize("text", ["", "a" * 16, "br 0", "br0;id", "../br0", "-br", ".br", "br0\n"])
def test_what_is_no_bridge(text: str) -> None:
    assert not re.fullmatch(BRIDGE_PATTERN, text)


def test_a_vnc_password_uses_all_that_vnc_looks_at() -> None:
    passwords = {new_vnc_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(len(password) == 8 and password.isalnum() for password in passwords)
