"""Signing in and the tokens that come of it: failures are counted before a password is looked at, so that guesses
made at the same moment count too; success takes them back.

A name that no account has is counted like one that exists. Passwords themselves never come here.
"""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import delete, insert, select, update

from api_common.contract.account import Attempt, AttemptAnswer, Credential, Holder, NewCredential, SignIn, User
from api_common.contract.audit import AuditEnd, AuditEntry
from api_common.contract.states import CredentialKind, ResourceType
from api_common.errors import ErrorKind, IaasError, not_found
from db_proxy.commands.audit import begin_entry, end_entry
from db_proxy.commands.unit import Row, Unit
from db_proxy.tables import CREDENTIAL, SIGN_IN_FAILURE

ACCOUNT_FREE, ADDRESS_FREE = 3, 50
"""Failures without a wait. Many people may share an address."""
ACCOUNT_FORGIVES, ADDRESS_FORGIVES = 0, 5
"""Failures per minute that count no more when the next one comes: a school mistypes every day."""
LOCKED_AFTER = 10
"""Further failures until the longest wait; before it, each doubles the wait of a second."""
LONGEST_WAIT_MS = 15 * 60_000
FORGOTTEN_MS = 24 * 3_600_000
"""Old failures count no more."""
SIGNED_IN_CODE = 200.0


def begin_attempt(unit: Unit, attempt: Attempt) -> AttemptAnswer:
    """Count an attempt as failed until `open_session` says otherwise; or how long to wait, counting nothing."""
    known = _failures(unit, attempt)
    keys = ((attempt.account_key, ACCOUNT_FREE), (attempt.address_key, ADDRESS_FREE))
    waits = [_wait(known.get(key), free, unit.steady) for key, free in keys]
    if (longest := max(waits)) > 0:
        return AttemptAnswer(wait_ms=longest)
    for (key, _), forgives in zip(keys, (ACCOUNT_FORGIVES, ADDRESS_FORGIVES), strict=True):
        _count_failure(unit, key, known.get(key), forgives)
    found = unit.load_by(ResourceType.USER, "username", attempt.username)
    audit_id = _note(unit, attempt, found[0] if found else None)
    if not found:
        return AttemptAnswer(audit_id=audit_id)
    return AttemptAnswer(audit_id=audit_id, user=_user(found[0]), password_hash=found[0]["password_hash"])


def open_session(unit: Unit, sign_in: SignIn) -> Holder:
    """The password was right: remember the session. The account's failures are forgotten; of the address only this
    attempt is, or whoever has an account could try others without end. `unauthenticated` if the account was removed or
    disabled, or got another password, since the attempt began."""
    user = unit.find(ResourceType.USER, str(sign_in.session.credential.user_id))
    if user is None or not user["enabled"]:
        raise IaasError(ErrorKind.UNAUTHENTICATED, "the account is gone or disabled")
    if sign_in.checked_hash is not None and user["password_hash"] != sign_in.checked_hash:
        raise IaasError(ErrorKind.UNAUTHENTICATED, "the password was changed just now; sign in again")
    key = SIGN_IN_FAILURE.c.key
    unit.connection.execute(delete(SIGN_IN_FAILURE).where(key == sign_in.attempt.account_key))
    fewer = update(SIGN_IN_FAILURE).where(key == sign_in.attempt.address_key)
    unit.connection.execute(fewer.values(failures=SIGN_IN_FAILURE.c.failures - 1))
    user.note(last_login_time=unit.now)
    if sign_in.password_hash:
        user.note(password_hash=sign_in.password_hash)
    end_entry(unit, AuditEnd(audit_id=sign_in.audit_id, code=SIGNED_IN_CODE))
    return _holder(add_credential(unit, sign_in.session), user, unit)


def add_credential(unit: Unit, new: NewCredential) -> Credential:
    """Remember a token by its digest. Of sessions the oldest make room; of keys there can be too many."""
    unit.get(ResourceType.USER, str(new.credential.user_id))
    same = unit.load(
        ResourceType.CREDENTIAL,
        (CREDENTIAL.c.user_id == new.credential.user_id) & (CREDENTIAL.c.kind == new.credential.kind.value),
    )
    if new.most and len(same) >= new.most:
        if new.credential.kind is CredentialKind.API_KEY:
            raise IaasError(ErrorKind.WRONG_STATE, f"a user can have {new.most} keys; delete one that is not used")
        for oldest in same[: len(same) - new.most + 1]:
            unit.remove(oldest)
    values = new.credential.model_dump(mode="json", exclude={"id"})
    if new.lasts_ms is not None:
        values["expires_at"] = unit.steady + new.lasts_ms
    row = unit.add(ResourceType.CREDENTIAL, {**values, "digest": new.digest, "create_time": unit.now})
    unit.flush()
    return _credential(row)


