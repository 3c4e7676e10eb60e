"""iaas_core decides: the public API, the operations and what the agents report. The only public door of the suite."""
