"""What a disk file is, by its own first bytes: no program is run on a stranger's file to find that out.

Pure: `disk_files` brings the bytes. A raw disk can hold anything, so only what is certainly something else is refused;
each refusal has a code for programs and a sentence that says what to do.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

HEAD_BYTES = 64 * 1024
MAX_DISK_GIB = 65536
SECTOR = 512
_CD_START = 16 * 2048
_CD_SLACK = 150 * 2048
"""Programs that burn CDs pad them by so much, and not all of it is always copied."""
_OFFSET = 0x00FF_FFFF_FFFF_FE00
_PACKED_CLUSTER = 1 << 62
_MOST_TABLES = 4096
"""Of a qcow2 file; with usual clusters the tables of 2 TiB."""
Read = Callable[[int, int], bytes]
"""Bytes of the file: (offset, length); fewer at its end."""


@dataclass(frozen=True)
class Content:
    """`cd`: it is a CD image, which some are beside being a raw disk (`disk`: it is made to boot from one)."""

    format: Literal["qcow2", "raw"]
    virtual_size: int
    cd: bool = False
    disk: bool = True


class UnfitError(Exception):
    """Why a file cannot be used: a code, and the end of a sentence that begins with the file."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code
        self.why = why


_PACKED = {
    b"\xfd7zXZ\x00": "xz",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"Rar!\x1a\x07": "rar",
    b"\x04\x22\x4d\x18": "lz4",
    b"LZIP": "lzip",
    b"\x89LZO\x00": "lzop",
    b"\x5d\x00\x00\x80\x00": "lzma",
    b"MSWIM\x00\x00\x00": "wim",
    b"\x1f\x9d": "compress",
}
_OTHER_DISKS = {
    b"KDMV": "vmdk",
    b"COWD": "vmdk",
    b"vhdxfile": "vhdx",
    b"conectix": "vpc",
    b"QED\x00": "qed",
    b"WithoutFreeSpace": "parallels",
    b"WithouFreSpacExt": "parallels",
    b"Bochs Virtual HD Image": "bochs",
}
_LUKS = b"LUKS\xba\xbe"
_QCOW = b"QFI\xfb"
_DESCRIPTOR = b"# Disk DescriptorFile"


def content_of(size: int, read: Read) -> Content:
    """What the file is; :class:`UnfitError` if no guest can use it."""
    if size == 0:
        raise UnfitError("empty", "is empty; copy it again")
    try:
        return _content(read(0, HEAD_BYTES), size, read)
    except struct.error:
        raise UnfitError("cut_off", "is cut off: it ends within its header; copy or download it again") from None


def _content(head: bytes, size: int, read: Read) -> Content:
    if head.startswith(_QCOW):
        return _qcow2(head, size)
    _refuse_other_disks(head)
    _refuse_packed(head)
    if head.startswith(_LUKS):
        raise UnfitError("encrypted", "is encrypted (LUKS); take the encryption off: guests are not asked for a key")
    _refuse_text(head)
    cd = _is_cd(head)
    if cd:
        _refuse_short_cd(head, size)
    else:
        _refuse_short_disk(head, size, read)
    boots = head[510:512] == b"\x55\xaa"
    return Content("raw", size, cd=cd, disk=boots or not cd)


def _refuse_other_disks(head: bytes) -> None:
    kind = next((kind for magic, kind in _OTHER_DISKS.items() if head.startswith(magic)), None)
    if kind is None and (head[:2048].lstrip().startswith(_DESCRIPTOR)):
        kind = "vmdk"
    if kind is None and head[64:68] == b"\x7f\x10\xda\xbe":
        kind = "vdi"
    if kind:
        raise UnfitError(
            "other_format", f"is a {kind} disk; only qcow2, raw and ISO work: convert it (qemu-img convert -O qcow2)"
        )


def _refuse_packed(head: bytes) -> None:
    kind = next((kind for magic, kind in _PACKED.items() if head.startswith(magic)), None)
    if kind is None and head[257:262] == b"ustar":
        kind = "tar or OVA"
    if kind:
        raise UnfitError("compressed", f"is compressed or packed ({kind}); unpack it and put the disk in its place")


def _refuse_text(head: bytes) -> None:
    sample = head[:4096]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = sample.decode("utf-16", errors="ignore")
    else:
        text = sample[: len(sample) - 3 if len(head) > len(sample) else None].decode("utf-8-sig", errors="replace")
    if not text or not all(letter.isprintable() or letter in "\t\n\r\f" for letter in text) or "\ufffd" in text[:-3]:
        return
    begin = text.lstrip().lower()
    kind = "a web page" if begin.startswith(("<!doctype", "<html", "<head", "<?xml")) else "text"
    kind = "a JSON answer" if begin[:1] in ("{", "[") else kind
    raise UnfitError("text", f"is {kind}, not a disk; its server answered something else: download it again")


def _is_cd(head: bytes) -> bool:
    places = range(_CD_START, len(head) - 6, 2048)
    return any(head[place + 1 : place + 6] in (b"CD001", b"BEA01", b"NSR02", b"NSR03") for place in places)


def _refuse_short_cd(head: bytes, size: int) -> None:
    volume = head[_CD_START : _CD_START + 2048]
    if volume[:6] != b"\x01CD001":
        return
    said = struct.unpack_from("<I", volume, 80)[0] * struct.unpack_from("<H", volume, 128)[0]
    _require_size(said - _CD_SLACK, size, said)


