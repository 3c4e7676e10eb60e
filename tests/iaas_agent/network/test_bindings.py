"""Binding files: exact, whole, and nothing but bindings in the folder that dnsmasq watches."""

from __future__ import annotations

from pathlib import Path

import pytest

from api_common.contract.agent_report import DhcpBinding
from api_common.errors import IaasError
from iaas_agent.network.bindings import BindingFolder

VM = "a" * 32
ONE = [DhcpBinding(mac="00:30:01:02:0A:0F", ip="10.9.0.10")]
TWO = [*ONE, DhcpBinding(mac="00:30:01:02:0A:10", ip="10.9.0.11")]


@pytest.fixture
def folder(tmp_path: Path) -> BindingFolder:
    bindings = BindingFolder(tmp_path / "hosts")
    bindings.prepare()
    return bindings


def test_it_says_what_was_there_and_what_changed(folder: BindingFolder) -> None:
    assert folder.write(VM, []) == (False, False)
    assert folder.write(VM, ONE) == (False, True)
    assert folder.write(VM, ONE) == (True, False)
    assert folder.write(VM, TWO) == (True, True)
    assert folder.vms() == [VM]
    assert folder.write(VM, []) == (True, True)
    assert folder.vms() == []


def test_files_are_replaced_as_a_whole(folder: BindingFolder) -> None:
    folder.write(VM, ONE)
    reader = (folder.folder / VM).open()
    folder.write(VM, TWO)
    with reader:
        assert len(reader.readlines()) == 1  # whoever reads the old one reads all of it
    assert len((folder.folder / VM).read_text().splitlines()) == 2
    assert [path.name for path in folder.folder.iterdir()] == [VM]


@pytest.mark.parametrize("vm", ["../../etc/cron.d/x", "", ".", "A" * 32])
def test_only_uuids_name_files(folder: BindingFolder, vm: str) -> None:
    with pytest.raises(IaasError):
        folder.write(vm, ONE)
