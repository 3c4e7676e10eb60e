"""One file per revision, never changed once released; each says what it adds in its own words, not in `tables`."""
