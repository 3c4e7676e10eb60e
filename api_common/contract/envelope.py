"""Pages as they cross between services and, unchanged, to v1 clients."""

from __future__ import annotations

from typing import Generic, TypeVar

from api_common.contract.base import WireModel
from api_common.contract.sorting import Order

T = TypeVar("T")


class PageQuery(WireModel):
    """Which rows of a list: the base of all filters, which add `sort`, a word of `sorting`."""

    page_num: int = 1
    """From 1 on."""
    page_size: int = 0
    """0 means all rows."""
    order: Order = Order.ASC
    """Of `sort`."""


class Page(WireModel, Generic[T]):
    """Rows of one page; beyond the last page `content` is empty and the totals are right."""

    content: list[T]
    total_pages: int
    total_elements: int


def total_pages(total: int, page_size: int) -> int:
    """Number of pages that `total` rows fill; 0 when there are none. `page_size` 0 means one page of all."""
    if not total:
        return 0
    return -(-total // page_size) if page_size else 1
