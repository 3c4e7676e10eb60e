"""Writing into the images folder: whole or not at all, and never outside it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from api_common.contract.image import ChildImage, Image, ImageFilter, ImageRemoval
from api_common.contract.states import ImageFormat, ImageOsArch, ImageOsMode, ImageOsType, ImageStatus
from api_common.errors import ErrorKind, IaasError
from image_operator.catalogue.store import Catalogue
from image_operator.catalogue.writer import Writer, as_text
from tests.image_operator.conftest import TEXT

Put = Callable[..., Path]
PUBLISHED = Image(
    uuid="0123.yaml",
    name="golden",
    description="a disk",
    filename="disk.qcow2",
    format=ImageFormat.QCOW2,
    vd_size=20,
    status=ImageStatus.AVAILABLE,
    os_type=ImageOsType.WINDOWS,
    os_arch=ImageOsArch.X86,
    os_mode=ImageOsMode.HVM,
    children=[ChildImage(uuid="d", filename="drivers.iso")],
)


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return Catalogue(folder)


@pytest.fixture
def writer(folder: Path, catalogue: Catalogue) -> Writer:
    return Writer(folder, catalogue)


def listed(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


# --- saving ---


@pytest.mark.parametrize("text", ["", "garbage", "image: [", TEXT.format(filename="x.qcow2"), "a: 1\r\n# 中文\n\tx"])
def test_any_harmless_text_is_kept_as_it_is(writer: Writer, catalogue: Catalogue, folder: Path, text: str) -> None:
    writer.save("a.yaml", text)
    assert (folder / "a.yaml").read_bytes() == text.encode()
    assert catalogue.raw("a.yaml") == text
    assert (folder / "a.yaml").stat().st_mode & 0o777 == 0o644 and listed(folder) == ["a.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        *(TEXT.format(filename=name) for name in ("../secret.txt", "/etc/passwd", "a/b", ".hidden", "..")),
        TEXT.format(filename="a.qcow2") + "child_images: [{uuid: d, filename: ../../etc/shadow}]\n",
        "a: &a [x, x]\nb: [*a, *a]\n",
        "[" * 5000,
        "x: [" + "1," * 3000 + "]",
        "a\x00b",
        "a\x1bb",
        "\ud800",
        "x" * 70_000,
    ],
)
def test_hostile_text_is_refused_and_changes_nothing(writer: Writer, folder: Path, text: str) -> None:
    with pytest.raises(IaasError, match="^content: ") as refused:
        writer.save("a.yaml", text)
    assert refused.value.kind is ErrorKind.INVALID_REQUEST and listed(folder) == []


@pytest.mark.parametrize(
    "name", ["../a.yaml", "/a.yaml", ".a.yaml", "a.txt", "a", "", "a\n.yaml", "a.yaml\n", "a" * 300]
)
def test_only_plain_yaml_names(writer: Writer, folder: Path, name: str) -> None:
    with pytest.raises(IaasError, match="^uuid: "):
        writer.save(name, "")
    assert listed(folder) == [] and not (folder.parent / "a.yaml").exists()


def test_readers_never_see_half_a_text(writer: Writer, catalogue: Catalogue) -> None:
    texts = [TEXT.format(filename=f"{letter * 150}.qcow2") * 1 for letter in "ab"]
    writer.save("a.yaml", texts[0])
    stop = threading.Event()

    def save() -> None:
        while not stop.is_set():
            for text in texts:
                writer.save("a.yaml", text)

    savers = [threading.Thread(target=save) for _ in range(2)]
    for saver in savers:
        saver.start()
    try:
        assert {catalogue.raw("a.yaml") for _ in range(300)} <= set(texts)
    finally:
        stop.set()
        for saver in savers:
            saver.join()


def test_what_a_crash_left_is_invisible_and_tidied(writer: Writer, catalogue: Catalogue, folder: Path) -> None:
    (folder / ".a.yaml.yaml-00ff00ff.part").write_text("half")
    (folder / ".disk.qcow2.host.part").write_text("a host's")
    assert catalogue.names() == []
    writer.tidy()
    assert listed(folder) == [".disk.qcow2.host.part"], "hosts tidy what is theirs"


# --- describing ---


@pytest.mark.parametrize("text", ["yes", "1e3", "a: b", "#x", "无", "'", '"', " x ", "- a", "a\nb", "{{x}}", "&a"])
def test_words_survive_being_written(writer: Writer, catalogue: Catalogue, text: str) -> None:
    writer.describe(PUBLISHED.model_copy(update={"name": text, "description": text}))
    image = catalogue.image("0123.yaml")
    assert (image.name, image.description) == (text, text)


def test_a_description_is_v1s_and_says_creating_only_meanwhile(writer: Writer, catalogue: Catalogue, put: Put) -> None:
    put("other.yaml", disk="disk.qcow2").unlink()
    put("x.yaml", "x", disk="drivers.iso").unlink()
    writer.describe(PUBLISHED.model_copy(update={"status": ImageStatus.CREATING}))
    assert catalogue.image("0123.yaml").status is ImageStatus.CREATING
    for _ in range(2):
        writer.describe(PUBLISHED)
    image = catalogue.image("0123.yaml")
    assert image.model_copy(update={"id": None, "virtual_size": None}) == PUBLISHED and image.virtual_size == 20
    spec = {"vd_size": 20, "format": "QCOW2", "os_type": "WINDOWS", "os_arch": "X86", "os_mode": "HVM"}
    assert yaml.safe_load(as_text(PUBLISHED)) == {
        "image": {"uuid": "0123", "name": "golden", "description": "a disk", "filename": "disk.qcow2", "spec": spec},
        "child_images": [{"uuid": "d", "filename": "drivers.iso"}],
    }


def test_a_record_that_would_be_broken_is_refused(writer: Writer, folder: Path) -> None:
    with pytest.raises(IaasError):
        writer.describe(PUBLISHED.model_copy(update={"filename": "../x"}))
    assert listed(folder) == []


# --- removing ---


def test_files_that_others_need_stay(writer: Writer, folder: Path, put: Put) -> None:
    child = "child_images: [{uuid: d, filename: drivers.iso}]\n"
    put("a.yaml", TEXT.format(filename="a.qcow2") + child, disk="a.qcow2")
    put("b.yaml", TEXT.format(filename="b.qcow2") + child, disk="b.qcow2")
    put("c.yaml", "broken: [ mentions a.qcow2", disk="drivers.iso")
    writer.remove("a.yaml", ImageRemoval())
    assert listed(folder) == ["a.qcow2", "b.qcow2", "b.yaml", "c.yaml", "drivers.iso"]
    (folder / "c.yaml").unlink()
    writer.remove("b.yaml", ImageRemoval(in_use=["drivers.iso"]))
    assert listed(folder) == ["a.qcow2", "drivers.iso"]


def test_removing_what_is_gone_broken_or_kept(writer: Writer, folder: Path, put: Put) -> None:
    with pytest.raises(IaasError) as unknown:
        writer.remove("a.yaml", ImageRemoval())
    assert unknown.value.kind is ErrorKind.NOT_FOUND
    put("broken.yaml", "image: [", disk=None)
    put("nodisk.yaml", disk=None)
    put("kept.yaml", disk="kept.qcow2")
    for name in ("broken.yaml", "nodisk.yaml"):
        writer.remove(name, ImageRemoval())
    writer.remove("kept.yaml", ImageRemoval(files_kept=True))
    assert listed(folder) == ["kept.qcow2"]


def test_a_link_is_removed_and_not_what_it_leads_to(writer: Writer, folder: Path, put: Put) -> None:
    put("a.yaml", disk=None)
    (folder / "debian.qcow2").symlink_to("../secret.txt")
    writer.remove("a.yaml", ImageRemoval())
    assert listed(folder) == [] and (folder.parent / "secret.txt").exists()


def test_a_description_cannot_name_another_as_its_disk(writer: Writer, folder: Path, put: Put) -> None:
    put("victim.yaml")
    put("evil.yaml", TEXT.format(filename="victim.yaml"), disk=None)
    writer.remove("evil.yaml", ImageRemoval())
    assert "victim.yaml" in listed(folder)


def test_a_file_that_stays_is_told_and_the_image_is_gone(
    writer: Writer, catalogue: Catalogue, folder: Path, put: Put
) -> None:
    put("a.yaml", disk=None)
    (folder / "debian.qcow2").mkdir()
    with pytest.raises(IaasError, match="debian.qcow2 stays"):
        writer.remove("a.yaml", ImageRemoval())
    assert catalogue.page(ImageFilter()).total_elements == 0
