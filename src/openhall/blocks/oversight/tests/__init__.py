"""Tests of the block."""
