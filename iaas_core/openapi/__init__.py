"""The description of the public API: what the framework finds out from the routes, completed and corrected.

Plain data in, plain data out; `main` puts the result where the framework looks for it.
"""
