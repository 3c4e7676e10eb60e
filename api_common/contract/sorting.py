"""In which order lists can be asked for. The words of the public API; absent, a list is in its usual order.

Without a value comes last in both directions, and what is alike stays in the usual order, so pages never overlap.
"""

from __future__ import annotations

from enum import StrEnum


class Order(StrEnum):
    """Which end comes first."""

    ASC = "asc"
    DESC = "desc"


class VmSort(StrEnum):
    """`host`: its name; `owner`: the user's."""

    NAME = "name"
    STATUS = "status"
    CPUS = "cpus"
    MEMORY = "memory"
    HOST = "host"
    OWNER = "owner"
    CREATE_TIME = "create_time"


class VolumeSort(StrEnum):
    """`vm`: the name of the VM that has it."""

    NAME = "name"
    STATUS = "status"
    SIZE = "size"
    VM = "vm"
    OWNER = "owner"
    CREATE_TIME = "create_time"


class ImageSort(StrEnum):
    """Fields of an image's description; `size` is that of its disk."""

    NAME = "name"
    OS_TYPE = "os_type"
    FORMAT = "format"
    SIZE = "size"


class UserSort(StrEnum):
    """`group`: its name."""

    USERNAME = "username"
    ROLE = "role"
    GROUP = "group"
    LAST_LOGIN_TIME = "last_login_time"


class OperationSort(StrEnum):
    """`username`: who asked for it."""

    KIND = "kind"
    STATUS = "status"
    USERNAME = "username"
    CREATE_TIME = "create_time"


class AuditSort(StrEnum):
    """`address`: where the request came from."""

    TIME = "time"
    USERNAME = "username"
    ACTION = "action"
    ADDRESS = "address"
