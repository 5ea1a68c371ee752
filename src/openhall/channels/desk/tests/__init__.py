"""Tests of the desk's own parts."""
