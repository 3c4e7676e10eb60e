"""What routers work with: the services, and how a request's asker and page are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Query

from api_common.errors import invalid
from iaas_core.routes.remembered import Remembered
from iaas_core.services.console import Console
from iaas_core.services.devices import Devices
from iaas_core.services.hosts import Hosts
from iaas_core.services.image_publish import Publishing
from iaas_core.services.images import Images
from iaas_core.services.operations import Operations
from iaas_core.services.recovery import Recovery
from iaas_core.services.registry import ServiceRegistry
from iaas_core.services.request import KEY_PATTERN, Asker
from iaas_core.services.segments import Segments
from iaas_core.services.spec_configs import SpecConfigs
from iaas_core.services.vm_create import VmCreation
from iaas_core.services.vm_query import VmQueries
from iaas_core.services.vm_work import VmWork
from iaas_core.services.volume_query import VolumeQueries
from iaas_core.services.volume_work import VolumeWork

W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True)
class Services:
    """All use cases, built once by `main`."""

    vm_creation: VmCreation
    vm_work: VmWork
    vm_queries: VmQueries
    volume_work: VolumeWork
    volume_queries: VolumeQueries
    devices: Devices
    publishing: Publishing
    console: Console
    operations: Operations
    segments: Segments
    images: Images
    hosts: Hosts
    recovery: Recovery
    registry: ServiceRegistry
    spec_configs: SpecConfigs
    remembered: Remembered
    max_page_size: int


def _asker(
    idempotency_key: Annotated[
        str | None,
        Header(alias="Idempotency-Key", pattern=KEY_PATTERN, description="the same key again gets the same operation"),
    ] = None,
    prefer: Annotated[
        str | None, Header(alias="Prefer", description="`respond-async`: answer at once, do not wait for the end")
    ] = None,
) -> Asker:
    at_once = "respond-async" in (prefer or "").lower()
    return Asker(idempotency_key=idempotency_key, at_once=at_once)


AskerOf = Annotated[Asker, Depends(_asker)]
PageNum = Annotated[int, Query(ge=1, le=10_000_000, description="1-based")]
PageSize = Annotated[int, Query(ge=1, le=10_000_000)]
Keywords = Annotated[str, Query(max_length=200)]


def checked_size(services: Services, wanted: int) -> int:
    """The size of a page, refused above the limit (D54)."""
    if wanted > services.max_page_size:
        raise invalid("page_size", f"at most {services.max_page_size} rows a page")
    return wanted


def statuses_in(words: type[W], text: str | None) -> list[W] | None:
    """A text that is no status finds nothing, as in v1; null is no filter."""
    if text is None:
        return None
    word = text.strip().upper()
    return [words(word)] if word in set(words) else []


def no_filter(text: str) -> str | None:
    """Absent, empty and the four letters `null` all mean: any."""
    return None if text in ("", "null") else text
