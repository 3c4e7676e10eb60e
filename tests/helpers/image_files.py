"""Files that people put into an images folder: good ones, and one of each bad kind, made for real."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

MIB = 1024 * 1024
Make = Callable[[Path], object]


def qemu_img(*arguments: object) -> None:
    """Run it; its failure is the test's."""
    subprocess.run(["qemu-img", *map(str, arguments)], check=True, capture_output=True)


def created(kind: str, *more: str) -> Make:
    """An empty disk of a kind that qemu-img knows."""
    return lambda path: qemu_img("create", "-q", "-f", kind, *more, path, "8M")


@cache
def disk(kind: str = "qcow2", *options: str, text: bool = False) -> bytes:
    """A disk of 3 MiB full of data, as a file of that kind; `text`: data that can be compressed."""
    with TemporaryDirectory() as folder:
        raw, path = Path(folder) / "raw", Path(folder) / "disk"
        some = Random(0).randbytes  # the same every time: an example that failed can be tried again
        raw.write_bytes(b"".join(some(512) * 16 if text else some(8192) for _ in range(384)))
        qemu_img("convert", "-f", "raw", "-O", kind, *options, raw, path)
        return path.read_bytes()


def holding(content: Callable[[], bytes]) -> Make:
    """A file with that content."""
    return lambda path: path.write_bytes(content())


def marked(place: int, bits: int) -> Make:
    """A qcow2 disk with bits set in a byte of its header."""

    def content() -> bytes:
        header = bytearray(disk())
        header[place] |= bits
        return bytes(header)

    return holding(content)


def cd(blocks: int = 64, *, said: int | None = None, boots_as_disk: bool = False) -> bytes:
    """An ISO 9660 image with a volume descriptor and nothing else; `said`: how many blocks it says it has."""
    image = bytearray(blocks * 2048)
    image[0x8000:0x8006] = b"\x01CD001"
    struct.pack_into("<I", image, 0x8000 + 80, blocks if said is None else said)
    struct.pack_into("<H", image, 0x8000 + 128, 2048)
    if boots_as_disk:
        image[510:512] = b"\x55\xaa"
    return bytes(image)


def partitioned(sectors: int, end: int, *, gpt: bool = False) -> bytes:
    """A raw disk with one partition from sector 64 to `end`."""
    image = bytearray(sectors * 512)
    image[510:512] = b"\x55\xaa"
    entry = struct.pack("<BBHBBHII", 0x80, 0, 0, 0xEE if gpt else 0x83, 0, 0, 1 if gpt else 64, end - 64)
    image[446:462] = entry
    if gpt:
        image[512:520] = b"EFI PART"
        struct.pack_into("<QII", image, 512 + 72, 2, 128, 128)
        struct.pack_into("<16s16sQQ", image, 1024, b"\x01" * 16, b"\x02" * 16, 64, end - 1)
    return bytes(image)


def file_system(blocks: int, size: int) -> bytes:
    """The beginning of an ext4 file system of so many blocks of 4 KiB, in a file of that size."""
    image = bytearray(size)
    struct.pack_into("<I", image, 1024 + 4, blocks)
    struct.pack_into("<I", image, 1024 + 24, 2)
    image[1024 + 56 : 1024 + 58] = b"\x53\xef"
    return bytes(image)


def packed(kind: str) -> Make:
    """The disk in an archive, or compressed."""

    def content() -> bytes:
        whole, out = disk(), io.BytesIO()
        if kind == "zip":
            with zipfile.ZipFile(out, "w") as archive:
                archive.writestr("disk.qcow2", whole)
        elif kind == "tar":
            with tarfile.open(fileobj=out, mode="w") as bundle:
                member = tarfile.TarInfo("disk.qcow2")
                member.size = len(whole)
                bundle.addfile(member, io.BytesIO(whole))
        else:
            return {"xz": lzma.compress, "gzip": gzip.compress, "bzip2": bz2.compress}[kind](whole)
        return out.getvalue()

    return holding(content)


def _data_file(path: Path) -> None:
    other = path.with_name("other.raw")
    qemu_img("create", "-q", "-f", "qcow2", "-o", f"data_file={other},data_file_raw=on", path, "8M")


def _overlay(path: Path) -> None:
    base = path.parent.parent / "base.raw"
    base.write_bytes(bytes(8 * MIB))
    qemu_img("create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", path)


def _descriptor(path: Path) -> None:
    """QEMU would open the file that it names, and wait for ever."""
    fifo = path.parent.parent / "fifo"
    os.mkfifo(fifo)
    head = '# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType="monolithicFlat"\n'
    path.write_text(f'{head}RW 2048 FLAT "{fifo}" 0\n')


def _huge(path: Path) -> None:
    header = bytearray(disk())
    header[24:32] = (2**60).to_bytes(8, "big")
    path.write_bytes(header)


def cut(content: Callable[[], bytes], by: int) -> Make:
    """Its last bytes are missing."""
    return holding(lambda: content()[:-by])


def _small_packed() -> bytes:
    return disk("qcow2", "-c", text=True)


