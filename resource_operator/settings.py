"""Settings of resource_operator; see `deploy/README.md` for the whole table."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api_common.settings import ServiceSettings


class ResourceSettings(ServiceSettings):
    """What resource_operator needs to know beside the common settings."""

    port: int = Field(9092, ge=0, le=65535, description="port to listen on")
    placement_strategy: Literal["round_robin", "spread", "pack"] = Field(
        "round_robin", description="which of the hosts with room is taken: in turn, the emptiest or the fullest"
    )