def remove_credential(unit: Unit, credential_id: int, user_id: int) -> None:
    """A token of this user opens nothing any more; `not_found` for one of somebody else."""
    row = unit.find(ResourceType.CREDENTIAL, str(credential_id))
    if row is None or row["user_id"] != user_id:
        raise not_found("api_key", credential_id)
    unit.remove(row)


def take_ticket(unit: Unit, digest: str) -> Holder:
    """The session or key that this ticket was got with; the ticket is good no more. `unauthenticated` for none, a used
    one, one that is too old, or one whose session has ended."""
    found = unit.load_by(ResourceType.CREDENTIAL, "digest", digest)
    ticket = found[0] if found and found[0]["kind"] == CredentialKind.TICKET else None
    parent = unit.find(ResourceType.CREDENTIAL, str(ticket["parent_id"])) if ticket else None
    if ticket is None or parent is None or min(ticket["expires_at"], parent["expires_at"]) <= unit.steady:
        raise IaasError(ErrorKind.UNAUTHENTICATED, "the ticket is not valid; get another one from /event/ticket")
    unit.remove(ticket)
    return _holder(_credential(parent), unit.get(ResourceType.USER, str(parent["user_id"])), unit)


def note_use(unit: Unit, credential_id: int) -> None:
    """A key was used about now."""
    row = unit.find(ResourceType.CREDENTIAL, str(credential_id))
    if row is not None:
        row.note(last_used_at=unit.now)


# --- failures ---


def _failures(unit: Unit, attempt: Attempt) -> dict[str, Any]:
    keys = [attempt.account_key, attempt.address_key]
    found = unit.connection.execute(select(SIGN_IN_FAILURE).where(SIGN_IN_FAILURE.c.key.in_(keys))).mappings()
    return {row["key"]: row for row in found}


def _wait(row: Any, free: int, now: int) -> int:
    """Milliseconds until the next attempt: none for the first failures, then doubling, then a lock."""
    if row is None or now - row["last_at"] > FORGOTTEN_MS:
        return 0
    beyond = row["failures"] - free
    if beyond < 0:
        return 0
    pause = LONGEST_WAIT_MS if beyond >= LOCKED_AFTER else 1000 * 2**beyond
    return max(0, int(row["last_at"] + pause - now))


def _count_failure(unit: Unit, key: str, row: Any, forgives: int) -> None:
    if row is None:
        unit.connection.execute(insert(SIGN_IN_FAILURE), {"key": key, "failures": 1, "last_at": unit.steady})
        return
    since = unit.steady - row["last_at"]
    kept = 0 if since > FORGOTTEN_MS else max(0, row["failures"] - forgives * (since // 60_000))
    changed = update(SIGN_IN_FAILURE).where(SIGN_IN_FAILURE.c.key == key)
    unit.connection.execute(changed.values(failures=kept + 1, last_at=unit.steady))


def _note(unit: Unit, attempt: Attempt, user: Row | None) -> int:
    """Each attempt is in the audit log; a name that no account has is not: some type passwords into its field."""
    entry = AuditEntry(
        action="user_login", address=attempt.address, resource_type="user", request_id=attempt.request_id
    )
    if user is not None:
        known = {"user_id": user["id"], "username": user["username"], "group_id": user["group_id"]}
        entry = entry.model_copy(update={**known, "resource_key": user.key})
    return begin_entry(unit, entry)


def _holder(credential: Credential, user: Row, unit: Unit) -> Holder:
    return Holder(credential=credential, user=_user(user), left_ms=max(0, credential.expires_at - unit.steady))


def _user(row: Row) -> User:
    return cast(User, row.resource.record(row.values))


def _credential(row: Row) -> Credential:
    return cast(Credential, row.resource.record(row.values))
