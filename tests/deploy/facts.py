"""What KubeIaaS 1.0 promised of its deployment, which scripts and habits rely on: names, labels, ports, keys."""

from __future__ import annotations

NAMESPACE = "kubeiaas"
WORKLOADS = {
    "iaas-core": ("Deployment", "kubeiaas/ctl"),
    "db-proxy": ("Deployment", "kubeiaas/ctl"),
    "resource-operator": ("Deployment", "kubeiaas/ctl"),
    "image-operator": ("Deployment", "kubeiaas/img"),
    "iaas-agent": ("DaemonSet", "kubeiaas/node"),
    "iaas-novnc": ("Deployment", "kubeiaas/vnc"),
    "front-web": ("Deployment", "kubeiaas/ctl"),
}
"""Name -> kind, label of its nodes. front-mysql is gone: accounts are in the suite's own database."""
SERVICES = {
    "iaas-core": (9080, None),
    "db-proxy": (9091, None),
    "resource-operator": (9092, None),
    "image-operator": (9093, None),
    "iaas-agent": (9090, None),
    "iaas-novnc": (8787, 32202),
    "front-web": (80, 32200),
}
"""Name -> port, node port."""
AGENT_PORTS = (9090, 32201)
CONFIG_KEYS = {
    "nodes.work.list": "",
    "nodes.control": "",
    "nodes.image": "",
    "nodes.vnc": "",
    "nodes.dhcp": "",
    "nodes.nfs": "",
    "nfs.dir.img": "/usr/local/kubeiaas/data/images",
    "nfs.dir.dv": "/usr/local/kubeiaas/data/data-volumes",
    "network.bridge.type": "MACV",
}
"""With v1's values."""
VARIABLES = {
    "iaas-core": {
        "HOST_IP": "status.hostIP",
        "HOST_NAME": "spec.nodeName",
        "IAAS_CORE_NODE_NAME": "nodes.control",
        "DB_PROXY_NODE_NAME": "nodes.control",
        "RS_OPT_NODE_NAME": "nodes.control",
        "IMG_OPT_NODE_NAME": "nodes.image",
        "AGENT_NODE_NAME_LIST": "nodes.work.list",
        "DHCP_NODE_NAME": "nodes.dhcp",
        "VNC_NODE_NAME": "nodes.vnc",
        "NFS_IP": "nodes.nfs",
    },
    "db-proxy": {"HOST_NAME": "spec.nodeName"},
    "resource-operator": {"HOST_NAME": "spec.nodeName"},
    "image-operator": {"HOST_NAME": "spec.nodeName"},
    "iaas-agent": {
        "HOST_IP": "status.hostIP",
        "HOST_NAME": "spec.nodeName",
        "DHCP_NODE": "nodes.dhcp",
        "VNC_NODE": "nodes.vnc",
        "NFS_NODE": "nodes.nfs",
        "NETWORK_BRIDGE_TYPE": "network.bridge.type",
    },
    "iaas-prepare": {
        "HOST_IP": "status.hostIP",
        "HOST_NAME": "spec.nodeName",
        "NFS_NODE": "nodes.nfs",
        "NFS_DIR_IMG": "nfs.dir.img",
        "NFS_DIR_DV": "nfs.dir.dv",
    },
}
"""Container -> variable -> field of the pod, or key of iaas-config."""
HOST_FOLDERS = {
    "db-proxy": ("/usr/local/kubeiaas/sqlite", "/db"),
    "image-operator": ("/usr/local/kubeiaas/data/images", "/host-images"),
}
