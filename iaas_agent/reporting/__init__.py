"""What this host says to iaas_core without being asked: who it is, states of its VMs, progress of its jobs."""
