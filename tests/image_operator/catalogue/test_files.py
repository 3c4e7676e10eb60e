"""The folder's guard: regular files directly in the folder and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from image_operator.catalogue.files import MAX_TEXT_BYTES, UnusableFileError, look_at, read_text


def test_a_regular_file_is_seen(folder: Path) -> None:
    (folder / "a.img").write_bytes(b"1234")
    assert look_at(folder, "a.img")[1].st_size == 4


def test_a_link_inside_the_folder_counts_as_its_file(folder: Path) -> None:
    (folder / "a.img").write_bytes(b"1234")
    (folder / "latest.img").symlink_to("a.img")
    assert look_at(folder, "latest.img")[1].st_size == 4


@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd"])
def test_a_link_out_of_the_folder_is_refused(folder: Path, target: str) -> None:
    (folder / "a.img").symlink_to(target)
    with pytest.raises(UnusableFileError, match="leads out"):
        look_at(folder, "a.img")


def test_a_folder_reached_through_a_link_is_the_folder(folder: Path, tmp_path: Path) -> None:
    (folder / "a.img").touch()
    (folder / "latest.img").symlink_to("a.img")
    (tmp_path / "mounted").symlink_to(folder)
    assert look_at(tmp_path / "mounted", "latest.img")[1].st_size == 0


def test_missing_and_dangling_files_are_refused(folder: Path) -> None:
    (folder / "dangling.img").symlink_to("nothing.img")
    for name in ("missing.img", "dangling.img"):
        with pytest.raises(UnusableFileError, match="missing"):
            look_at(folder, name)


def test_links_in_a_circle_are_refused(folder: Path) -> None:
    (folder / "a.img").symlink_to("b.img")
    (folder / "b.img").symlink_to("a.img")
    with pytest.raises(UnusableFileError):
        look_at(folder, "a.img")


def test_folders_and_pipes_are_no_disks(folder: Path) -> None:
    (folder / "dir.img").mkdir()
    os.mkfifo(folder / "pipe.img")
    for name in ("dir.img", "pipe.img"):
        with pytest.raises(UnusableFileError, match="not a regular file"):
            look_at(folder, name)


def test_text_is_read_as_it_is(folder: Path) -> None:
    (folder / "a.yaml").write_bytes("\ufeffa: 1\r\n中\n".encode())
    assert read_text(folder, "a.yaml") == "a: 1\r\n中\n"


def test_text_has_a_limit_and_an_encoding(folder: Path) -> None:
    (folder / "large.yaml").write_bytes(b"#" * (MAX_TEXT_BYTES + 1))
    (folder / "latin.yaml").write_bytes("é".encode("latin-1"))
    with pytest.raises(UnusableFileError, match="larger than 1024 KiB"):
        read_text(folder, "large.yaml")
    with pytest.raises(UnusableFileError, match="not UTF-8"):
        read_text(folder, "latin.yaml")
    with pytest.raises(UnusableFileError, match="is missing"):
        read_text(folder, "missing.yaml")