def _refuse_short_disk(head: bytes, size: int, read: Read) -> None:
    """A partition or a file system that goes on behind the end of the file."""
    if head[SECTOR : SECTOR + 8] == b"EFI PART":
        said = _end_of_gpt(head, read)
    elif head[510:512] == b"\x55\xaa" and not _is_file_system(head):
        said = _end_of_mbr(head)
    elif head[1080:1082] == b"\x53\xef":
        blocks, scale = struct.unpack_from("<I", head, 1028)[0], struct.unpack_from("<I", head, 1048)[0]
        said = blocks << (10 + scale) if scale <= 6 else 0
    elif head.startswith(b"XFSB"):
        block, blocks = struct.unpack_from(">IQ", head, 4)
        said = block * blocks
    else:
        return
    _require_size(said, -(-size // SECTOR) * SECTOR, said)


def _is_file_system(head: bytes) -> bool:
    return head[3:11] in (b"NTFS    ", b"EXFAT   ") or head[54:57] == b"FAT" or head[82:85] == b"FAT"


def _end_of_mbr(head: bytes) -> int:
    ends = [0]
    for place in range(446, 510, 16):
        active, kind = head[place], head[place + 4]
        begin, length = struct.unpack_from("<II", head, place + 8)
        if active not in (0, 0x80):
            return 0  # no table of partitions, but a program
        if kind not in (0, 0xEE) and begin:
            ends.append((begin + length) * SECTOR)
    return max(ends)


def _end_of_gpt(head: bytes, read: Read) -> int:
    place, number, length = struct.unpack_from("<QII", head, SECTOR + 72)
    if length < 128 or number > 1024 or length > 4096:
        return 0
    table = read(place * SECTOR, number * length)
    ends = [0]
    for entry in range(0, len(table) - 127, length):
        if any(table[entry : entry + 16]):
            ends.append((struct.unpack_from("<Q", table, entry + 40)[0] + 1) * SECTOR)
    return max(ends)


def _require_size(wanted: int, size: int, said: int) -> None:
    if wanted > size:
        raise UnfitError(
            "cut_off", f"is cut off: it says that it has {said} bytes and has {size}; copy or download it again"
        )


def _qcow2(head: bytes, size: int) -> Content:
    if len(head) < 104:
        raise UnfitError("cut_off", "is cut off: not even its header is there; copy or download it again")
    version, backing, _, cluster_bits, virtual, crypt = struct.unpack_from(">IQIIQI", head, 4)
    l1_size, l1, refcounts, refcount_clusters = struct.unpack_from(">IQQI", head, 36)
    if version not in (2, 3):
        raise UnfitError("other_format", f"is a qcow disk of version {version}; convert it (qemu-img convert -O qcow2)")
    features = struct.unpack_from(">Q", head, 72)[0] if version == 3 else 0
    if crypt:
        raise UnfitError("encrypted", "is encrypted; take the encryption off (qemu-img convert): nobody gives the key")
    if backing:
        raise UnfitError(
            "backing", f"refers to another file ({_backing(head)}); make it stand alone: qemu-img convert -O qcow2"
        )
    if features & 4:
        raise UnfitError("data_file", "refers to another file for its data; make it stand alone: qemu-img convert")
    if features & 2:
        raise UnfitError("corrupt", "is marked as corrupt; repair it (qemu-img check -r all) or copy it again")
    if features & 1:
        raise UnfitError("dirty", "was not closed properly; repair it: qemu-img check -r all")
    if virtual > MAX_DISK_GIB << 30:
        raise UnfitError("too_large", f"holds a disk of {virtual >> 30} GiB; {MAX_DISK_GIB} are the most")
    if not 9 <= cluster_bits <= 21:
        raise UnfitError("corrupt", "cannot be used: its header makes no sense; copy it again")
    if l1 + l1_size * 8 > size or refcounts + (refcount_clusters << cluster_bits) > size + (1 << cluster_bits):
        raise UnfitError("cut_off", "is cut off: its tables lie behind its end; copy or download it again")
    return Content("qcow2", virtual)


def _backing(head: bytes) -> str:
    place, length = struct.unpack_from(">QI", head, 8)
    return head[place : place + min(length, 200)].decode(errors="replace")


def require_packed_clusters(head: bytes, size: int, read: Read) -> None:
    """The compressed clusters of a qcow2 file end before the file does.

    A cluster of plain data may reach over its end, where nothing was written yet; half a compressed one is lost.
    """
    cluster_bits, version = struct.unpack_from(">I", head, 20)[0], struct.unpack_from(">I", head, 4)[0]
    l1_size, l1 = struct.unpack_from(">IQ", head, 36)
    wide = version == 3 and struct.unpack_from(">Q", head, 72)[0] & 16
    sector_bits = cluster_bits - 8
    places = (1 << (62 - sector_bits)) - 1
    for table in _words(read(l1, min(l1_size, _MOST_TABLES) * 8)):
        if table & _OFFSET:
            entries = _words(read(table & _OFFSET, 1 << cluster_bits))[:: 2 if wide else 1]
            for entry in entries:
                if entry & _PACKED_CLUSTER:
                    sectors = (entry >> (62 - sector_bits)) & ((1 << sector_bits) - 1)
                    end = (entry & places) // SECTOR * SECTOR + (sectors + 1) * SECTOR
                    _require_size(end - SECTOR + 1, size, end)


def _words(table: bytes) -> Sequence[int]:
    return struct.unpack(f">{len(table) // 8}Q", table[: len(table) // 8 * 8])
