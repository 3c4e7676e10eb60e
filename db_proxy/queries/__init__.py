"""What may be asked of the database to read: each query costs a constant number of statements, whatever it finds."""
