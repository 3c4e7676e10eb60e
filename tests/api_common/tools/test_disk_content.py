"""What bytes are: that nothing breaks the reader, and that headers which claim too much cost nothing."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api_common.tools.disk_content import UnfitError, content_of, require_packed_clusters
from tests.helpers.image_files import cd, disk, file_system, partitioned

WHOLE = [disk(), cd(), partitioned(100, 100), partitioned(100, 90, gpt=True), file_system(2, 8192), b"QFI\xfb" * 99]


def read_of(data: bytes, lengths: list[int] | None = None) -> object:
    def read(place: int, length: int) -> bytes:
        if lengths is not None:
            lengths.append(length)
        return data[place : place + length]

    return read


CHANGES = st.lists(st.tuples(st.integers(0, 40_000), st.binary(min_size=1, max_size=8)))


@given(st.sampled_from(WHOLE), CHANGES, st.integers(0, 4_000_000))
def test_no_bytes_break_the_reader(whole: bytes, changes: list[tuple[int, bytes]], length: int) -> None:
    broken = bytearray(whole)
    for place, value in changes:
        broken[place : place + len(value)] = value
    cut = bytes(broken[:length])
    lengths: list[int] = []
    try:
        found = content_of(len(cut), read_of(cut, lengths))  # type: ignore[arg-type]
        if found.format == "qcow2":
            require_packed_clusters(cut[:65536], len(cut), read_of(cut, lengths))  # type: ignore[arg-type]
    except UnfitError as unfit:
        assert unfit.code and unfit.why
    assert max(lengths, default=0) <= 4 * 1024 * 1024


@given(st.binary(max_size=300))
def test_no_text_or_noise_breaks_it(data: bytes) -> None:
    try:
        assert content_of(len(data), read_of(data)).format == "raw"  # type: ignore[arg-type]
    except UnfitError as unfit:
        assert unfit.why


@pytest.mark.parametrize("entries", [2**32 - 1, 0])
def test_a_table_of_partitions_that_claims_too_much_is_none(entries: int) -> None:
    image = bytearray(partitioned(100, 6000, gpt=True))
    struct.pack_into("<II", image, 512 + 80, entries, 128)
    lengths: list[int] = []
    content_of(len(image), read_of(bytes(image), lengths))  # type: ignore[arg-type]
    assert max(lengths) <= 65536


@pytest.mark.parametrize(
    "data", [cd()[: 0x8000 + 10], b"XFSB" + bytes(4), partitioned(100, 90, gpt=True)[:530], disk()[:90]]
)
def test_what_ends_within_its_header_is_cut_off(data: bytes) -> None:
    with pytest.raises(UnfitError) as refused:
        content_of(len(data), read_of(data))  # type: ignore[arg-type]
    assert refused.value.code == "cut_off"
