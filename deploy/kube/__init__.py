"""What the suite's Jobs do in a cluster, with Python's standard library alone."""
