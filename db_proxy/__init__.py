"""db_proxy remembers: the only owner of the database, offering transactional commands and read queries."""
