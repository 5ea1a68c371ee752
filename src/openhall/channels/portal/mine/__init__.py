"""Somebody's own page: everything that they have with the hall, and the way to pay, to print, to keep it in mind."""
