"""Prove the whole log from its records again, and name what was changed."""
