"""One file per command of ``openhall``: ``add_arguments`` and ``run``."""
