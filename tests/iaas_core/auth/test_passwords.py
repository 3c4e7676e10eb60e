"""Digests that tell nothing, rules for new passwords, random ones."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from api_common.errors import IaasError
from iaas_core.auth.passwords import Passwords, check_new, problem_of, random_password
from iaas_core.forms.account import LEAST_LENGTH


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords()


def test_only_the_password_matches(passwords: Passwords) -> None:
    digest = passwords.digest("a good password")
    assert digest.startswith("$argon2id$") and "good" not in digest
    assert digest != passwords.digest("a good password"), "salted"
    assert passwords.matches("a good password", digest)
    for wrong in ("", "a good passwor", "A good password", "a good password "):
        assert not passwords.matches(wrong, digest)


def test_without_a_user_the_same_work_is_done(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, digest: str, password: str) -> bool:
        verified.append(digest)
        return verify(self, digest, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    digest = passwords.digest("a good password")
    for known in (digest, None):
        assert not passwords.matches("guess", known)
    assert len(verified) == 2 and all(one.split("$")[3] == digest.split("$")[3] for one in verified)


def test_nobodys_password_is_not_to_be_had(passwords: Passwords) -> None:
    assert not any(passwords.matches(guess, None) for guess in ("", "x", "admin"))


@pytest.mark.parametrize("digest", ["", "x", "$argon2id$", "670b14728ad9902aecba32e22fa4f6bd"])
def test_what_is_no_digest_matches_nothing(passwords: Passwords, digest: str) -> None:
    assert not passwords.matches("000000", digest)


def test_the_same_letters_typed_differently(passwords: Passwords) -> None:
    assert passwords.matches("passwo\u0308rter", passwords.digest("passw\u00f6rter"))


def test_digests_made_with_less_effort_are_told(passwords: Passwords) -> None:
    assert passwords.is_weak(PasswordHasher(time_cost=1, memory_cost=64).hash("x"))
    assert not passwords.is_weak(passwords.digest("x"))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "10 to 128"),
        ("123456789", "10 to 128"),
        ("x" * 129, "10 to 128"),
        ("aaaaaaaaaaaa", "different"),
        ("my-ANNA-is-nice", "user name"),
        ("password123", "tried first"),
        ("Administrator1", "tried first"),
    ],
)
def test_weak_passwords(password: str, why: str) -> None:
    with pytest.raises(IaasError, match=why) as refused:
        check_new("newPassword", password, "anna")
    assert refused.value.detail == {"field": "newPassword"} and (not password or password not in str(refused.value))


def test_good_passwords() -> None:
    for password in (
        "correct horse battery",
        "passwords are hard to find",
        "\u5bc6\u7801\u5f88\u957f\u800c\u4e14\u4e0d\u5bb9\u6613\u731c\u5230",
        random_password(),
    ):
        assert problem_of(password, "anna") is None
    assert len({random_password() for _ in range(100)}) == 100
    assert LEAST_LENGTH <= len(random_password())
