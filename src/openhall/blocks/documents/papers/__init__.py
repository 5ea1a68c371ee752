"""Papers that the hall issues: set, signed, read back, kept."""
