"""The client for people against a real db_proxy: records and refusals survive the way; changes of rights are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api_common.clients.accounts import AccountClient
from api_common.clients.db import DbProxyClient
from api_common.clients.transport import Transport
from api_common.contract.account import (
    Attempt,
    Credential,
    NewCredential,
    NewUser,
    PasswordChange,
    Quota,
    Scope,
    SignIn,
    User,
    UserChange,
    UserFilter,
    UserGroup,
)
from api_common.contract.audit import AuditEnd, AuditEntry, AuditFilter
from api_common.contract.changes import Create, ResourceRef
from api_common.contract.states import AuditOutcome, CredentialKind, ResourceType, Role
from api_common.errors import ErrorKind
from api_common.identity import new_uuid
from api_common.service_tokens import ServiceTokens
from db_proxy.main import create_app
from db_proxy.settings import DbProxySettings
from tests.helpers.db import refused
from tests.helpers.services import served, write_tokens

FAR = 2**42


@pytest.fixture
def transport(tmp_path: Path) -> Iterator[Transport]:
    tokens = write_tokens(tmp_path / "tokens")
    settings = DbProxySettings(
        database_url=f"sqlite:///{tmp_path}/kubeiaas.db",
        service_tokens_dir=tokens,
        iaas_core_url="http://127.0.0.1:9",
        host_name="node1",
    )
    with served(create_app(settings)) as url:
        opened = Transport(url, target="db-proxy", caller="iaas-core", tokens=ServiceTokens(tokens))
        yield opened
        opened.close()


@pytest.fixture
def told() -> list[str]:
    """Grows by one whenever somebody may have other rights by now."""
    return []


@pytest.fixture
def accounts(transport: Transport, told: list[str]) -> AccountClient:
    return AccountClient(transport, after_change=lambda: told.append("changed"))


@pytest.fixture
def user(accounts: AccountClient) -> User:
    group = accounts.save_group(UserGroup(name="g", quota=Quota(vms=0)))
    return accounts.create_user(
        NewUser(user=User(username="alice", role=Role.MEMBER, group_id=group.id), password_hash="hash")
    )


def session(user: User, digest: str, kind: CredentialKind = CredentialKind.SESSION) -> NewCredential:
    assert user.id is not None
    return NewCredential(credential=Credential(kind=kind, user_id=user.id, expires_at=FAR), digest=digest)


def test_somebody_signs_in_and_out(accounts: AccountClient, user: User) -> None:
    assert user.id is not None
    attempt = Attempt(username="alice", account_key="a", address_key="b", address="10.0.0.1")
    answer = accounts.begin_attempt(attempt)
    assert (answer.user, answer.password_hash, answer.wait_ms) == (user, "hash", 0)
    opened = SignIn(attempt=attempt, audit_id=answer.audit_id, session=session(user, "s"), checked_hash="hash")
    holder = accounts.open_session(opened)
    known = accounts.holder("s")
    assert (known.credential, known.user) == (holder.credential, holder.user) and holder.user.last_login_time
    assert known.left_ms and holder.left_ms and 0 < known.left_ms <= holder.left_ms
    ticket = session(user, "t", CredentialKind.TICKET)
    parented = ticket.credential.model_copy(update={"parent_id": holder.credential.id})
    accounts.add_credential(ticket.model_copy(update={"credential": parented}))
    assert accounts.take_ticket("t").credential == holder.credential
    accounts.remove_credential(user.id, holder.credential.id or 0)
    for call in (accounts.holder, accounts.take_ticket):
        with refused(ErrorKind.UNAUTHENTICATED):
            call("s")


def test_users_groups_and_keys_come_as_they_were_written(accounts: AccountClient, user: User) -> None:
    assert user.id is not None and user.group_id is not None
    root = NewUser(user=User(username="root", role=Role.SUPER_ADMIN), password_hash="x")
    assert accounts.ensure_administrator(root)
    assert not accounts.ensure_administrator(root.model_copy(update={"password_hash": "y"}))
    assert [each.username for each in accounts.users(UserFilter()).content] == ["alice", "root"]
    assert (accounts.user(user.id), accounts.password_hash(user.id)) == (user, "hash")
    key = accounts.add_credential(session(user, "k", CredentialKind.API_KEY))
    accounts.note_use(key.id or 0)
    assert [each.id for each in accounts.api_keys(user.id)] == [key.id]
    (view,) = accounts.groups()
    assert accounts.group(user.group_id) == view and (view.group.name, view.users) == ("g", 1)
    with refused(ErrorKind.WRONG_STATE):
        accounts.delete_group(user.group_id)
    with refused(ErrorKind.CONFLICT):
        accounts.save_group(UserGroup(name="g"))


def test_changes_of_rights_are_told_also_when_they_fail(accounts: AccountClient, user: User, told: list[str]) -> None:
    assert user.id is not None
    key = accounts.add_credential(session(user, "k", CredentialKind.API_KEY))
    accounts.holder("k")
    assert told == []
    assert accounts.edit_user(user.id, UserChange(fields={"name": "A"})).name == "A"
    accounts.set_password(user.id, PasswordChange(password_hash="new"))
    accounts.remove_credential(user.id, key.id or 0)
    accounts.delete_user(user.id)
    assert len(told) == 4
    with refused(ErrorKind.NOT_FOUND):
        accounts.delete_user(user.id)
    assert len(told) == 5, "who knows whether an answer got lost"


def test_the_audit_log_is_written_and_read(accounts: AccountClient) -> None:
    audit_id = accounts.begin_audit(AuditEntry(action="vm_start", username="alice"))
    accounts.end_audit(AuditEnd(audit_id=audit_id, code=200.0))
    (view,) = accounts.audit(AuditFilter(username="alice")).content
    assert (view.entry.id, view.outcome) == (audit_id, AuditOutcome.SUCCESS)


def test_owners_scopes_and_quotas_come_through(transport: Transport, user: User) -> None:
    db, uuid = DbProxyClient(transport), new_uuid()
    db.apply([Create(type=ResourceType.VM, record={"uuid": uuid, "cpus": 2})])
    assert [each.count for each in db.vm_counts()] == [1]
    for scope in (Scope(user_id=user.id), Scope()):
        assert db.vm_counts(scope) == db.volume_counts(scope) == db.devices("h", scope) == []
        assert db.segment_addresses(1, scope) == []
    with refused(ErrorKind.NO_CAPACITY) as caught:
        db.change_owner(ResourceRef(type=ResourceType.VM, key=uuid), user.id or 0)
    assert caught.value.detail == {"quota": "vms", "limit": 0, "used": 0, "asked": 1}
    with refused(ErrorKind.INVALID_REQUEST):
        transport.fetch(list[int], "GET", "/vms/counts", params={"scope": "everybody's"})
