"""One image's description: YAML text in, :class:`Image` out. Touches no file; `store` brings the text.

The text is a stranger's: everybody who may save an image writes it. It is read as strings, lists and mappings only
(no tag builds anything), aliases are refused (they can make a small text endless), size and depth are limited, and
what remains must fit the model below. Keys that the model does not name are ignored, as in v1.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from api_common.contract.image import ChildImage, Image
from api_common.contract.states import ImageFormat, ImageOsArch, ImageOsMode, ImageOsType, ImageStatus
from api_common.identity import image_file_fault

SUFFIXES = (".yaml", ".yml")
MAX_NODES = 2000
MAX_DEPTH = 20
MAX_DISK_GIB = 65536

W = TypeVar("W", bound=StrEnum)
_NO_FILE_NAME = "no_file_name"


def _nothing_is_absent(value: Any) -> Any:
    return None if value in ("", "~", "null", "Null", "NULL") else value


def _word(words: type[W]) -> Callable[[Any], W | None]:
    """Reads a word in any case; one that is not known leaves the field absent, as v1 does."""
    known = {word.value: word for word in words}
    return lambda value: known.get(str(value).upper())


def _sendable(text: str) -> str:
    """Escapes in YAML can make half a character, which no JSON can carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("is not proper Unicode text") from None
    return text


def _plain(name: str) -> str:
    fault = image_file_fault(name)
    if fault is None and name.endswith(SUFFIXES):
        fault = "must be a disk file, not a description (.yaml, .yml)"
    if fault:
        raise PydanticCustomError(_NO_FILE_NAME, "{fault}", {"fault": fault})
    return name


Nullable = BeforeValidator(_nothing_is_absent)
Text = Annotated[str, AfterValidator(_sendable)]
FileName = Annotated[str, AfterValidator(_plain)]


class _Spec(BaseModel):
    vd_size: Annotated[int | None, Field(ge=0, le=MAX_DISK_GIB), Nullable] = None
    format: Annotated[ImageFormat | None, BeforeValidator(_word(ImageFormat))] = None
    os_type: Annotated[ImageOsType | None, BeforeValidator(_word(ImageOsType))] = None
    os_arch: Annotated[ImageOsArch | None, BeforeValidator(_word(ImageOsArch))] = None
    os_mode: Annotated[ImageOsMode | None, BeforeValidator(_word(ImageOsMode))] = None


class _Image(BaseModel):
    name: Annotated[Text | None, Nullable] = None
    description: Annotated[Text | None, Nullable] = None
    filename: FileName
    status: Annotated[ImageStatus | None, BeforeValidator(_word(ImageStatus))] = None
    """Not of v1: a publish in progress writes `CREATING`. Any other word says nothing."""
    spec: _Spec


class _Child(BaseModel):
    uuid: Text
    filename: FileName


class _Manifest(BaseModel):
    image: _Image
    child_images: Annotated[list[_Child] | None, Nullable] = None


class _RefusedError(yaml.MarkedYAMLError):
    """More than is taken, though it may be YAML."""


class _Loader(yaml.BaseLoader):
    """PyYAML's loader that knows no types, with an end to what it will take."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._nodes = 0
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            self._refuse("aliases (*name) are not accepted")
        self._nodes += 1
        self._depth += 1
        if self._nodes > MAX_NODES or self._depth > MAX_DEPTH:
            self._refuse("too many or too deeply nested values")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _refuse(self, why: str) -> None:
        raise _RefusedError(problem=why, problem_mark=self.get_mark())


def parse(uuid: str, text: str) -> Image:
    """The image that the text describes, as if its disk file were there; :func:`broken` if it describes none."""
    try:
        loaded = _Loader(text).get_single_data()
        manifest = _Manifest.model_validate(loaded)
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        return broken(uuid, f"{line}{error.problem}")
    except yaml.YAMLError as error:
        return broken(uuid, " ".join(str(error).split()))
    except ValidationError as error:
        return broken(uuid, _first_fault(error))
    return _described(uuid, manifest)


def hostile(text: str) -> str | None:
    """Why a text must not even be kept: it is made to reach other files or to keep its reader busy. Null if not."""
    try:
        _Manifest.model_validate(_Loader(text).get_single_data())
    except _RefusedError as refused:
        return str(refused.problem)
    except ValidationError as error:
        outside = (fault for fault in error.errors() if fault["type"] == _NO_FILE_NAME)
        fault = next(outside, None)
        return _fault(fault["loc"], fault["msg"]) if fault else None
    except yaml.YAMLError:
        pass
    return None


def broken(uuid: str, problem: str) -> Image:
    """What the catalogue shows of a file that cannot be used: v1's words, and why."""
    return Image(
        uuid=uuid, name="NA", description="FILE PARSE ERROR!", problem=problem[:400], problem_code="description"
    )


def _described(uuid: str, manifest: _Manifest) -> Image:
    image, spec = manifest.image, manifest.image.spec
    creating = image.status is ImageStatus.CREATING
    return Image(
        uuid=uuid,
        name=image.name,
        description=image.description,
        filename=image.filename,
        format=spec.format,
        vd_size=spec.vd_size,
        status=ImageStatus.CREATING if creating else ImageStatus.AVAILABLE,
        os_type=spec.os_type,
        os_arch=spec.os_arch,
        os_mode=spec.os_mode,
        children=[ChildImage(uuid=child.uuid, filename=child.filename) for child in manifest.child_images or []],
    )


def _first_fault(error: ValidationError) -> str:
    first = error.errors()[0]
    return _fault(first["loc"], first["msg"])


def _fault(where: tuple[int | str, ...], message: str) -> str:
    key = ".".join(map(str, where))
    return f"{key}: {message}" if key else "not a mapping with the key image"
