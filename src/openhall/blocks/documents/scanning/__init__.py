"""Asking a virus scanner: one module for each kind of scanner, chosen by the scheme of an address."""
