"""The VNC proxy (`python -m iaas_agent.console`): noVNC's files and the websockets that lead to VMs' screens.

A process of its own with its own image; it shares the agent's code base and nothing of its state.
"""
