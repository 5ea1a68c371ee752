"""Tests of the website's own parts."""
