"""The catalogue: what lies in the images folder now, sorted by name.

Asked by the routes, `readiness` and `metrics`. A YAML file is parsed again only when it changed; that and the presence
of the disk files are looked at for every answer, so an image appears and disappears with its files. Writes nothing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from api_common.contract.envelope import Page, total_pages
from api_common.contract.image import Image, ImageFilter
from api_common.contract.states import ImageStatus
from api_common.errors import ErrorKind, IaasError, not_found
from api_common.identity import FILE_NAME_PATTERN
from image_operator.catalogue import manifest
from image_operator.catalogue.files import UnusableFileError, look_at, read_text
from image_operator.catalogue.sorting import in_order
from image_operator.catalogue.verify import Verdict, Verifier

SUFFIXES = (".yaml", ".yml")
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


@dataclass(frozen=True)
class _Looked:
    """An image whose files were looked at: what is wrong is known already, or a verdict is on its way."""

    image: Image
    problem: str | None = None
    verdict: Future[Verdict] | None = None


class Catalogue:
    """Reads one folder. Safe for many threads: the worst that two of them can do is parse the same file twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._entries: dict[str, _Entry] = {}
        self._verifier = Verifier(folder)

    def names(self) -> list[str]:
        """The YAML files of the folder, sorted. Hidden files are left out: they are somebody's half-written work."""
        try:
            found = os.listdir(self._folder)
        except OSError as error:
            why = f"the images folder (IMAGES_DIR) cannot be read: {error.strerror}"
            raise IaasError(ErrorKind.UNAVAILABLE, why, trail=[str(self._folder)]) from error
        names = sorted(name for name in found if name.endswith(SUFFIXES) and not name.startswith("."))
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
        hidden = frozenset(query.hidden)
        rows = [(place, name) for place, name in enumerate(self.names()) if name not in hidden]
        if query.keywords:
            rows = [(place, name) for place, name in rows if query.keywords in (self._text(name) or "")]
        if query.sort:
            rows = in_order(rows, lambda row: self._described(row[1]), query.sort, query.order)
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

    def _show(self, place: int, name: str) -> Image:
        """The image with its id and with what its files are worth now."""
        return self._settled(place, self._looked_at(name))

    def _show_all(self, rows: Sequence[tuple[int, str]]) -> list[Image]:
        """Like `_show` for many: every file is being looked at before the first verdict is waited for."""
        looked = [(place, self._looked_at(name)) for place, name in rows]
        return [self._settled(place, each) for place, each in looked]

    def _settled(self, place: int, looked: _Looked) -> Image:
        news: dict[str, object] = {"id": place + 1}
        verdict = looked.verdict.result() if looked.verdict else Verdict(looked.problem)
        if verdict.problem:
            news |= {"status": ImageStatus.ERROR, "problem": verdict.problem}
        return looked.image.model_copy(update={**news, "virtual_size": verdict.virtual_size})

    def _looked_at(self, name: str) -> _Looked:
        image = self._described(name)
        if image.status is not ImageStatus.AVAILABLE:
            return _Looked(image, image.problem if image.status else None)
        try:
            state = look_at(self._folder, image.filename or "")
            for child in image.children:
                look_at(self._folder, child.filename)
        except UnusableFileError as unusable:
            return _Looked(image, str(unusable))
        return _Looked(image, verdict=self._verifier.look(image, state))

    def _described(self, name: str) -> Image:
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
        if not _PLAIN_NAME.fullmatch(name):  # listed, so that somebody sees why; but it goes into no path or address
            raise UnusableFileError("rename this file: only letters, digits, dot, dash and underscore can be used")
        state = look_at(self._folder, name)
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        known = self._entries.get(name)
        if known is None or known.stamp != stamp:
            known = self._entries[name] = _Entry(name, read_text(self._folder, name), stamp)
        return known
