"""What may be asked of the database to write: each command is one transaction, checked and told to the change feed."""
