"""The parts of a change set: all that any service may ask db_proxy to write.

db_proxy applies a change set in one transaction, checks every status against the lifecycle tables and appends the
event rows. Updates never insert; a row that is gone answers `not_found`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from api_common.contract.base import WireModel
from api_common.contract.states import ResourceType

CHANGED = "changed"
"""In the detail of a `conflict`: what was decided by a look is not so any more; look again and decide anew."""


class ResourceRef(WireModel):
    """One row: its table and its uuid (for rows without uuid: the id as text)."""

    type: ResourceType
    key: str


class Create(WireModel):
    """Insert a row. `record` is the wire form of its record; id and create time are given by db_proxy when absent."""

    op: Literal["create"] = "create"
    type: ResourceType
    record: dict[str, Any]


class ChangeStatus(WireModel):
    """Compare-and-set of a status: allowed by the lifecycle table and, when `expected` is given, only from there."""

    op: Literal["status"] = "status"
    type: ResourceType
    key: str
    to: str
    expected: list[str] | None = None
    error: str | None = None
    """Why, when the new status is an error; cleared otherwise."""


class SettleFromPower(WireModel):
    """Set a VM's status to what its observed power state means when nothing is going on; nothing if it is gone."""

    op: Literal["settle"] = "settle"
    key: str
    error: str | None = None


class SetFields(WireModel):
    """Write single fields (wire names). With `revision`, only if the row still has it (`conflict` otherwise)."""

    op: Literal["set"] = "set"
    type: ResourceType
    key: str
    fields: dict[str, Any]
    revision: int | None = None


class Remove(WireModel):
    """Delete a row; a row that is gone already is success."""

    op: Literal["remove"] = "remove"
    type: ResourceType
    key: str


class Expect(WireModel):
    """The row is there and these fields hold these values, or nothing is written: what was decided by a look is asked
    again where it is written. Looks at rows as they were before the change set."""

    op: Literal["expect"] = "expect"
    type: ResourceType
    key: str
    fields: dict[str, Any] = {}


class ExpectParts(WireModel):
    """The VM has these disks, addresses and devices, no more and no fewer, or nothing is written."""

    op: Literal["parts"] = "parts"
    key: str
    volumes: list[str] = []
    ips: list[int] = []
    devices: list[int] = []


Change = Annotated[
    Create | Expect | ExpectParts | ChangeStatus | SettleFromPower | SetFields | Remove, Field(discriminator="op")
]


class ChangeSet(WireModel):
    """Changes that are written together or not at all."""

    changes: list[Change]


class ChangeResult(WireModel):
    """The rows created, in their wire form and the order of the change set (now with id and create time)."""

    created: list[dict[str, Any]] = []
