"""The body of `/device/attach` and `/device/detach`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from api_common.contract.states import DeviceType
from iaas_core.forms.base import Form, Uuid, any_case

_Number = Annotated[str, Field(pattern=r"^[0-9]{1,3}$")]
_Id = Annotated[str, Field(pattern=r"^0x[0-9A-Fa-f]{4}$")]


class DeviceForm(Form):
    """A device of the VM's host; all five parts together name it."""

    vm_uuid: Uuid
    type: Annotated[DeviceType, BeforeValidator(any_case)]
    bus: _Number
    dev: _Number
    vendor: _Id
    product: _Id
