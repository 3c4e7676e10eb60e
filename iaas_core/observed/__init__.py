"""What the hosts show: reports of agents on their way into the database, and hosts that fell silent."""
