"""Who looked at somebody's data: for somebody signed in, and for whoever holds the secret of a case."""
