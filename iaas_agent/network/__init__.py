"""The DHCP server of one host: dnsmasq, managed by the agent, for the VMs of that host.

Everything that it must know comes from iaas_core and is kept in files, so it runs on, and starts again, without either.
"""
