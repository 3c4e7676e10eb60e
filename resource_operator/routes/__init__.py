"""HTTP in, one choice, HTTP out."""
