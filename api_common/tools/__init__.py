"""Programs of the host that the suite runs: without a shell, with a time limit, with their errors read."""
