"""The catalogue over a real folder: order, exact names, and files that come and go."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from api_common.contract.image import ImageFilter
from api_common.contract.states import ImageStatus
from api_common.errors import ErrorKind, IaasError
from image_operator.catalogue import manifest
from image_operator.catalogue.store import Catalogue
from tests.image_operator.conftest import TEXT, qcow2_disk

Put = Callable[..., Path]


@pytest.fixture
def catalogue(folder: Path) -> Catalogue:
    return Catalogue(folder)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed."""
    names: list[str] = []
    parse = manifest.parse

    def counting(uuid: str, text: str) -> object:
        names.append(uuid)
        return parse(uuid, text)

    monkeypatch.setattr(manifest, "parse", counting)
    return names


def shown(catalogue: Catalogue, **query: object) -> list[str]:
    return [image.uuid for image in catalogue.page(ImageFilter(**query)).content]


def test_an_empty_folder_is_an_empty_page(catalogue: Catalogue) -> None:
    page = catalogue.page(ImageFilter(page_num=3, page_size=5))
    assert (page.content, page.total_pages, page.total_elements) == ([], 0, 0)


def test_images_are_sorted_and_numbered(catalogue: Catalogue, put: Put) -> None:
    for name in ("c.yaml", "a.yml", "b.yaml", "notes.txt", ".half.yaml", "c.yaml.bak"):
        put(name)
    images = catalogue.page(ImageFilter()).content
    assert [(image.id, image.uuid) for image in images] == [(1, "a.yml"), (2, "b.yaml"), (3, "c.yaml")]
    assert catalogue.image("c.yaml").id == 3


def test_pages(catalogue: Catalogue, put: Put) -> None:
    for letter in "abcde":
        put(f"{letter}.yaml")
    second = catalogue.page(ImageFilter(page_num=2, page_size=2))
    assert [image.uuid for image in second.content] == ["c.yaml", "d.yaml"]
    assert (second.total_pages, second.total_elements) == (3, 5)
    beyond = catalogue.page(ImageFilter(page_num=9, page_size=2))
    assert (beyond.content, beyond.total_elements) == ([], 5)
    assert catalogue.page(ImageFilter()).total_pages == 1


def test_keywords_are_a_case_sensitive_part_of_the_text(catalogue: Catalogue, put: Put) -> None:
    put("a.yaml", TEXT.format(filename="debian.qcow2") + "# Findme (.*)\n")
    put("b.yaml", "broken: [ Findme")
    put("c.yaml")
    assert shown(catalogue, keywords="Findme") == ["a.yaml", "b.yaml"]
    assert shown(catalogue, keywords="findme") == []
    assert shown(catalogue, keywords="(.*)") == ["a.yaml"]
    assert [image.id for image in catalogue.page(ImageFilter(keywords="vd_size")).content] == [1, 3]


def test_only_the_exact_name_is_found(catalogue: Catalogue, put: Put) -> None:
    put("debian.yaml")
    for name in (
        "yaml",
        "ebian.yaml",
        "debian",
        "DEBIAN.yaml",
        "debian.yaml/",
        "../secret.txt",
        "..",
        "",
        "./debian.yaml",
    ):
        with pytest.raises(IaasError) as caught:
            catalogue.image(name)
        assert caught.value.kind is ErrorKind.NOT_FOUND
        assert catalogue.raw(name) is None


def test_an_image_without_its_disk_is_an_error_until_it_comes(catalogue: Catalogue, folder: Path, put: Put) -> None:
    put("a.yaml", disk=None)
    missing = catalogue.image("a.yaml")
    assert missing.status is ImageStatus.ERROR
    assert missing.problem is not None and "debian.qcow2 is missing" in missing.problem
    assert missing.name == "Debian 12"
    (folder / "debian.qcow2").write_bytes(qcow2_disk())
    assert catalogue.image("a.yaml").status is ImageStatus.AVAILABLE
    assert catalogue.image("a.yaml").problem is None


def test_a_disk_must_be_a_file_of_the_folder(catalogue: Catalogue, folder: Path, put: Put) -> None:
    put("a.yaml", disk=None)
    (folder / "debian.qcow2").symlink_to("../secret.txt")
    assert "leads out" in (catalogue.image("a.yaml").problem or "")
    (folder / "debian.qcow2").unlink()
    (folder / "debian.qcow2").mkdir()
    assert "not a regular file" in (catalogue.image("a.yaml").problem or "")


def test_an_image_needs_its_children(catalogue: Catalogue, folder: Path, put: Put) -> None:
    put("a.yaml", TEXT.format(filename="debian.qcow2") + "child_images: [{uuid: d, filename: drivers.iso}]\n")
    assert "drivers.iso is missing" in (catalogue.image("a.yaml").problem or "")
    (folder / "drivers.iso").touch()
    assert catalogue.image("a.yaml").status is ImageStatus.AVAILABLE


