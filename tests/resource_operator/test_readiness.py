"""resource_operator is ready when db_proxy answers."""

from __future__ import annotations

import pytest

from api_common.errors import ErrorKind, IaasError
from resource_operator.readiness import checks
from tests.resource_operator.conftest import FakeDb


def test_db_proxy_is_asked(db: FakeDb) -> None:
    assert checks(db)["db_proxy"]() is None
    db.error = IaasError(ErrorKind.UNAVAILABLE, "db-proxy cannot be reached")
    with pytest.raises(IaasError, match="cannot be reached"):
        checks(db)["db_proxy"]()
