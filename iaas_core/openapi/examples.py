"""A body or query for every request that has one, as the description of the API shows it. No such rows need exist."""

from __future__ import annotations

from typing import Any

_UUID = "0123456789abcdef0123456789abcdef"
_OTHER = "fedcba9876543210fedcba9876543210"
_SEGMENT = {
    "name": "private",
    "hostUuid": _UUID,
    "type": "PRIVATE",
    "bridge": "br0",
    "ipRangeStart": "192.168.10.10",
    "ipRangeEnd": "192.168.10.200",
    "gateway": "192.168.10.1",
    "netmask": "255.255.255.0",
}
_OPTION = {"type": "VM_COMPUTE", "value": "2,4", "description": "2 cores, 4 GiB"}
_DEVICE = {"vmUuid": _UUID, "type": "USB", "bus": "1", "dev": "4", "vendor": "0x1d6b", "product": "0x0104"}
_PASSWORD = "correct horse battery"  # an example  # nosec B105
_GROUP = {"name": "school", "vms": 20, "cpus": 40, "memory": 80, "systemStorage": 800, "publicIps": 0}

FORMS: dict[str, dict[str, Any]] = {
    "CreateVmForm": {
        "name": "web 1",
        "cpus": 2,
        "memory": 4,
        "imageUuid": "centos-7.5-cli.yaml",
        "ipSegmentId": 65,
        "diskSize": 20,
        "description": "the first web server",
    },
    "DeleteVmForm": {"vmUuid": _UUID, "deleteType": "normal"},
    "OperateVmForm": {"vmUuid": _UUID},
    "ModifyVmForm": {"vmUuid": _UUID, "cpus": 4, "memory": 8},
    "EditVmForm": {"vmUuid": _UUID, "name": "web 2"},
    "PublishImageForm": {"vmUuid": _UUID, "name": "web server", "vdSize": 20},
    "CreateVolumeForm": {"name": "data 1", "diskSize": 20},
    "DeleteVolumeForm": {"volumeUuid": _OTHER},
    "AttachVolumeForm": {"vmUuid": _UUID, "volumeUuid": _OTHER},
    "EditVolumeForm": {"volumeUuid": _OTHER, "description": ""},
    "SaveImageForm": {
        "uuid": "centos-7.5-cli.yaml",
        "content": "image:\n  name: CentOS\n  filename: centos.qcow2\n  spec: {vd_size: 20, format: QCOW2}\n",
    },
    "DeleteImageForm": {"uuid": "centos-7.5-cli.yaml"},
    "DeviceForm": _DEVICE,
    "RemoveHostForm": {"hostUuid": _UUID, "name": "node3"},
    "SetHostResourceForm": {"hostUuid": _UUID, "vcpu": 64, "mem": 256, "storage": 2000},
    "RecoverForm": {"dryRun": True},
    "CreateIpSegmentForm": _SEGMENT,
    "EditIpSegmentForm": {"ipSegmentId": 65, **_SEGMENT},
    "DeleteIpSegmentForm": {"ipSegmentId": 65},
    "CreateSpecConfigForm": _OPTION,
    "EditSpecConfigForm": {"id": 64, **_OPTION},
    "DeleteSpecConfigForm": {"id": 64},
    "OperationForm": {"uuid": _UUID},
    "LoginForm": {"username": "anna", "password": _PASSWORD},
    "ChangePasswordForm": {"oldPassword": _PASSWORD, "newPassword": "staple of another kind"},
    "CreateUserForm": {"username": "anna", "password": _PASSWORD, "groupId": 70, "role": "MEMBER"},
    "EditUserForm": {"id": 71, "name": "Anna", "email": "anna@example.org"},
    "UserForm": {"id": 71},
    "ResetPasswordForm": {"id": 71},
    "CreateUserGroupForm": _GROUP,
    "EditUserGroupForm": {"id": 70, **_GROUP},
    "UserGroupForm": {"id": 70},
    "CreateApiKeyForm": {"name": "backup script", "days": 90},
    "ApiKeyForm": {"id": 72},
    "ChangeVmOwnerForm": {"vmUuid": _UUID, "userId": 71},
    "ChangeVolumeOwnerForm": {"volumeUuid": _OTHER, "userId": 71},
    "ShareImageForm": {"uuid": "centos-7.5-cli.yaml", "isPublic": True},
}

PARAMETERS: dict[str, Any] = {
    "uuid": _UUID,
    "keywords": "web",
    "status": "ACTIVE",
    "host_uuid": _UUID,
    "host_name": "node-1",
    "image_uuid": "centos-7.5-cli.yaml",
    "target_uuid": _UUID,
    "page_num": 1,
    "page_size": 10,
    "sort": "name",
    "order": "desc",
    "ip_segment_id": 65,
    "service_name": "Libvirt",
    "node_name": "node-1",
    "timestamp": 1700000000000,
    "last_event_id": 1207,
    "Last-Event-ID": 1207,
    "username": "anna",
    "action": "vm_create",
    "kind": "vm_create",
    "role": "MEMBER",
    "group_id": 3,
    "enabled": True,
    "resource_type": "vm",
    "resource_key": _UUID,
    "address": "192.168.10.7",
    "outcome": "failure",
    "since": 1700000000000,
    "until": 1800000000000,
    "id": 70,
    "ticket": "iaas-t-0123456789",
    "Prefer": "respond-async",
}
"""By name, which means the same in every request but for those in `EXCEPTIONS`."""

EXCEPTIONS: dict[tuple[str, str], Any] = {
    ("image_query_image_raw_by_uuid", "uuid"): "centos-7.5-cli.yaml",
    ("ip_segment_query_all_by_host_and_type", "type"): "PRIVATE",
    ("spec_config_query_all_by_type", "type"): "VM_COMPUTE",
    ("operation_page_query_all", "status"): "running",
    ("volume_fuzzy_query", "status"): "AVAILABLE",
    ("user_page_query_all", "sort"): "username",
    ("operation_page_query_all", "sort"): "create_time",
    ("audit_page_query_all", "sort"): "time",
}
