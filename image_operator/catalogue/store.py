"""The catalogue: what lies in the images folder now, sorted by name.

Asked by the routes, `readiness` and `metrics`. A YAML file is parsed again only when it changed; that and the presence
of the disk files are looked at for every answer, so an image appears and disappears with its files. Writes nothing.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from api_common.contract.envelope import Page, total_pages
from api_common.contract.image import Image, ImageFilter
from api_common.contract.states import ImageStatus
from api_common.errors import ErrorKind, IaasError, not_found
from api_common.identity import image_file_fault
from api_common.tools.apart import Apart
from api_common.tools.failures import words
from image_operator.catalogue import manifest
from image_operator.catalogue.files import UnusableFileError, look_at, read_text
from image_operator.catalogue.manifest import SUFFIXES
from image_operator.catalogue.sorting import in_order
from image_operator.catalogue.verify import Verdict, Verifier

LIST_SECONDS = 1
"""How long a list waits for files, all together."""
FOLDER_SECONDS = 5
IMAGE_SECONDS = 10
"""How long a question for one image waits for its file; those who ask have 20."""


class _Entry:
    """A YAML file as it was read; `stamp` tells whether it still is that file. Parsed when first shown."""

    def __init__(self, name: str, text: str, stamp: tuple[int, int, int]) -> None:
        self.text = text
        self.stamp = stamp
        self._name = name

    @cached_property
    def image(self) -> Image:
        return manifest.parse(self._name, self.text)


class Catalogue:
    """Reads one folder. Safe for many threads: the worst that two of them can do is parse the same file twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: dict[str, _Entry] = {}
        self._verifier = Verifier(folder)
        self._listing: Apart[list[str] | str] = Apart("images-folder", threads=1, most=1)

    def names(self) -> list[str]:
        """The YAML files of the folder, sorted. Hidden files are left out: they are somebody's half-written work."""
        look = self._listing.look("", self._list)
        if not self._listing.wait(look, time.monotonic() + FOLDER_SECONDS):
            raise self._unavailable("does not answer; see that its storage is there, or mount it again")
        found = look.value
        if not isinstance(found, list):
            raise self._unavailable(f"cannot be read: {found}")
        names = sorted(name for name in found if name.endswith(SUFFIXES) and not name.startswith("."))
        for gone in set(self._entries).difference(names):
            self._entries.pop(gone, None)
        return names

    def _list(self) -> list[str] | str:
        try:
            return os.listdir(self._folder)
        except OSError as error:
            return words(error)

    def _unavailable(self, why: str) -> IaasError:
        return IaasError(ErrorKind.UNAVAILABLE, f"the images folder (IMAGES_DIR) {why}", trail=[str(self._folder)])

    def image(self, uuid: str) -> Image:
        """One image by the exact name of its file. Only names that the folder lists are ever looked at."""
        names = self.names()
        if uuid not in names:
            raise not_found("image", uuid)
        return self._show_all([(names.index(uuid), uuid)], IMAGE_SECONDS)[0]

    def raw(self, uuid: str) -> str | None:
        """The text of a YAML file; None when there is no such file, or none that can be read as text."""
        return self._text(uuid) if uuid in self.names() else None

    def page(self, query: ImageFilter) -> Page[Image]:
        """The images whose text contains the keywords; disk files are looked at for the rows of the page only."""
        hidden = frozenset(query.hidden)
        rows = [(place, name) for place, name in enumerate(self.names()) if name not in hidden]
        if query.keywords:
            rows = [(place, name) for place, name in rows if query.keywords in (self._text(name) or "")]
        if query.sort:
            rows = in_order(rows, lambda row: self.described(row[1]), query.sort, query.order)
        size = query.page_size or len(rows)
        first = (query.page_num - 1) * size
        return Page(
            content=self._show_all(rows[first : first + size]),
            total_pages=total_pages(len(rows), query.page_size),
            total_elements=len(rows),
        )

    def counts(self) -> Counter[str]:
        """Number of images by status; files without one are `BROKEN`."""
        shown = self._show_all([(0, name) for name in self.names()])
        return Counter(image.status.value if image.status else "BROKEN" for image in shown)

    def _show_all(self, rows: Sequence[tuple[int, str]], seconds: float | None = None) -> list[Image]:
        """The images with their ids and with what their files are worth now, as far as that is known by then."""
        until = time.monotonic() + (LIST_SECONDS if seconds is None else seconds)
        images = [self.described(name).model_copy(update={"id": place + 1}) for place, name in rows]
        usable = [image for image in images if image.status is ImageStatus.AVAILABLE]
        verdicts = dict(zip(map(id, usable), self._verifier.verdicts(usable, until), strict=True))
        return [_judged(image, verdicts[id(image)]) if id(image) in verdicts else image for image in images]

    def described(self, name: str) -> Image:
        """What the description of that name says, whatever its files are worth."""
        try:
            return self._entry(name).image
        except UnusableFileError as unusable:
            return manifest.broken(os.fsencode(name).decode(errors="replace"), str(unusable))

    def _text(self, name: str) -> str | None:
        try:
            return self._entry(name).text
        except UnusableFileError:
            return None

    def _entry(self, name: str) -> _Entry:
        """The file as it is now. What cannot be read is not kept: it may become readable without a trace on itself."""
        if fault := image_file_fault(name):  # listed, so that somebody sees why; but it goes into no path or address
            raise UnusableFileError(f"rename this file: its name {fault}")
        file, state = look_at(self._folder, name)
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        known = self._entries.get(name)
        if known is None or known.stamp != stamp:
            known = self._entries[name] = _Entry(name, read_text(self._folder, file), stamp)
        return known


def _judged(image: Image, verdict: Verdict) -> Image:
    return image.model_copy(
        update={
            "status": verdict.status,
            "problem": verdict.problem,
            "problem_code": verdict.code,
            "virtual_size": verdict.virtual_size,
        }
    )
