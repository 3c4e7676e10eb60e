"""Reading descriptions from the images folder without ever leaving it.

Everybody who may write into the folder could otherwise show a reader of the catalogue any file of the host. Names come
as text from YAML files and callers; the callers of these functions in `store` give nothing else.
"""

from __future__ import annotations

import os
from pathlib import Path

from api_common.tools import disk_files
from api_common.tools.disk_content import UnfitError
from api_common.tools.failures import words

MAX_TEXT_BYTES = 1024 * 1024
"""Descriptions of images are a few hundred bytes; a larger file is no description."""


class UnusableFileError(Exception):
    """Why a file of the folder is not used, as a sentence."""


def look_at(folder: Path, name: str) -> tuple[str, os.stat_result]:
    """Name and state of a regular file directly in the folder; a link counts as the file in it that it leads to."""
    try:
        return disk_files.look_at(folder, name)
    except UnfitError as unfit:
        raise UnusableFileError(f"file {name} {unfit.why}") from None


def read_text(folder: Path, name: str) -> str:
    """The whole text of a small UTF-8 file that `look_at` has approved."""
    try:
        with disk_files.opened(folder / name) as handle:
            content = os.read(handle, MAX_TEXT_BYTES + 1)
    except UnfitError as unfit:
        raise UnusableFileError(f"file {name} {unfit.why}") from None
    except OSError as error:
        raise UnusableFileError(f"file {name} cannot be read: {words(error)}") from None
    if len(content) > MAX_TEXT_BYTES:
        raise UnusableFileError(f"file {name} is larger than {MAX_TEXT_BYTES // 1024} KiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableFileError(f"file {name} is not UTF-8 text") from None
