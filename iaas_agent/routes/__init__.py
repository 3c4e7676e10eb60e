"""The agent's HTTP interface: one router per noun, for iaas_core only."""
