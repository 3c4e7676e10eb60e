"""Typed, frozen settings from the environment, one model per service.

A service's `settings.py` subclasses :class:`ServiceSettings`; its `main.py` builds the object once and hands it down.
Names are v1's environment variables, in upper case without a prefix; nothing else in the suite reads the environment;
an empty variable is like none.
Secrets are files named by a setting, never values of one, so printing settings shows none.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

S = TypeVar("S", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """What every service needs to know."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False, env_ignore_empty=True)

    host_name: str = Field(default_factory=socket.gethostname, description="Kubernetes node name of this process")
    host_ip: str = Field("127.0.0.1", description="address of that node")
    bind_address: str = Field("0.0.0.0", description="address to listen on")
    port: int = Field(0, ge=0, le=65535, description="port to listen on")
    trusted_proxies: str = Field(
        "", description="addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas"
    )
    log_level: str = Field("INFO", description="lowest level that is logged")
    service_tokens_dir: Path | None = Field(None, description="folder with one file of tokens per service")
    tls_dir: Path | None = Field(
        None, description="folder with tls.crt, tls.key and ca.crt of this service; empty: plain HTTP"
    )
    worker_threads: int = Field(64, ge=4, description="requests that are worked on at the same time")
    iaas_core_url: str = Field("http://iaas-core:9080", description="where iaas-core answers")
    db_proxy_url: str = Field("http://db-proxy:9091", description="where db-proxy answers")
    resource_operator_url: str = Field("http://resource-operator:9092", description="where resource-operator answers")
    image_operator_url: str = Field("http://image-operator:9093", description="where image-operator answers")
    call_timeout_seconds: float = Field(20, gt=0, description="longest wait for an answer of another service")


def load(model: type[S]) -> S:
    """Build the settings of a service from the environment; end the process with a clear text if they are wrong."""
    try:
        return model()
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        raise SystemExit("settings are wrong; correct these environment variables:\n" + "\n".join(lines)) from None
