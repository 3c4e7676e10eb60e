"""Bodies of the requests under `/spec_config`, and what a value of each type must look like."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from api_common.contract.states import IpType, SpecType, VmStatus, VolumeStatus
from iaas_core.forms.base import MAX_CPUS, MAX_DISK_GIB, MAX_MEMORY_GIB, TEXT_PATTERN, Form, Int, any_case, check_text

Line = Annotated[
    str,
    Field(min_length=1, max_length=255, json_schema_extra={"pattern": TEXT_PATTERN}),
    AfterValidator(check_text),
]
_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(:\d{1,5})?")


class CreateSpecConfigForm(Form):
    """An option of one of the types."""

    type: Annotated[SpecType, BeforeValidator(any_case)]
    value: Line
    description: Line

    @field_validator("value")
    @classmethod
    def _fits_type(cls, value: str, others: ValidationInfo) -> str:
        type_ = others.data.get("type")
        if type_ is not None and (problem := problem_of(type_, value.strip())):
            raise ValueError(f"{problem} (type {type_})")
        return value


class EditSpecConfigForm(CreateSpecConfigForm):
    """All fields of an existing option."""

    id: Int


class DeleteSpecConfigForm(Form):
    """An option to delete."""

    id: Int


def problem_of(type_: SpecType, value: str) -> str | None:
    """What is wrong with a value, or null."""
    if type_ is SpecType.VM_COMPUTE:
        return None if compute(value) else "must be `cpus,memory` such as 2,4 (cores, GiB)"
    if type_ in (SpecType.SYS_VOLUME, SpecType.DATA_VOLUME):
        fits = value.isascii() and value.isdigit() and 0 < int(value[:9]) <= MAX_DISK_GIB
        return None if fits else "must be a size in GiB"
    if type_ is SpecType.VNC_DOMAIN:
        return None if _DOMAIN.fullmatch(value) else "must be a domain, with a port if needed"
    words = {SpecType.VM_STATUS: VmStatus, SpecType.VOLUME_STATUS: VolumeStatus, SpecType.NETWORK_TYPE: IpType}[type_]
    return None if value in {str(word) for word in words} else f"must be one of {', '.join(words)}"


def compute(value: str | None) -> tuple[int, int] | None:
    """Cores and GiB of a VM_COMPUTE value; null for one that is no such value (old rows)."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*,\s*(\d{1,6})\s*", value or "", re.ASCII)
    if not found:
        return None
    cpus, memory = int(found[1]), int(found[2])
    return (cpus, memory) if 0 < cpus <= MAX_CPUS and 0 < memory <= MAX_MEMORY_GIB else None
