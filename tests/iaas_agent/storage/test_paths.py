"""Where disks are: v1's examples, and everything that must be refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api_common.contract.agent_spec import DiskSpec
from api_common.contract.states import VolumeFormat, VolumeUsage
from api_common.errors import ErrorKind, IaasError
from iaas_agent.storage.paths import Layout

UUID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("usage", "uuid", "where"),
    [
        (VolumeUsage.DATA, UUID, "data-volumes/g/v"),
        (VolumeUsage.SYSTEM, "414068a8ed364bfba8c75a665fac37d4", "sys-volumes/a/k"),
    ],
)
def test_v1_folders(tmp_path: Path, usage: VolumeUsage, uuid: str, where: str) -> None:
    assert Layout(tmp_path).volume(usage, uuid, ".img") == tmp_path / where / f"{uuid}.img"


def disk(**fields: object) -> DiskSpec:
    defaults = {"uuid": UUID, "usage": VolumeUsage.SYSTEM, "format": VolumeFormat.QCOW2, "target": "vda", "bus": "ide"}
    return DiskSpec.model_validate(defaults | fields)


def test_a_disk_is_a_volume_or_an_image_file(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert layout.disk(disk(suffix=".qcow2")) == tmp_path / "sys-volumes/g/v" / f"{UUID}.qcow2"
    assert layout.disk(disk(usage=VolumeUsage.ISO, image_file="drivers.iso")) == tmp_path / "images/drivers.iso"


@pytest.mark.parametrize("uuid", ["../../etc/passwd", "0" * 31, UUID.upper(), UUID + "\n", ""])
def test_only_uuids_name_volumes(tmp_path: Path, uuid: str) -> None:
    with pytest.raises(IaasError) as refusal:
        Layout(tmp_path).volume(VolumeUsage.DATA, uuid, ".img")
    assert refusal.value.kind is ErrorKind.INVALID_REQUEST


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", ".hidden", "a/b", "..", "a\n", "", "a\0", "统" * 90])
def test_only_plain_names_name_images(tmp_path: Path, name: str) -> None:
    with pytest.raises(IaasError) as refusal:
        Layout(tmp_path).image(name)
    assert refusal.value.kind is ErrorKind.INVALID_REQUEST


def test_usages_without_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(IaasError, match="usage"):
        Layout(tmp_path).volume(VolumeUsage.ISO, UUID, ".img")


def test_links_below_an_area_are_refused(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "secret").write_text("x")
    (tmp_path / "images" / "debian.img").symlink_to(tmp_path / "secret")
    with pytest.raises(IaasError, match="a link that leads out") as refusal:
        Layout(tmp_path).image("debian.img")
    assert refusal.value.kind is ErrorKind.STORAGE_FAILED
    assert "debian.img" in refusal.value.message and str(tmp_path) not in refusal.value.message


@pytest.mark.parametrize("name", ["my image.qcow2", "debian+1.img", "统信.qcow2", "-x", "a,b:c=[*]?.img", "a\\b"])
def test_any_plain_name_names_an_image(tmp_path: Path, name: str) -> None:
    assert Layout(tmp_path).image(name) == tmp_path / "images" / name


def test_a_link_inside_stands_for_its_file(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "debian-12.img").write_text("x")
    (tmp_path / "images" / "latest.img").symlink_to("debian-12.img")
    assert Layout(tmp_path).image("latest.img") == tmp_path / "images" / "debian-12.img"


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    os.mkfifo(tmp_path / "images" / "pipe.img")
    with pytest.raises(IaasError, match="not a regular file"):
        Layout(tmp_path).image("pipe.img")


def test_linked_folders_below_an_area_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sys-volumes").mkdir()
    (tmp_path / "sys-volumes" / "g").symlink_to("/etc")
    with pytest.raises(IaasError, match="symbolic link"):
        Layout(tmp_path).volume(VolumeUsage.SYSTEM, UUID, ".img")


def test_an_area_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "nfs").mkdir()
    (tmp_path / "images").symlink_to(tmp_path / "nfs")
    assert Layout(tmp_path).image("debian.img") == tmp_path / "images" / "debian.img"


def test_temporary_names_are_hidden_and_found_again(tmp_path: Path) -> None:
    layout = Layout(tmp_path, owner="n1")
    path = layout.volume(VolumeUsage.DATA, UUID, ".img")
    path.parent.mkdir(parents=True)
    mine, foreign = layout.temporary(path), Layout(tmp_path, owner="n2").temporary(path)
    for half in (mine, foreign):
        half.touch()
    assert list(layout.all_unfinished()) == [mine]
    assert set(layout.unfinished(path)) == {mine, foreign}
    assert list(layout.all_disks(VolumeUsage.DATA)) == []
