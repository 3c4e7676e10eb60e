"""Which answer's values go into which later request: links of the description, for generated clients and tests."""

from __future__ import annotations

from typing import Any

_VM = "$response.body#/data/uuid"
_VOLUME = "$response.body#/data/uuid"
_ID = "$response.body#/data/id"
_OPERATION = "$response.body#/data/operationUuid"
_USES_VM = ("start", "stop", "reboot", "suspend", "resume", "update", "reduce", "edit", "publish_image", "delete")


def links() -> dict[str, dict[str, dict[str, Any]]]:
    """Operation -> name of the link -> the link, for the answer of success."""
    table: dict[str, dict[str, dict[str, Any]]] = {
        "vm_create": {
            "look": _asks("vm_query_by_uuid", uuid=_VM),
            "status": _asks("vm_status", uuid=_VM),
            "screen": _asks("vm_vnc_url", uuid=_VM),
            "progress": _asks("operation_query_by_uuid", uuid=_OPERATION),
            **{verb: _sends(f"vm_{verb}", vmUuid=_VM) for verb in _USES_VM},
        },
        "volume_create": {
            "attach": _sends("volume_attach", volumeUuid=_VOLUME),
            "detach": _sends("volume_detach", volumeUuid=_VOLUME),
            "edit": _sends("volume_edit", volumeUuid=_VOLUME),
            "delete": _sends("volume_delete", volumeUuid=_VOLUME),
        },
        "ip_segment_create": {
            "look": _asks("ip_segment_query_by_id", ip_segment_id=_ID),
            "addresses": _asks("ip_segment_page_query_by_id", ip_segment_id=_ID),
            "statistics": _asks("ip_segment_statistics_by_id", ip_segment_id=_ID),
            "edit": _sends("ip_segment_edit", ipSegmentId=_ID),
            "delete": _sends("ip_segment_delete", ipSegmentId=_ID),
        },
        "spec_config_create": {
            "edit": _sends("spec_config_edit", id=_ID),
            "delete": _sends("spec_config_delete", id=_ID),
        },
    }
    for verb in _USES_VM[:-3]:
        table[f"vm_{verb}"] = {"progress": _asks("operation_query_by_uuid", uuid=_OPERATION)}
    return table


def _asks(operation: str, **parameters: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": parameters}


def _sends(operation: str, **fields: str) -> dict[str, Any]:
    return {"operationId": operation, "requestBody": fields}
