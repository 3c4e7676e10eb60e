"""Looking at files of the images folder without ever leaving it.

Everybody who may write into the folder could otherwise show a guest, or a reader of the catalogue, any file of the
host. Names come as text from YAML files and callers; the callers of these functions in `store` give nothing else.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

MAX_TEXT_BYTES = 1024 * 1024
"""Descriptions of images are a few hundred bytes; a larger file is no description."""


class UnusableFileError(Exception):
    """Why a file of the folder is not used, as a sentence."""


def look_at(folder: Path, name: str) -> os.stat_result:
    """The state of a regular file directly in the folder; a link counts as the file it leads to, if that is one."""
    path = folder / name
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            if path.resolve(strict=True).parent != folder.resolve():
                raise UnusableFileError(f"file {name} is a link that leads out of the images folder")
            found = path.stat()
    except FileNotFoundError:
        raise UnusableFileError(f"file {name} is missing in the images folder") from None
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise UnusableFileError(f"file {name} cannot be looked at: {error}") from None
    if not stat.S_ISREG(found.st_mode):
        raise UnusableFileError(f"{name} is not a regular file")
    return found


def read_text(folder: Path, name: str) -> str:
    """The whole text of a small UTF-8 file that `look_at` has approved."""
    try:
        with (folder / name).open("rb") as file:
            content = file.read(MAX_TEXT_BYTES + 1)
    except OSError as error:
        raise UnusableFileError(f"file {name} cannot be read: {error.strerror}") from None
    if len(content) > MAX_TEXT_BYTES:
        raise UnusableFileError(f"file {name} is larger than {MAX_TEXT_BYTES // 1024} KiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFileError(f"file {name} is not UTF-8 text") from None
