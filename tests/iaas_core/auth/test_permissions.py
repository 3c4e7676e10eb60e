"""What routes say they need, and that none says nothing."""

from __future__ import annotations

import pytest
from fastapi import APIRouter

from api_common.contract.states import CredentialKind, Role
from api_common.errors import ErrorKind, IaasError
from iaas_core.auth.callers import ANONYMOUS, Caller
from iaas_core.auth.permissions import Access, Rule, needs, require
from iaas_core.routes.guard import GuardedRoute

MEMBER = Caller(user_id=1, username="m", role=Role.MEMBER, group_id=1, kind=CredentialKind.SESSION)
LEADER = Caller(user_id=2, username="l", role=Role.GROUP_LEADER, group_id=1, kind=CredentialKind.SESSION)
ADMIN = Caller(user_id=3, username="a", role=Role.SUPER_ADMIN, kind=CredentialKind.SESSION)
KEY = Caller(user_id=3, username="a", role=Role.SUPER_ADMIN, kind=CredentialKind.API_KEY)
NEW = Caller(user_id=3, username="a", role=Role.SUPER_ADMIN, kind=CredentialKind.SESSION, must_change_password=True)


@pytest.mark.parametrize(
    ("rule", "caller", "may"),
    [
        (Rule(Access.USER), MEMBER, True),
        (Rule(Access.LEADER), MEMBER, False),
        (Rule(Access.LEADER), LEADER, True),
        (Rule(Access.LEADER), ADMIN, True),
        (Rule(Access.ADMINISTRATOR), LEADER, False),
        (Rule(Access.ADMINISTRATOR), ADMIN, True),
        (Rule(Access.ADMINISTRATOR), ANONYMOUS, True),
        (Rule(Access.ADMINISTRATOR), KEY, True),
        (Rule(Access.USER, session_only=True), KEY, False),
        (Rule(Access.USER, session_only=True), ANONYMOUS, True),
        (Rule(Access.USER), NEW, False),
        (Rule(Access.USER, with_old_password=True), NEW, True),
    ],
)
def test_who_may(rule: Rule, caller: Caller, may: bool) -> None:
    try:
        require(rule, caller)
    except IaasError as error:
        assert error.kind is ErrorKind.FORBIDDEN and not may
    else:
        assert may


def test_a_route_that_says_nothing_cannot_be_added() -> None:
    router = APIRouter(route_class=GuardedRoute)
    with pytest.raises(TypeError, match="does not say who may ask"):

        @router.get("/a")
        def forgotten() -> None: ...

    @router.get("/b")
    @needs(Access.USER)
    def remembered() -> None: ...

    assert len(router.routes) == 1


def test_scopes() -> None:
    assert ADMIN.scope is None and ANONYMOUS.sees(None, None) and ADMIN.sees(9, 9)
    assert LEADER.sees(9, 1) and not LEADER.sees(2, 9) and not LEADER.sees(None, None)
    assert MEMBER.sees(1, 9) and not MEMBER.sees(2, 1) and not MEMBER.sees(None, None)
