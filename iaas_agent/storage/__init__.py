"""The disks of one host: where they lie, how they come to be whole, and how they go.

A disk is written under a temporary name and renamed when it is complete, so a half-made one is never taken for whole.
"""
