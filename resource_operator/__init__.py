"""resource_operator finds the hosts that can take a VM, best first. It reserves and writes nothing."""