def test_a_publish_in_progress_has_no_disk_yet(catalogue: Catalogue, put: Put) -> None:
    put("a.yaml", "image: {filename: a.qcow2, status: CREATING, spec: {}}", disk=None)
    assert (catalogue.image("a.yaml").status, catalogue.image("a.yaml").problem) == (ImageStatus.CREATING, None)


def test_broken_files_stay_visible_with_their_text(catalogue: Catalogue, folder: Path, put: Put) -> None:
    put("a.yaml", "image: [")
    put("b.yaml").write_bytes(b"\xff\xfe")
    (folder / "c.yaml").symlink_to("../secret.txt")
    (folder / "d.yaml").mkdir()
    os.mkfifo(folder / "e.yaml")
    images = catalogue.page(ImageFilter()).content
    assert [image.uuid for image in images] == ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml"]
    assert {image.name for image in images} == {"NA"} and all(image.problem for image in images)
    assert catalogue.raw("a.yaml") == "image: ["
    assert [catalogue.raw(name) for name in ("b.yaml", "c.yaml", "d.yaml", "e.yaml")] == [None] * 4


def test_any_name_that_is_text_is_an_image(catalogue: Catalogue, put: Put) -> None:
    for name in ("two words.yaml", "中文.yaml", "-a+b,c:d%2F.yaml"):
        put(name, disk=f"disk of {name.removesuffix('.yaml')}")
        assert (catalogue.image(name).status, catalogue.image(name).problem) == (ImageStatus.AVAILABLE, None)


def test_names_that_are_no_text_are_shown_but_not_used(catalogue: Catalogue, put: Put) -> None:
    put(os.fsdecode(b"\xff.yaml"))
    put("a\x01b.yaml")
    images = catalogue.page(ImageFilter()).content
    assert len(images) == 2 and all("rename this file: its name must not hold" in (i.problem or "") for i in images)
    assert all(image.model_dump_json() for image in images)


def test_a_file_is_parsed_again_when_it_changed(
    catalogue: Catalogue, put: Put, touch_back: Callable[[Path], None], parsed: list[str]
) -> None:
    path = put("a.yaml")
    catalogue.image("a.yaml")
    catalogue.page(ImageFilter(keywords="Debian"))
    assert parsed == ["a.yaml"]
    touch_back(path)
    catalogue.image("a.yaml")
    assert parsed == ["a.yaml"] * 2
    put("a.yaml", TEXT.format(filename="debian.qcow2").replace("Debian", "Ubuntu"))
    assert catalogue.image("a.yaml").name == "Ubuntu 12"


def test_a_file_that_is_gone_is_forgotten(catalogue: Catalogue, put: Put, parsed: list[str]) -> None:
    path = put("a.yaml")
    assert shown(catalogue) == ["a.yaml"]
    path.unlink()
    assert shown(catalogue) == []
    put("a.yaml")
    assert shown(catalogue) == ["a.yaml"]
    assert parsed == ["a.yaml"] * 2


def test_statuses_are_counted(catalogue: Catalogue, put: Put) -> None:
    put("a.yaml")
    put("b.yaml")
    put("c.yaml", "image: [")
    put("d.yaml", "image: {filename: none.img, spec: {}}")
    assert catalogue.counts() == {"AVAILABLE": 2, "BROKEN": 1, "ERROR": 1}


def test_an_unreadable_folder_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(IaasError) as caught:
        Catalogue(tmp_path / "not-mounted").page(ImageFilter())
    assert caught.value.kind is ErrorKind.UNAVAILABLE
    assert "IMAGES_DIR" in caught.value.message and str(tmp_path) not in caught.value.message


def test_ten_thousand_files_stay_quick(catalogue: Catalogue, folder: Path, put: Put, parsed: list[str]) -> None:
    put("0.yaml")
    for number in range(1, 10_000):
        os.link(folder / "0.yaml", folder / f"{number}.yaml")
    page = catalogue.page(ImageFilter(page_num=50, page_size=20))
    assert (len(page.content), page.total_elements) == (20, 10_000)
    assert len(parsed) == 20, "a page parses what it shows"
    assert catalogue.page(ImageFilter(keywords="Debian", page_num=50, page_size=20)) == page
    assert catalogue.page(ImageFilter(keywords="nothing like it")).total_elements == 0
    assert len(parsed) == 20, "a search reads texts, and nothing is parsed twice"


def test_many_readers_while_files_come_and_go(catalogue: Catalogue, put: Put) -> None:
    put("stays.yaml")
    faults: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(100):
                assert "stays.yaml" in shown(catalogue, keywords="Debian")
        except BaseException as fault:
            faults.append(fault)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for _ in range(100):
        put("passing.yaml").unlink()
    for reader in readers:
        reader.join()
    assert faults == []
