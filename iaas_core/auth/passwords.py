"""Passwords: their digests (argon2id), the rules for new ones, and random ones. None is ever stored or logged."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from api_common.errors import invalid
from iaas_core.forms.account import LEAST_LENGTH, MOST_LENGTH

LEAST_DIFFERENT = 5
AT_ONCE = 2
"""Each digest takes 64 MiB for a moment."""
_READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_COMMON = ("password", "passw0rd", "qwertyuiop", "1234567890", "letmein", "administrator", "kubeiaas", "changeme")


class Passwords:
    """Makes and compares digests, a few at a time."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobodys: str | None = None

    def digest(self, password: str) -> str:
        """What is stored of a password."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def matches(self, password: str, digest: str | None) -> bool:
        """Whether it is the password. Without a digest (no such user) it takes the same time and is not."""
        nobodys = self._of_nobody()  # asked for always: the first time takes longer for everybody
        stored = digest or nobodys
        try:
            with self._turns:
                self._hasher.verify(stored, _normal(password))
        except (Argon2Error, InvalidHashError):
            return False
        return digest is not None

    def is_weak(self, digest: str) -> bool:
        """Whether a digest was made with less effort than is usual now."""
        return self._hasher.check_needs_rehash(digest)

    def _of_nobody(self) -> str:
        if self._nobodys is None:
            self._nobodys = self.digest(secrets.token_urlsafe(16))
        return self._nobodys


def check_new(field: str, password: str, username: str) -> None:
    """Raise `invalid_request` with the rule that a new password breaks."""
    if problem := problem_of(password, username):
        raise invalid(field, problem)


def problem_of(password: str, username: str) -> str | None:
    """The rule that a new password breaks, if it breaks one."""
    lower = _normal(password).lower()
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH:
        return f"must have {LEAST_LENGTH} to {MOST_LENGTH} characters"
    if len(set(lower)) < LEAST_DIFFERENT:
        return f"must have at least {LEAST_DIFFERENT} different characters"
    if username.lower() in lower:
        return "must not contain the user name"
    if any(lower.startswith(word) and len(lower) - len(word) < LEAST_DIFFERENT for word in _COMMON):
        return "is one of the passwords that are tried first; take another one"
    return None


def random_password() -> str:
    """16 characters that are not taken for each other: over 90 bits."""
    return "".join(secrets.choice(_READABLE) for _ in range(16))


def _normal(password: str) -> str:
    """The same letters typed on different machines are the same password."""
    return unicodedata.normalize("NFKC", password)
