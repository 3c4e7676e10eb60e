"""HTTP in, one service function, envelope out. `context` holds what the routers need."""
