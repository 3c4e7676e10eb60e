"""What routers work with: the services, and how a request's asker and page are read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Header, Query, Request

from api_common.contract.sorting import Order
from api_common.errors import invalid
from api_common.web.rate_limit import RateLimit
from iaas_core.auth.callers import Caller
from iaas_core.routes.remembered import Remembered
from iaas_core.services.api_keys import ApiKeys
from iaas_core.services.audit_log import AuditLog
from iaas_core.services.console import Console
from iaas_core.services.devices import Devices
from iaas_core.services.hosts import Hosts
from iaas_core.services.image_publish import Publishing
from iaas_core.services.images import Images
from iaas_core.services.operations import Operations
from iaas_core.services.owners import Owners
from iaas_core.services.recovery import Recovery
from iaas_core.services.registry import ServiceRegistry
from iaas_core.services.request import Asker
from iaas_core.services.retries import Retries
from iaas_core.services.segments import Segments
from iaas_core.services.sign_in import SignIns
from iaas_core.services.spec_configs import SpecConfigs
from iaas_core.services.user_groups import UserGroups
from iaas_core.services.users import Users
from iaas_core.services.vm_create import VmCreation
from iaas_core.services.vm_query import VmQueries
from iaas_core.services.vm_work import VmWork
from iaas_core.services.volume_query import VolumeQueries
from iaas_core.services.volume_work import VolumeWork

W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True)
class Limits:
    """How often may be asked for what tells something to whoever guesses, or costs a lot."""

    sign_in: RateLimit
    """Per address."""
    password: RateLimit
    """Per user."""
    ticket: RateLimit
    """Per user."""


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
    retries: Retries
    segments: Segments
    images: Images
    hosts: Hosts
    recovery: Recovery
    registry: ServiceRegistry
    sign_ins: SignIns
    users: Users
    user_groups: UserGroups
    api_keys: ApiKeys
    owners: Owners
    audit_log: AuditLog
    warnings: tuple[str, ...]
    """What everybody who looks at the services should know."""
    spec_configs: SpecConfigs
    remembered: Remembered
    limits: Limits
    max_page_size: int


async def _caller(request: Request) -> Caller:
    """Put there by the guard. Asynchronous: no thread for a look."""
    caller: Caller = request.state.caller
    return caller


CallerOf = Annotated[Caller, Depends(_caller)]


async def _asker(
    caller: CallerOf,
    prefer: Annotated[
        str | None, Header(alias="Prefer", description="`respond-async`: answer at once, do not wait for the end")
    ] = None,
) -> Asker:
    at_once = wants_no_waiting(prefer)
    return Asker(caller, at_once=at_once)


def wants_no_waiting(prefer: str | None) -> bool:
    """What the header `Prefer` says."""
    return "respond-async" in (prefer or "").lower()


AskerOf = Annotated[Asker, Depends(_asker)]
PageNum = Annotated[int, Query(ge=1, le=10_000_000, description="1-based")]
PageSize = Annotated[int, Query(ge=1, le=10_000_000)]
Keywords = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Paging:
    """Which rows of a list."""

    page_num: int
    page_size: int
    order: Order

    def fields(self, services: Services) -> dict[str, Any]:
        """For a filter; a size above the limit is refused (D54)."""
        size = checked_size(services, self.page_size)
        return {"page_num": self.page_num, "page_size": size, "order": self.order}


async def _paging(
    page_num: PageNum,
    page_size: PageSize,
    order: Annotated[Order, Query(description="of `sort`; what has no value comes last")] = Order.ASC,
) -> Paging:
    return Paging(page_num, page_size, order)


PagingOf = Annotated[Paging, Depends(_paging)]


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
