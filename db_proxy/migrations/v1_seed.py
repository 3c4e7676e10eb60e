"""What v1 delivered in an empty database: the option lists of the console, and where its ids begin."""

from __future__ import annotations

SEQUENCE_ROWS = 6
FIRST_ID = 64

SPEC_CONFIGS: list[tuple[str, str, str]] = [
    ("VM_COMPUTE", "2,2", "CPU：2核 / 内存：2G"),
    ("VM_COMPUTE", "2,4", "CPU：2核 / 内存：4G"),
    ("VM_COMPUTE", "4,4", "CPU：4核 / 内存：4G"),
    ("VM_COMPUTE", "4,8", "CPU：4核 / 内存：8G"),
    ("VM_COMPUTE", "8,8", "CPU：8核 / 内存：8G"),
    ("SYS_VOLUME", "20", "20G"),
    ("SYS_VOLUME", "30", "30G"),
    ("SYS_VOLUME", "40", "40G"),
    ("DATA_VOLUME", "20", "20G"),
    ("DATA_VOLUME", "30", "30G"),
    ("DATA_VOLUME", "40", "40G"),
    ("VM_STATUS", "ACTIVE", "ACTIVE"),
    ("VM_STATUS", "STOPPED", "STOPPED"),
    ("VM_STATUS", "BUILDING", "BUILDING"),
    ("VM_STATUS", "SUSPENDED", "SUSPENDED"),
    ("VM_STATUS", "ERROR", "ERROR"),
    ("VOLUME_STATUS", "ATTACHED", "ATTACHED"),
    ("VOLUME_STATUS", "AVAILABLE", "AVAILABLE"),
    ("VOLUME_STATUS", "ERROR", "ERROR"),
    ("VOLUME_STATUS", "CREATING", "CREATING"),
    ("NETWORK_TYPE", "PUBLIC", "公网"),
    ("NETWORK_TYPE", "PRIVATE", "私网"),
    ("VNC_DOMAIN", "", "noVNC页面访问域名"),
]
"""Type, value and description; the ids count from 1."""
