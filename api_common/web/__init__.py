"""The HTTP frame that all services share: ids, errors, health, metrics, service tokens, graceful stop."""
