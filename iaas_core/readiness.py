"""What iaas_core needs to work: the database's owner, and flows for every open operation."""

from __future__ import annotations

from api_common.clients.db import DbProxyClient
from api_common.contract.operation import OperationFilter
from api_common.contract.states import OperationStatus
from api_common.errors import IaasError
from api_common.web.health import Check
from iaas_core.services.first_administrator import FirstAdministrator
from iaas_core.steps.doors import Doors
from iaas_core.workflow.registry import Registry


def checks(db: DbProxyClient, registry: Registry[Doors], first: FirstAdministrator) -> dict[str, Check]:
    """The named checks of `/readyz`."""

    def database() -> str | None:
        db.operations(OperationFilter(page_size=1))
        return None

    def flows_known() -> str | None:
        for status in (OperationStatus.RUNNING, OperationStatus.UNDOING, OperationStatus.STUCK):
            for operation in db.operations(OperationFilter(status=status, page_size=200)).content:
                try:
                    registry.flow(operation.kind, operation.version)
                except IaasError as error:
                    return error.message
        return None

    return {"db-proxy": database, "flows": flows_known, "accounts": lambda: first.problem}
