"""HTTP in, one question to the catalogue, HTTP out."""