BAD: dict[str, tuple[str, Make, str]] = {
    "nothing": ("QCOW2", holding(lambda: b""), "empty"),
    "half a qcow2": ("QCOW2", holding(lambda: disk()[: len(disk()) // 2]), "cut_off"),
    "a qcow2 without its last cluster": ("QCOW2", cut(disk, 65536), "cut_off"),
    "the beginning of a qcow2": ("QCOW2", holding(lambda: disk()[:100]), "cut_off"),
    "a qcow2 without its tables": ("QCOW2", holding(lambda: disk()[:70000]), "cut_off"),
    "a compressed qcow2 without its last 600 bytes": ("QCOW2", cut(_small_packed, 600), "cut_off"),
    "a qcow2 as IMAGE, cut off": ("IMAGE", cut(disk, MIB), "cut_off"),
    "a raw disk without the end of its partition": ("IMAGE", holding(lambda: partitioned(4096, 6000)), "cut_off"),
    "a GPT disk without the end of its partition": (
        "IMAGE",
        holding(lambda: partitioned(4096, 6000, gpt=True)),
        "cut_off",
    ),
    "a file system without its end": ("IMAGE", holding(lambda: file_system(1000, 2 * MIB)), "cut_off"),
    "a CD without its end": ("ISO", holding(lambda: cd(64, said=300)), "cut_off"),
    "a vmdk": ("IMAGE", created("vmdk"), "other_format"),
    "a vmdk, cut off": ("IMAGE", cut(lambda: disk("vmdk"), MIB), "other_format"),
    "a vmdk of two files": ("IMAGE", created("vmdk", "-o", "subformat=monolithicFlat"), "other_format"),
    "a vmdk that names a pipe": ("IMAGE", _descriptor, "other_format"),
    "a vhdx, cut off": ("IMAGE", cut(lambda: disk("vhdx"), MIB), "other_format"),
    "a vpc": ("IMAGE", created("vpc"), "other_format"),
    "a vdi": ("QCOW2", created("vdi"), "other_format"),
    "a qed": ("QCOW2", created("qed"), "other_format"),
    "a qcow of version 1": ("QCOW2", created("qcow"), "other_format"),
    "a raw disk as QCOW2": ("QCOW2", holding(lambda: partitioned(4096, 4096)), "other_format"),
    "a CD as QCOW2": ("QCOW2", holding(cd), "other_format"),
    "a CD as IMAGE": ("IMAGE", holding(cd), "is_cd"),
    "a qcow2 as ISO": ("ISO", holding(disk), "no_cd"),
    "a raw disk as ISO": ("ISO", holding(lambda: partitioned(4096, 4096)), "no_cd"),
    "LUKS": ("IMAGE", holding(lambda: b"LUKS\xba\xbe\x00\x02" + os.urandom(4096)), "encrypted"),
    "an encrypted qcow2": ("QCOW2", marked(35, 2), "encrypted"),
    "a qcow2 with the old encryption": ("QCOW2", marked(35, 1), "encrypted"),
    **{kind: ("IMAGE", packed(kind), "compressed") for kind in ("xz", "gzip", "bzip2", "zip", "tar")},
    "zstd": ("IMAGE", holding(lambda: b"\x28\xb5\x2f\xfd" + os.urandom(4096)), "compressed"),
    "7z": ("ISO", holding(lambda: b"7z\xbc\xaf\x27\x1c" + os.urandom(4096)), "compressed"),
    "a web page": ("IMAGE", holding(lambda: b"\n<!DOCTYPE html><html><body>404</body></html>" * 99), "text"),
    "a JSON answer": ("QCOW2", holding(lambda: json.dumps({"error": "not found"}).encode()), "text"),
    "a text": ("ISO", holding(lambda: "找不到文件\n".encode() * 1000), "text"),
    "an overlay": ("QCOW2", _overlay, "backing"),
    "a disk with a data file": ("QCOW2", _data_file, "data_file"),
    "a disk that was not closed": ("QCOW2", marked(79, 1), "dirty"),
    "a disk that is marked as corrupt": ("QCOW2", marked(79, 2), "corrupt"),
    "a disk of an exbibyte": ("QCOW2", _huge, "too_large"),
    "a link that leads out": ("QCOW2", lambda path: path.symlink_to("../secret.txt"), "link"),
    "a link to itself": ("QCOW2", lambda path: path.symlink_to(path.name), "link"),
    "a pipe": ("IMAGE", lambda path: os.mkfifo(path), "not_regular"),
    "a folder": ("IMAGE", lambda path: path.mkdir(), "not_regular"),
    "no file": ("IMAGE", lambda path: None, "missing"),
}
"""What it is -> how it is described, how it is made, and what it is refused for."""

GOOD: dict[str, tuple[str, Make]] = {
    "a qcow2": ("QCOW2", holding(disk)),
    "a qcow2 of version 2": ("QCOW2", created("qcow2", "-o", "compat=0.10")),
    "a qcow2 with extended tables": ("QCOW2", created("qcow2", "-o", "extended_l2=on")),
    "a compressed qcow2": ("QCOW2", holding(_small_packed)),
    "a qcow2 compressed with zstd": (
        "QCOW2",
        holding(lambda: disk("qcow2", "-c", "-o", "compression_type=zstd", text=True)),
    ),
    "a qcow2 as IMAGE": ("IMAGE", holding(disk)),
    "a raw disk with partitions": ("IMAGE", holding(lambda: partitioned(4096, 4096))),
    "a GPT disk": ("IMAGE", holding(lambda: partitioned(4096, 4000, gpt=True))),
    "a raw file system": ("IMAGE", holding(lambda: file_system(512, 2 * MIB))),
    "a raw disk of zeros": ("IMAGE", holding(lambda: bytes(MIB))),
    "a raw disk of an odd size": ("IMAGE", holding(lambda: bytes(MIB) + os.urandom(100))),
    "a CD that boots as a disk, too": ("IMAGE", holding(lambda: cd(boots_as_disk=True))),
    "a CD": ("ISO", holding(cd)),
    "a link inside": ("QCOW2", lambda path: (path.with_name("x").write_bytes(disk()), path.symlink_to("x"))),
}
"""What it is -> how it is described, and how it is made."""
