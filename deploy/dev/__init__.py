"""The suite on this one machine: `python -m deploy.dev up|down|status|info`, and `Suite` for tests and the benchmark.

Needs nothing but the standard library, so that it can say clearly what is missing.
"""
