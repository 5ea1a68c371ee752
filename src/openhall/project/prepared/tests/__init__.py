"""Tests of the prepared bytes and the front."""
