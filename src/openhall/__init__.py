"""Openhall: every public service of a whole government behind one door."""
