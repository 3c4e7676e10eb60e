"""Kubernetes, spoken with nowhere else. Nodes become host rows; VMs become entries of the cluster's account."""
