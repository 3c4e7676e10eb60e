"""How services call each other: one client class per service, all on `transport`, the only user of httpx."""
