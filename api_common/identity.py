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
"""One path component that cannot be hidden, `.` or `..`: what the suite names itself, hosts and services."""
_NOT_IN_NAMES = r"/\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff"
"""The slash; control characters, also those that turn the direction of writing; what XML cannot carry."""
IMAGE_FILE_PATTERN = rf"^[^.{_NOT_IN_NAMES}][^{_NOT_IN_NAMES}]*$"
"""A file that people put into the images folder: any name that a file system takes, if it is not hidden."""
MAX_FILE_NAME_BYTES = 255

_UUID = re.compile(UUID_PATTERN)
_FILE_NAME = re.compile(FILE_NAME_PATTERN)
_NO_NAME = re.compile(f"[{_NOT_IN_NAMES}\ud800-\udfff]")


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


def image_file_fault(name: str) -> str | None:
    """Which part of a text keeps it from being the name of a file in the images folder; null if it is one."""
    if not name:
        return "must not be empty"
    if name.startswith("."):
        return "must not begin with a dot: such files are hidden"
    if wrong := _NO_NAME.search(name):
        which = "a slash: the file must lie in the images folder itself" if wrong[0] == "/" else _called(wrong[0])
        return f"must not hold {which} (character {wrong.start() + 1})"
    if len(name.encode()) > MAX_FILE_NAME_BYTES:
        return f"must not be longer than {MAX_FILE_NAME_BYTES} bytes"
    return None


def _called(character: str) -> str:
    return f"the control character U+{ord(character):04X}"


def require_image_file(field: str, value: str) -> str:
    """Return `value` if it can name a file in the images folder, else raise `invalid_request` naming `field`."""
    if fault := image_file_fault(value):
        raise invalid(field, fault)
    return value
