"""An image of the catalogue as image_operator reads it from its YAML file."""

from __future__ import annotations

from api_common.contract.base import WireModel
from api_common.contract.envelope import PageQuery
from api_common.contract.sorting import ImageSort
from api_common.contract.states import ImageFormat, ImageOsArch, ImageOsMode, ImageOsType, ImageStatus


class ChildImage(WireModel):
    """A further file that comes with an image, such as a driver ISO."""

    uuid: str
    filename: str


class Image(WireModel):
    """One YAML file of the images folder. `uuid` is the file's name, extension included.

    A file that cannot be read or used has no status other than ERROR and says why in `problem`. One that has no verdict
    yet, because it is being looked at or is still being written, is PREPARE.
    """

    id: int | None = None
    uuid: str
    name: str | None = None
    description: str | None = None
    filename: str | None = None
    """The disk file, beside the YAML file: one path component."""
    format: ImageFormat | None = None
    vd_size: int | None = None
    """Smallest system disk in GiB."""
    status: ImageStatus | None = None
    os_type: ImageOsType | None = None
    os_arch: ImageOsArch | None = None
    os_mode: ImageOsMode | None = None
    children: list[ChildImage] = []
    problem: str | None = None
    problem_code: str | None = None
    """The same for programs, in a word."""
    virtual_size: int | None = None
    """Size in GiB, rounded up, of the disk that the file holds; null while unknown and for ISO images."""


class ImageText(WireModel):
    """The text of an image's YAML file, as somebody wrote it."""

    content: str


class ImageRemoval(WireModel):
    """`files_kept`: remove the description only. Otherwise disk and children go too, where no other image names them;
    those in `in_use` stay."""

    files_kept: bool = False
    in_use: list[str] = []


class ImageUseQuery(WireModel):
    """An image and the names of its files, children's included."""

    uuid: str
    files: list[str] = []


class ImageLeaving(WireModel):
    """Somebody is about to delete an image; with `force` also one that VMs were made of."""

    uuid: str
    files: list[str] = []
    force: bool = False


class ImageUse(WireModel):
    """Who needs an image: the VMs made from it, and per file the VMs that have it as a CD (uuids)."""

    vms: list[str] = []
    files: dict[str, list[str]] = {}


class ImageFilter(PageQuery):
    """`keywords` is a case-sensitive substring of the raw YAML text."""

    keywords: str = ""
    hidden: list[str] = []
    """Images (uuids) that are left out and not counted."""
    sort: ImageSort | None = None
