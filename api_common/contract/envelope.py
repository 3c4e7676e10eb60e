"""Pages as they cross between services and, unchanged, to v1 clients."""

from __future__ import annotations

from typing import Generic, TypeVar

from api_common.contract.base import WireModel

T = TypeVar("T")


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
