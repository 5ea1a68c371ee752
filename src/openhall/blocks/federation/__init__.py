"""Signing in across houses: systems of departments that ask the hall who somebody is (decision 24)."""
