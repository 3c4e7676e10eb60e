"""Counting pages."""

from __future__ import annotations

import pytest

from api_common.contract.envelope import Page, total_pages


@pytest.mark.parametrize(
    ("total", "size", "pages"),
    [(0, 10, 0), (0, 0, 0), (1, 10, 1), (10, 10, 1), (11, 10, 2), (5, 0, 1), (5, 1, 5)],
)
def test_pages(total: int, size: int, pages: int) -> None:
    assert total_pages(total, size) == pages


def test_a_page_on_the_wire_is_as_in_v1() -> None:
    page = Page[int](content=[1], total_pages=2, total_elements=3)
    assert page.to_wire() == {"content": [1], "totalPages": 2, "totalElements": 3}
