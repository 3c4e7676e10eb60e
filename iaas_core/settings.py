"""Settings of iaas_core. Names of v1 are kept; see `deploy/README.md` for the whole table."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from api_common.identity import USERNAME_PATTERN
from api_common.settings import ServiceSettings

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+")


class CoreSettings(ServiceSettings):
    """What iaas_core needs to know beside the common settings."""

    port: int = Field(9080, ge=0, le=65535, description="port to listen on")

    iaas_core_node_name: str = Field("", description="node that runs iaas-core")
    db_proxy_node_name: str = Field("", description="node that runs db-proxy")
    rs_opt_node_name: str = Field("", description="node that runs resource-operator")
    img_opt_node_name: str = Field("", description="node that runs image-operator")
    agent_node_name_list: str = Field("", description="work nodes, separated by commas")
    dhcp_node_name: str = Field(
        "", description="v1's network node, whose DHCP the services page shows; empty: every work node's"
    )
    vnc_node_name: str = Field("", description="node that runs iaas-novnc")
    nfs_ip: str = Field("", description="NFS server, name or address")

    auth_mode: Literal["required", "none"] = Field(
        "required", description="`none`: everybody may do everything, as in v1; for the time of moving over only"
    )
    session_hours: float = Field(12, gt=0, le=24 * 30, description="how long a sign-in lasts")
    first_admin_name: str = Field("admin", pattern=USERNAME_PATTERN, description="name of the first administrator")
    first_admin_password: SecretStr = Field(
        SecretStr(""), description="password of the first administrator; empty: one is made up and printed once"
    )
    first_admin_password_file: Path | None = Field(None, description="file with that password instead")
    sign_ins_per_minute: int = Field(120, ge=1, description="attempts to sign in from one address")
    tickets_per_minute: int = Field(120, ge=1, description="tickets for screens and event streams for one user")

    cors_origins: str = Field(
        "", description="origins of others' web pages that may call the API, separated by commas; empty: none"
    )

    novnc_url: str = Field("", description="address of the VNC proxy for browsers; empty: the vnc host's node port")
    vnc_ticket_key_file: Path = Field(Path("/secrets/vnc-ticket-keys"), description="keys of console tickets")

    operation_workers: int = Field(32, ge=1, description="operations that are worked on at the same time")
    operation_lease_seconds: float = Field(30, gt=0, description="how long a claim of an operation holds unrenewed")
    operation_give_up_seconds: float = Field(300, gt=0, description="how long a step waits for an absent service")
    operation_undo_seconds: float = Field(
        24 * 3600, gt=0, description="how long an undo that is refused is tried before the operation is stuck"
    )
    reply_wait_seconds: float = Field(50, ge=0, description="how long a power request waits for its end (v1: 60 s)")
    stop_grace_seconds: float = Field(20, ge=0, description="time a guest has to shut down before its power is cut")
    host_starts_at_once: int = Field(
        4, ge=1, description="VMs of one host that are started at the same time after it lost power"
    )
    host_silent_seconds: float = Field(100, gt=0, description="a host not heard of for so long is OFFLINE")
    max_page_size: int = Field(1000, ge=1, description="largest page that is answered")

    @property
    def origins(self) -> tuple[str, ...]:
        """The single `cors_origins`."""
        return _single(self.cors_origins)

    @field_validator("cors_origins")
    @classmethod
    def _single_origins(cls, given: str) -> str:
        origins = _single(given)
        if "*" in origins and len(origins) > 1:
            raise ValueError("* means every origin, so it stands alone; name the others without it")
        for origin in origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"{origin!r} is no origin; write it like https://console.example.org:8443, without a path"
                )
        return given


def _single(listed: str) -> tuple[str, ...]:
    return tuple(stripped for part in listed.split(",") if (stripped := part.strip()))
