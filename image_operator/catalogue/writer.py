"""Changes of the images folder: texts saved, images described, images removed. For the routes.

A YAML file is written beside its place and moved there as a whole; what a crash leaves is hidden and tidied at the
next start. Disk files are never written here: hosts publish them, people put them there.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from api_common.contract.image import Image, ImageRemoval
from api_common.contract.states import ImageStatus
from api_common.errors import ErrorKind, IaasError, invalid, not_found
from api_common.identity import require_image_file
from api_common.tools.failures import discard, words
from image_operator.catalogue import manifest
from image_operator.catalogue.manifest import SUFFIXES
from image_operator.catalogue.store import Catalogue

_LOG = logging.getLogger(__name__)
_WORD = re.compile(r"[A-Za-z0-9]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNFINISHED = ".part"
MAX_SAVED_BYTES = 64 * 1024


class Writer:
    """Writes into the folder that the catalogue reads."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self._folder = folder
        self._catalogue = catalogue

    def tidy(self) -> None:
        """Remove what a process that died left half-written."""
        for path in self._folder.glob(f".*.yaml-*{_UNFINISHED}"):
            discard(path)

    def problem(self) -> str | None:
        """Why nothing can be saved, published or deleted now, or null; for /readyz."""
        if os.access(self._folder, os.W_OK):
            return None
        return "nothing can be written into the images folder (IMAGES_DIR): mount it writable for this service"

    def save(self, uuid: str, text: str) -> Image:
        """The text as it is given. One that describes no image is kept, as in v1; a hostile one is refused."""
        _require_yaml_name(uuid)
        if len(text.encode(errors="surrogatepass")) > MAX_SAVED_BYTES:
            raise invalid("content", f"is larger than {MAX_SAVED_BYTES // 1024} KiB")
        if _CONTROL.search(text):
            raise invalid("content", "must not hold control characters")
        if problem := manifest.hostile(text):
            raise invalid("content", problem)
        self._write(uuid, text)
        return self._catalogue.image(uuid)

    def describe(self, image: Image) -> Image:
        """The YAML of a record, in v1's form."""
        _require_yaml_name(image.uuid)
        text = as_text(image)
        described = manifest.parse(image.uuid, text)
        if described.problem:
            raise invalid("image", described.problem)
        self._write(image.uuid, text)
        return self._catalogue.image(image.uuid)

    def remove(self, uuid: str, removal: ImageRemoval) -> None:
        """The description first: from then on nobody can use the image, however far the rest gets."""
        names = self._catalogue.names()
        if uuid not in names:
            raise not_found("image", uuid)
        files = self._files(uuid)
        try:
            (self._folder / uuid).unlink(missing_ok=True)
        except OSError as error:
            raise _failed(f"{uuid} cannot be removed", error) from error
        if removal.files_kept:
            return
        needed = {*removal.in_use, *self._needed(files, [name for name in names if name != uuid])}
        for file in files:
            if file not in needed:
                self._unlink(file, uuid)

    def _files(self, uuid: str) -> list[str]:
        """Disk and children, as the description names them; none for one that cannot be read."""
        image = self._catalogue.described(uuid)
        named = [image.filename, *(child.filename for child in image.children)]
        return [name for name in dict.fromkeys(named) if name]

    def _needed(self, files: Sequence[str], others: Sequence[str]) -> Iterable[str]:
        """Those of the files that other images name; of one that cannot be read, whatever its text may name."""
        for other in others:
            image = self._catalogue.described(other)
            if image.filename:
                yield from (image.filename, *(child.filename for child in image.children))
            else:
                text = self._catalogue.raw(other)
                yield from (file for file in files if text is None or _may_name(text, file))

    def _unlink(self, file: str, uuid: str) -> None:
        try:
            (self._folder / file).unlink(missing_ok=True)  # a link goes itself, never what it leads to
        except OSError as error:
            raise _failed(f"image {uuid} is gone, but its file {file} stays", error) from error

    def _write(self, name: str, text: str) -> None:
        temporary = self._folder / f".new.yaml-{secrets.token_hex(8)}{_UNFINISHED}"  # the longest name leaves no room
        try:
            with temporary.open("xb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o644)
            os.replace(temporary, self._folder / name)
        except OSError as error:
            raise _failed(f"{name} cannot be written", error) from error
        finally:
            discard(temporary)


def _failed(what: str, error: OSError) -> IaasError:
    return IaasError(ErrorKind.STORAGE_FAILED, f"{what} (images folder, IMAGES_DIR): {words(error)}")


def as_text(image: Image) -> str:
    """YAML in v1's form. A status is written only while the image is being made: v1 knew none."""
    spec = {
        "vd_size": image.vd_size,
        "format": image.format,
        "os_type": image.os_type,
        "os_arch": image.os_arch,
        "os_mode": image.os_mode,
    }
    body = {
        "uuid": image.uuid.rpartition(".")[0],
        "name": image.name or "",
        "description": image.description or "",
        "filename": image.filename,
        **({"status": ImageStatus.CREATING.value} if image.status is ImageStatus.CREATING else {}),
        "spec": {
            key: str(value) if isinstance(value, str) else value for key, value in spec.items() if value is not None
        },
    }
    document: dict[str, object] = {"image": body}
    if image.children:
        document["child_images"] = [{"uuid": child.uuid, "filename": child.filename} for child in image.children]
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def _may_name(text: str, file: str) -> bool:
    """Every plain word of the name is in the text: quotes, escapes and broken lines change the rest only."""
    return all(word in text for word in _WORD.findall(file))


def _require_yaml_name(uuid: str) -> None:
    require_image_file("uuid", uuid)
    if not uuid.endswith(SUFFIXES):
        raise invalid("uuid", "must end in .yaml or .yml")
