"""What a host must have before it can take VMs, after v1's checks: `looking` finds out, `mending` does what it may.

`python -m iaas_agent.prepare` looks, mends and looks again before the agent starts; the agent itself looks again with
every inventory, so what an administrator repairs meanwhile is seen without a restart.
"""
