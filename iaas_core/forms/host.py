"""Bodies of the requests under `/host`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from iaas_core.forms.base import Form, OptionalUuid, Size, Uuid

LIMIT = 1_000_000


class SetHostResourceForm(Form):
    """Limits of a host: cores and GiB. 0 means no limit."""

    host_uuid: Uuid
    vcpu: Annotated[Size, Field(le=LIMIT)]
    mem: Annotated[Size, Field(le=LIMIT)]
    storage: Annotated[Size, Field(le=LIMIT)]


class RecoverForm(Form):
    """Rebuild rows from what the hosts hold: all hosts, or one. Without `dryRun: false` nothing is written."""

    host_uuid: OptionalUuid = None
    dry_run: bool = True
