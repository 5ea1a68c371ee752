"""How readers of each language expect a long list to be ordered."""

from openhall.channels.portal.ordering.indexes import Group, indexed

__all__ = ["Group", "indexed"]
