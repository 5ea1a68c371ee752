"""Applying and following, as the bench does it: whole drafts begun in the hall, then measured."""
