"""Where a disk's file lies below the data root: v1's hashing of uuids into folders, kept to the letter.

Used by iaas_core for `providerLocation` and by the agent for the files themselves. Pure text, no file is touched.
"""

from __future__ import annotations

import hashlib

from api_common.contract.states import VolumeUsage

_AREAS = {VolumeUsage.SYSTEM: "sys-volumes", VolumeUsage.DATA: "data-volumes"}


def folder_letters(uuid: str) -> tuple[str, str]:
    """The two letters of a uuid: the low halves of its MD5's bytes as one number, modulo 26, twice."""
    number = 0
    for byte in hashlib.md5(uuid.encode(), usedforsecurity=False).digest():
        number = number * 16 + byte % 16
    return chr(ord("a") + number % 26), chr(ord("a") + number // 26 % 26)


def provider_location(usage: VolumeUsage, uuid: str, suffix: str) -> str:
    """The path of a disk relative to the data root, such as `sys-volumes/g/v/<uuid>.img`."""
    first, second = folder_letters(uuid)
    return f"{_AREAS[usage]}/{first}/{second}/{uuid}{suffix}"
