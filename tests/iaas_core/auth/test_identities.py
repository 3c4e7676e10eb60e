"""Who a token stands for is looked up once, and again as soon as anything may have changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

from api_common.clients.accounts import AccountClient
from api_common.contract.account import Credential, Holder, User
from api_common.contract.event import EventRow
from api_common.contract.states import CredentialKind, ResourceType, Role
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth import identities as module
from iaas_core.auth.callers import Caller
from iaas_core.auth.identities import Identities
from iaas_core.auth.tokens import digest_of, new_token
from tests.helpers.clock import ManualClock

HOUR_MS = 3_600_000


class Accounts:
    """Knows one token; counts the questions."""

    def __init__(self, clock: ManualClock, kind: CredentialKind = CredentialKind.SESSION) -> None:
        self.token = new_token(kind)
        user = User(id=7, username="anna", role=Role.MEMBER, group_id=3)
        self.credential = Credential(id=9, kind=kind, user_id=7, expires_at=clock.now_ms() + HOUR_MS)
        self.known = Holder(credential=self.credential, user=user)
        self.asked = 0
        self.used: list[int] = []
        self.meanwhile: Callable[[], None] = lambda: None

    @property
    def header(self) -> str:
        return f"Bearer {self.token}"

    def holder(self, digest: str) -> Holder:
        self.asked += 1
        self.meanwhile()
        if digest != digest_of(self.token):
            raise IaasError(ErrorKind.UNAUTHENTICATED, "the token is not known")
        return self.known

    def note_use(self, credential_id: int) -> None:
        self.used.append(credential_id)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def accounts(clock: ManualClock) -> Accounts:
    return Accounts(clock)


@pytest.fixture
def identities(clock: ManualClock) -> Identities:
    identities = Identities(clock)
    identities.followed(True)
    return identities


def ask(identities: Identities, accounts: Any, header: str | None = None) -> Caller:
    """As the guard does."""
    header = accounts.header if header is None else header
    return identities.known(header) or identities.of(header, cast(AccountClient, accounts))


def event(type_: ResourceType, kind: str = "changed") -> EventRow:
    return EventRow(id=1, kind=kind, resource_type=type_, resource_key="7", create_time=1)


def test_it_is_asked_once(identities: Identities, accounts: Accounts) -> None:
    callers = [ask(identities, accounts) for _ in range(3)]
    assert accounts.asked == 1 and len(set(callers)) == 1
    assert (callers[0].user_id, callers[0].group_id, callers[0].credential_id) == (7, 3, 9)


@pytest.mark.parametrize(
    "news", [event(ResourceType.USER), event(ResourceType.USER, "removed"), event(ResourceType.CREDENTIAL, "removed")]
)
def test_news_of_accounts_make_it_ask_again(identities: Identities, accounts: Accounts, news: EventRow) -> None:
    ask(identities, accounts)
    identities.heard([event(ResourceType.VM), event(ResourceType.CREDENTIAL, "created")])
    ask(identities, accounts)
    assert accounts.asked == 1
    identities.heard([news])
    ask(identities, accounts)
    assert accounts.asked == 2


def test_a_change_while_it_is_asked_spoils_the_answer(identities: Identities, accounts: Accounts) -> None:
    accounts.meanwhile = identities.clear
    ask(identities, accounts)
    accounts.meanwhile = lambda: None
    ask(identities, accounts)
    assert accounts.asked == 2


def test_nothing_is_kept_while_the_feed_is_not_followed(identities: Identities, accounts: Accounts) -> None:
    ask(identities, accounts)
    identities.followed(False)
    for _ in range(2):
        ask(identities, accounts)
    assert accounts.asked == 3


def test_it_expires_by_itself(identities: Identities, accounts: Accounts, clock: ManualClock) -> None:
    ask(identities, accounts)
    clock.advance(3600)
    for _ in range(2):
        with pytest.raises(IaasError, match="expired") as refused:
            ask(identities, accounts)
        assert refused.value.kind is ErrorKind.UNAUTHENTICATED
        identities.clear()  # fresh from the database it has expired as well


def test_the_disabled_stay_outside(identities: Identities, accounts: Accounts) -> None:
    accounts.known = accounts.known.model_copy(
        update={"user": accounts.known.user.model_copy(update={"enabled": False})}
    )
    with pytest.raises(IaasError, match="disabled"):
        ask(identities, accounts)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer x", "Basic {}", "{}", "Bearer {} ", "Bearer  {}"])
def test_headers_that_are_none_are_not_looked_up(identities: Identities, accounts: Accounts, header: str) -> None:
    with pytest.raises(IaasError, match="sign in first"):
        ask(identities, accounts, header.format(accounts.token))
    assert accounts.asked == 0


def test_an_unknown_token_is_not_kept(identities: Identities, accounts: Accounts) -> None:
    other = f"Bearer {new_token(CredentialKind.SESSION)}"
    for _ in range(2):
        with pytest.raises(IaasError, match="not known"):
            ask(identities, accounts, other)
    assert accounts.asked == 2


def test_few_are_kept(identities: Identities, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    many = [Accounts(clock) for _ in range(3)]
    for accounts in many:
        ask(identities, accounts)
    for accounts in many:
        ask(identities, accounts)
    assert [accounts.asked for accounts in many] == [2, 2, 2], "each pushed the oldest out"


def test_keys_note_their_use_once_an_hour(identities: Identities, clock: ManualClock) -> None:
    accounts = Accounts(clock, CredentialKind.API_KEY)
    ask(identities, accounts)
    ask(identities, accounts)
    assert accounts.used == [9]
    fresh = accounts.credential.model_copy(update={"last_used_at": clock.now_ms()})
    accounts.known = accounts.known.model_copy(update={"credential": fresh})
    identities.clear()
    ask(identities, accounts)
    assert accounts.used == [9]
