"""Choosing a host: `filters` say which cannot take a VM, `weights` in which order the others are tried."""
