"""db_proxy's interface for people: users, groups, tokens, whose things are, and the audit log. Used by iaas_core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from api_common.clients.transport import Transport
from api_common.contract.account import (
    Attempt,
    AttemptAnswer,
    Credential,
    GroupRemoval,
    GroupView,
    Holder,
    NewCredential,
    NewUser,
    PasswordChange,
    SignIn,
    TokenDigest,
    User,
    UserChange,
    UserFilter,
    UserGroup,
    UserRemoval,
)
from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter, AuditView
from api_common.contract.changes import Expect
from api_common.contract.envelope import Page
from api_common.contract.request import RequestBegin, RequestBegun, RequestEnd


class AccountClient:
    """In the order of db_proxy's routes."""

    def __init__(self, transport: Transport, after_change: Callable[[], None] = lambda: None) -> None:
        """`after_change` is called when a call may have changed what somebody may do, also when its answer was lost."""
        self._t = transport
        self._over = after_change

    # --- users and groups ---

    def ensure_administrator(self, new: NewUser) -> bool:
        """Make the first administrator, if there is none; whether it was made (repeatable: then it is not)."""
        return self._t.fetch(bool, "POST", "/users/first", body=new)

    def create_user(self, new: NewUser) -> User:
        """`conflict` if the name is taken."""
        return self._t.fetch(User, "POST", "/users", body=new, keyed=True)

    def users(self, query: UserFilter) -> Page[User]:
        """Users in order of creation."""
        return self._t.fetch(Page[User], "POST", "/users/query", body=query, repeatable=True)

    def user(self, user_id: int) -> User:
        """One user."""
        return self._t.fetch(User, "GET", f"/users/{user_id}")

    def password_hash(self, user_id: int) -> str:
        """The digest of a user's password."""
        return self._t.fetch(str, "GET", f"/users/{user_id}/password")

    def edit_user(self, user_id: int, change: UserChange) -> User:
        """Write fields; `wrong_state` where the last administrator or an owner would be lost."""
        user: User = self._changed(User, "POST", f"/users/{user_id}", body=change, repeatable=True, keyed=True)
        return user

    def set_password(self, user_id: int, change: PasswordChange) -> None:
        """A new password; other sessions end."""
        self._changed(Any, "POST", f"/users/{user_id}/password", body=change, repeatable=True, keyed=True)

    def delete_user(self, user_id: int, expect: Sequence[Expect] = ()) -> None:
        """`wrong_state` while the user owns something."""
        self._changed(Any, "POST", f"/users/{user_id}/delete", body=UserRemoval(expect=list(expect)), keyed=True)

    def save_group(self, group: UserGroup) -> UserGroup:
        """Create a group, or replace the fields of one that has an id."""
        return self._t.fetch(UserGroup, "POST", "/user_groups", body=group, keyed=True)

    def groups(self) -> list[GroupView]:
        """All groups with what they have."""
        return self._t.fetch(list[GroupView], "GET", "/user_groups")

    def group(self, group_id: int) -> GroupView:
        """One group with what it has."""
        return self._t.fetch(GroupView, "GET", f"/user_groups/{group_id}")

    def delete_group(self, group_id: int, gone: Sequence[str] = ()) -> None:
        """`wrong_state` unless it is empty; images in `gone` do not count."""
        self._t.call("POST", f"/user_groups/{group_id}/delete", body=GroupRemoval(gone=list(gone)), keyed=True)

    # --- tokens ---

    def begin_attempt(self, attempt: Attempt) -> AttemptAnswer:
        """Count an attempt to sign in."""
        return self._t.fetch(AttemptAnswer, "POST", "/sign_in/attempt", body=attempt)

    def open_session(self, sign_in: SignIn) -> Holder:
        """The attempt succeeded."""
        return self._t.fetch(Holder, "POST", "/sign_in/session", body=sign_in)

    def add_credential(self, new: NewCredential) -> Credential:
        """Remember a token."""
        return self._t.fetch(Credential, "POST", "/credentials", body=new, keyed=True)

    def holder(self, digest: str) -> Holder:
        """Whose session or key it is; `unauthenticated` if it is nobody's."""
        return self._t.fetch(Holder, "POST", "/credentials/holder", body=TokenDigest(digest=digest), repeatable=True)

    def take_ticket(self, digest: str) -> Holder:
        """Whose ticket it is; it is used up."""
        return self._t.fetch(Holder, "POST", "/credentials/take_ticket", body=TokenDigest(digest=digest))

    def api_keys(self, user_id: int) -> list[Credential]:
        """A user's keys."""
        return self._t.fetch(list[Credential], "GET", f"/users/{user_id}/api_keys")

    def remove_credential(self, user_id: int, credential_id: int) -> None:
        """A token opens nothing any more; `not_found` for somebody else's."""
        self._changed(Any, "DELETE", f"/users/{user_id}/credentials/{credential_id}", keyed=True)

    def note_use(self, credential_id: int) -> None:
        """A key was used."""
        self._t.call("POST", f"/credentials/{credential_id}/use", repeatable=True)

    # --- the audit log ---

    def begin_audit(self, entry: AuditEntry) -> int:
        """Write who is about to do what; the entry's id."""
        return self._t.fetch(int, "POST", "/audit", body=entry)

    def end_audit(self, end: AuditEnd) -> None:
        """Write how it was answered (repeatable: the first answer stands)."""
        self._t.call("POST", "/audit/end", body=end, repeatable=True)

    def begin_request(self, begin: RequestBegin) -> RequestBegun:
        """Write who is about to do what, and claim the request's key."""
        return self._t.fetch(RequestBegun, "POST", "/requests/begin", body=begin)

    def end_request(self, end: RequestEnd) -> None:
        """Write how a request was answered (repeatable: the first answer stands)."""
        self._t.call("POST", "/requests/end", body=end, repeatable=True)

    def audit(self, query: AuditFilter) -> Page[AuditView]:
        """Entries, newest first."""
        return self._t.fetch(Page[AuditView], "POST", "/audit/query", body=query, repeatable=True)

    def _changed(self, model: Any, method: str, path: str, **options: Any) -> Any:
        try:
            return self._t.fetch(model, method, path, **options)
        finally:
            self._over()
