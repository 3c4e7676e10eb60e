"""Settings of db_proxy, from the environment (v1's names where v1 had one)."""

from __future__ import annotations

from pydantic import Field

from api_common.settings import ServiceSettings


class DbProxySettings(ServiceSettings):
    """Where the database is, how patient to be with it and how long to keep history."""

    port: int = Field(9091, ge=0, le=65535, description="port to listen on")
    database_url: str = Field(
        "sqlite:////db/kubeiaas.db", description="sqlite:///<file> or postgresql://user@host/database"
    )
    database_pool_size: int = Field(16, ge=2, description="connections kept open to the database")
    database_lock_seconds: float = Field(10, gt=0, description="longest wait for another writer")
    operation_retention_days: int = Field(30, ge=1, description="how long ended operations are kept")
    event_retention: int = Field(100_000, ge=1000, description="how many events of the change feed are kept")
    audit_retention_days: int = Field(365, ge=1, description="how long the audit log is kept")
