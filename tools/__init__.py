"""Tools for people who change Openhall: `make` calls them, the hall itself never does."""
