"""The engine of long requests: steps with undo, leases, retries. Knows nothing of VMs."""
