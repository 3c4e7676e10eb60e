"""Identifiers: how they are made and what they must look like.

Uuids are v1's: 32 lower-case hex digits without dashes. Every string that can reach a host is checked against one of
the patterns here before it goes anywhere.
"""

from __future__ import annotations

import re
import secrets
import uuid as _uuid

from api_common.errors import invalid

UUID_PATTERN = r"^[0-9a-f]{32}$"
BRIDGE_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$"
"""A network interface: at most 15 characters (IFNAMSIZ), none of them of use to a shell or a path."""
USERNAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"
FILE_NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$"
"""One path component that cannot be hidden, `.` or `..`."""

_UUID = re.compile(UUID_PATTERN)
_FILE_NAME = re.compile(FILE_NAME_PATTERN)


def new_uuid() -> str:
    """A random uuid in v1's form."""
    return _uuid.uuid4().hex


def new_vnc_password() -> str:
    """Eight random characters: all that QEMU's VNC server looks at."""
    alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    return "".join(secrets.choice(alphabet) for _ in range(8))


def require_uuid(field: str, value: str) -> str:
    """Return `value` if it is a uuid, else raise `invalid_request` naming `field`."""
    if not _UUID.fullmatch(value):
        raise invalid(field, "must be 32 lower-case hexadecimal digits")
    return value


def require_file_name(field: str, value: str) -> str:
    """Return `value` if it is one harmless path component, else raise `invalid_request` naming `field`."""
    if not _FILE_NAME.fullmatch(value):
        raise invalid(field, "must be a plain file name: letters, digits, dot, dash and underscore")
    return value
