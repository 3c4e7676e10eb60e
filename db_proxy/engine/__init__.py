"""Connections and transactions on SQLite or PostgreSQL, and the signal that wakes followers of the change feed."""
