"""HTTP in, one command or query, HTTP out. Only services of the suite are let in."""
