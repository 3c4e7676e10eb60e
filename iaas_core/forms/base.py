"""How public forms are read: v1's tolerance where it did no harm, strict patterns for all that can reach a host."""

from __future__ import annotations

import math
import re
import string
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic.alias_generators import to_camel

from api_common.identity import BRIDGE_PATTERN, IMAGE_FILE_PATTERN, UUID_PATTERN

_PLAIN = frozenset(string.ascii_letters + string.digits + "_ .,:@#+=~()[]-")
_FIRST = frozenset(string.ascii_letters + string.digits + "_")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"})
"""Categories of characters that nobody sees, or that turn the direction of what stands around them."""
_JOINERS = frozenset("\u200c\u200d\u3000")
"""Letters of several scripts and emoji are joined by these; the last is the blank of Chinese and Japanese."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
MAX_CPUS = 512
MAX_MEMORY_GIB = 16384
MAX_DISK_GIB = 65536


KEY_HEADER = "Idempotency-Key"
KEY_PATTERN = r"^[!-~]{1,200}$"


class Form(BaseModel):
    """A request body. Unknown keys are ignored, as in v1."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, extra="ignore", frozen=True)


def whole_number(value: Any) -> Any:
    """v1 took numeric texts, cut off decimals and read the empty text as null."""
    if isinstance(value, bool):
        raise ValueError("must be a whole number")
    if isinstance(value, str):
        text = value.strip()
        return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else (None if not text else value[:40])
    if isinstance(value, float) and math.isfinite(value) and abs(value) < 2**53:
        return int(value)
    return value


def empty_is_null(value: Any) -> Any:
    """Blank text is no value."""
    return None if isinstance(value, str) and not value.strip() else value


def any_case(value: Any) -> Any:
    """v1 trimmed and upper-cased the names of enum members."""
    return value.strip().upper() if isinstance(value, str) else value


def check_name(value: str) -> str:
    """Names reach hosts (in a domain's metadata): no character that a shell or a path could take for its own.

    Beyond ASCII all that can be seen is let in, of any script, as it was typed."""
    for place, char in enumerate(value):
        if not (_is_first(char) if place == 0 else _is_in_name(char)):
            where = "the first character" if place == 0 else f"character {place + 1}"
            raise ValueError(f"{where} cannot be {_told(char)}; letters, digits, blanks and .,:@#+=~()[]_- are fine")
    if value and value[-1] in " \u200c\u200d\u3000":
        raise ValueError(f"must not end with {_told(value[-1])}")
    return value


def _is_first(char: str) -> bool:
    return char in _FIRST or (not char.isascii() and _is_seen(char) and unicodedata.category(char)[0] != "M")


def _is_in_name(char: str) -> bool:
    return char in _PLAIN or char in _JOINERS or (not char.isascii() and _is_seen(char))


def _is_seen(char: str) -> bool:
    """Whether it has a shape. Characters that are newer than this table of Unicode count as such; the code points that
    will never be characters do not."""
    never = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return not never and unicodedata.category(char) not in _HIDDEN


def _told(char: str) -> str:
    shown = f"{char!r}, " if char == " " or char.isprintable() else ""
    return f"{shown}U+{ord(char):04X}"


def check_text(value: str) -> str:
    """Free text stays in the database; line breaks and tabs are the only control characters."""
    if _CONTROL.search(value):
        raise ValueError("must not hold control characters")
    return value


LARGEST_ID = 2**53
Int = Annotated[int, Field(ge=-LARGEST_ID, le=LARGEST_ID), BeforeValidator(whole_number)]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), BeforeValidator(whole_number)]
Cpus = Annotated[int, Field(ge=1, le=MAX_CPUS), BeforeValidator(whole_number)]
MemoryGib = Annotated[int, Field(ge=1, le=MAX_MEMORY_GIB), BeforeValidator(whole_number)]
DiskGib = Annotated[int, Field(ge=1, le=MAX_DISK_GIB), BeforeValidator(whole_number)]
OptionalInt = Annotated[Annotated[int, Field(ge=-LARGEST_ID, le=LARGEST_ID)] | None, BeforeValidator(whole_number)]

NAME_PATTERN = (
    r"""^[^\x00-/:-@\[-^`{-\x9f]([^\x00-\x1f!"$%&'*/;<>?\\^`{|}\x7f-\x9f]*[^\x00-\x20!"$%&'*/;<>?\\^`{|}\x7f-\x9f])?$"""
)
TEXT_PATTERN = r"^[^\x00-\x08\x0b-\x1f\x7f\u2028\u2029]*$"
"""The rules of `check_name` and `check_text` for the description of the API, in a form that all its readers understand:
for letters beyond ASCII there is no common word, so the one for names lets more through."""
Flag = Annotated[bool, Strict()]
"""Not of v1: no number or text is taken for it."""
Name = Annotated[
    str,
    Field(min_length=1, max_length=128, json_schema_extra={"pattern": NAME_PATTERN}),
    AfterValidator(check_name),
]
Text = Annotated[str, Field(max_length=1000, json_schema_extra={"pattern": TEXT_PATTERN}), AfterValidator(check_text)]
Uuid = Annotated[str, Field(pattern=UUID_PATTERN)]
OptionalUuid = Annotated[
    Annotated[str, Field(pattern=UUID_PATTERN, json_schema_extra={"pattern": "^([0-9a-f]{32})?$"})] | None,
    BeforeValidator(empty_is_null),
]
ImageUuid = Annotated[str, Field(pattern=IMAGE_FILE_PATTERN, max_length=255)]
Bridge = Annotated[str, Field(pattern=BRIDGE_PATTERN)]
Ipv4 = Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$")]
