"""Who caused the present work, in each thread for itself."""

from __future__ import annotations

import threading

import pytest

from api_common.context import CALLER, OPERATION_ID, REQUEST_ID, bound


def present() -> tuple[str, str, str]:
    return REQUEST_ID.get(), OPERATION_ID.get(), CALLER.get()


def test_ids_hold_for_a_block_and_inner_ones_cover_outer_ones() -> None:
    with bound(request_id="r", caller="c"):
        assert present() == ("r", "", "c")
        with bound(operation_id="o", caller="d"):
            assert present() == ("r", "o", "d")
        assert present() == ("r", "", "c")
    assert present() == ("", "", "")


def test_they_are_given_back_after_a_failure() -> None:
    with pytest.raises(RuntimeError), bound(request_id="r"):
        raise RuntimeError
    assert present() == ("", "", "")


def test_another_thread_has_its_own() -> None:
    seen: list[tuple[str, str, str]] = []
    with bound(request_id="r"):
        thread = threading.Thread(target=lambda: seen.append(present()))
        thread.start()
        thread.join()
    assert seen == [("", "", "")]
