"""Brings the database to the newest revision when the service starts; adopts a database of KubeIaaS 1.0 in place."""

from db_proxy.migrations.upgrade import upgrade

__all__ = ["upgrade"]
