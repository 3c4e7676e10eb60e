"""The catalogue: what lies in the images folder now, sorted by name.

Asked by the routes, `readiness` and `metrics`. A YAML file is parsed again only when it changed; that and the presence
of the disk files are looked at for every answer, so an image appears and disappears with its files. Writes nothing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import cached_property
from pathlib import Path

from api_common.contract.envelope import Page, total_pages
from api_common.contract.image import Image, ImageFilter
from api_common.contract.states import ImageStatus
from api_common.errors import ErrorKind, IaasError, not_found
from api_common.identity import FILE_NAME_PATTERN
from image_operator.catalogue import manifest
from image_operator.catalogue.files import UnusableFileError, look_at, read_text

_SUFFIXES = (".yaml", ".yml")
_PLAIN_NAME = re.compile(FILE_NAME_PATTERN)


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

    def names(self) -> list[str]:
        """The YAML files of the folder, sorted. Hidden files are left out: they are somebody's half-written work."""
        try:
            found = os.listdir(self._folder)
        except OSError as error:
            raise IaasError(
                ErrorKind.UNAVAILABLE, f"the images folder {self._folder} cannot be read: {error.strerror}"
            ) from error
        names = sorted(name for name in found if name.endswith(_SUFFIXES) and not name.startswith("."))
        for gone in set(self._entries).difference(names):
            self._entries.pop(gone, None)
        return names

    def image(self, uuid: str) -> Image:
        """One image by the exact name of its file. Only names that the folder lists are ever looked at."""
        names = self.names()
        if uuid not in names:
            raise not_found("image", uuid)
        return self._show(names.index(uuid), uuid)

    def raw(self, uuid: str) -> str | None:
        """The text of a YAML file; None when there is no such file, or none that can be read as text."""
        return self._text(uuid) if uuid in self.names() else None

    def page(self, query: ImageFilter) -> Page[Image]:
        """The images whose text contains the keywords; disk files are looked at for the rows of the page only."""
        rows = list(enumerate(self.names()))
        if query.keywords:
            rows = [(place, name) for place, name in rows if query.keywords in (self._text(name) or "")]
        size = query.page_size or len(rows)
        first = (query.page_num - 1) * size
        return Page(
            content=[self._show(place, name) for place, name in rows[first : first + size]],
            total_pages=total_pages(len(rows), query.page_size),
            total_elements=len(rows),
        )

    def counts(self) -> Counter[str]:
        """Number of images by status; files without one are `BROKEN`."""
        shown = (self._show(0, name) for name in self.names())
        return Counter(image.status.value if image.status else "BROKEN" for image in shown)

    def _show(self, place: int, name: str) -> Image:
        """The image with its id and with what its files are worth now."""
        image = self._described(name)
        news: dict[str, object] = {"id": place + 1}
        if image.status is ImageStatus.AVAILABLE and (problem := self._missing_file(image)):
            news |= {"status": ImageStatus.ERROR, "problem": problem}
        return image.model_copy(update=news)

    def _described(self, name: str) -> Image:
        try:
            return self._entry(name).image
        except UnusableFileError as unusable:
            return manifest.broken(os.fsencode(name).decode(errors="replace"), str(unusable))

    def _missing_file(self, image: Image) -> str | None:
        try:
            for filename in (image.filename, *(child.filename for child in image.children)):
                look_at(self._folder, filename or "")
        except UnusableFileError as unusable:
            return str(unusable)
        return None

    def _text(self, name: str) -> str | None:
        try:
            return self._entry(name).text
        except UnusableFileError:
            return None

    def _entry(self, name: str) -> _Entry:
        """The file as it is now. What cannot be read is not kept: it may become readable without a trace on itself."""
        if not _PLAIN_NAME.fullmatch(name):  # listed, so that somebody sees why; but it goes into no path or address
            raise UnusableFileError("rename this file: only letters, digits, dot, dash and underscore can be used")
        state = look_at(self._folder, name)
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        known = self._entries.get(name)
        if known is None or known.stamp != stamp:
            known = self._entries[name] = _Entry(name, read_text(self._folder, name), stamp)
        return known
