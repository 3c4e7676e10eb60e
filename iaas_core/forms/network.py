"""Bodies of the requests under `/ip_segment`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from api_common.contract.states import IpType
from iaas_core.forms.base import Bridge, Form, Int, Ipv4, Name, Uuid, any_case


class CreateIpSegmentForm(Form):
    """A range of addresses on one bridge of one host, both ends included."""

    name: Name
    host_uuid: Uuid
    type: Annotated[IpType, BeforeValidator(any_case)]
    bridge: Bridge
    ip_range_start: Ipv4
    ip_range_end: Ipv4
    gateway: Ipv4
    netmask: Ipv4
    dns: Annotated[str, Field(pattern=r"^([0-9]{1,3}(\.[0-9]{1,3}){3})?$")] | None = None


class EditIpSegmentForm(CreateIpSegmentForm):
    """All fields of an existing segment; `dns` null leaves it."""

    ip_segment_id: Int


class DeleteIpSegmentForm(Form):
    """A segment to delete; refused while addresses of it are in use."""

    ip_segment_id: Int
