"""What may be opened in a folder of strangers' files, and that qemu-img is kept on a short lead."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest

from api_common.errors import ErrorKind, IaasError
from api_common.tools import commands, disk_files
from api_common.tools.commands import Done, run_limited
from api_common.tools.disk_content import UnfitError
from api_common.tools.disk_files import content, look_at, opened, require_whole
from tests.helpers.image_files import disk


def code_of(folder: Path, name: str) -> str:
    with pytest.raises(UnfitError) as refused:
        look_at(folder, name)
    return refused.value.code


def test_a_link_is_followed_by_its_text_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it leads to may be on a dead NFS: nothing outside of the folder is touched."""
    folder = tmp_path / "images"
    folder.mkdir()
    (tmp_path / "secret").write_text("x")
    (folder / "a").write_text("x")
    links = {
        "in": "a",
        "in2": "./in",
        "in3": str(folder / "a"),
        "out": "../secret",
        "out2": "/dev/zero",
        "round": "round",
    }
    for name, target in links.items():
        (folder / name).symlink_to(target)
    touched: list[str] = []
    real = os.lstat
    monkeypatch.setattr(os, "lstat", lambda path, **more: touched.append(str(path)) or real(path, **more))
    assert {look_at(folder, name)[0] for name in ("a", "in", "in2", "in3")} == {"a"}
    assert {code_of(folder, name) for name in ("out", "out2", "round")} == {"link"}
    assert code_of(folder, "none") == "missing"
    assert not [path for path in touched if path in (str(tmp_path / "secret"), "/dev/zero")]


def test_what_is_replaced_after_the_look_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to("fifo")
    for name, code in (("fifo", "not_regular"), ("link", "link"), ("none", "missing")):
        with pytest.raises(UnfitError) as refused, opened(tmp_path / name):
            pass
        assert refused.value.code == code


def test_qemu_img_gets_an_open_file_its_format_and_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(disk())
    asked: dict[str, object] = {}

    def run(arguments: list[str], **more: object) -> Done:
        asked.update(more, arguments=arguments)
        return Done(0, "{}", "")

    monkeypatch.setattr(disk_files, "run_limited", run)
    with opened(tmp_path / "a") as handle:
        assert content(handle).format == "qcow2"
        require_whole(handle)
        assert asked["handles"] == [handle]
    said = str(asked["arguments"])
    assert '"driver": "qcow2"' in said and '"backing": null' in said and "/proc/self/fd/" in said
    assert str(tmp_path) not in said
    assert {resource.RLIMIT_AS, resource.RLIMIT_CPU} == set(asked["limits"])  # type: ignore[call-overload]


def test_a_program_that_takes_too_much_is_ended() -> None:
    busy = ["sh", "-c", "while :; do :; done"]
    assert run_limited(busy, limits={resource.RLIMIT_CPU: 1}, handles=[], timeout_seconds=60).code < 0
    with pytest.raises(IaasError) as late:
        run_limited(["sleep", "60"], limits={}, handles=[], timeout_seconds=0.1)
    assert late.value.kind is ErrorKind.TIMED_OUT
    with pytest.raises(IaasError, match="not installed"):
        run_limited(["no-such-program"], limits={}, handles=[], timeout_seconds=1)


def test_what_a_program_says_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_MOST_TEXT", 10)
    told = run_limited(["sh", "-c", "echo 12345678901234567890"], limits={}, handles=[], timeout_seconds=20)
    assert told == Done(0, "1234567890", "")
