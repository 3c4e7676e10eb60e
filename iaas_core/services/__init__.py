"""One function per use case: check, plan, start an operation, or answer from a query."""
