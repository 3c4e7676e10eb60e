"""Who asks, and how: what services need to know of a request beside its form."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from pydantic import BaseModel

from api_common.errors import invalid
from iaas_core.auth.callers import Caller

KEY_PATTERN = r"^[!-~]{1,200}$"
_KEY = re.compile(KEY_PATTERN)


@dataclass(frozen=True)
class Asker:
    """`idempotency_key`: the same key again gets the same operation. `at_once`: do not wait for the end."""

    caller: Caller
    idempotency_key: str | None = None
    at_once: bool = False

    @property
    def user_name(self) -> str:
        """What rows say of who asked."""
        return self.caller.username

    def client_key(self) -> str | None:
        """The key in the operation's row; keys of different users do not meet."""
        if self.idempotency_key is None:
            return None
        if not _KEY.fullmatch(self.idempotency_key):
            raise invalid("Idempotency-Key", "must be 1 to 200 visible ASCII characters")
        return f"{self.caller.user_id or self.user_name}:{self.idempotency_key}"


def digest_of(kind: str, form: BaseModel) -> str:
    """Recognises a key that is used again for another request."""
    return hashlib.sha256(f"{kind} {form.model_dump_json()}".encode()).hexdigest()
