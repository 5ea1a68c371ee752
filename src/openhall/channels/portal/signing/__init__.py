"""Signing in with an account of one's own, and keeping what one signs in with."""
