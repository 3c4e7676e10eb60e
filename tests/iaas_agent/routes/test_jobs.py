"""Jobs over HTTP."""

from __future__ import annotations

import pytest

from api_common.clients.agent import AgentClient
from api_common.errors import ErrorKind, IaasError


def test_an_unknown_job_is_not_found(agent: AgentClient) -> None:
    with pytest.raises(IaasError) as refusal:
        agent.job("a" * 32 + ".copy")
    assert refusal.value.kind is ErrorKind.NOT_FOUND
