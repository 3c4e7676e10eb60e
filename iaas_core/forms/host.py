"""Bodies of the requests under `/host`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from iaas_core.forms.base import Flag, Form, OptionalUuid, Uuid, whole_number

LIMIT = 1_000_000
Limit = Annotated[int, Field(ge=0, le=LIMIT), BeforeValidator(whole_number)]


class SetHostResourceForm(Form):
    """Limits of a host: cores and GiB. 0 means no limit."""

    host_uuid: Uuid
    vcpu: Limit
    mem: Limit
    storage: Limit


class RemoveHostForm(Form):
    """A host that is gone for good. `name` is typed again, for its VMs' system disks are given up with it."""

    host_uuid: Uuid
    name: Annotated[str, Field(min_length=1, max_length=253)]


class RecoverForm(Form):
    """Rebuild rows from what the hosts hold: all hosts, or one. Without `dryRun: false` nothing is written."""

    host_uuid: OptionalUuid = None
    dry_run: Flag = True
