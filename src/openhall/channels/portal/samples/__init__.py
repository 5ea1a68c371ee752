"""Invented answers, drafts and cases, for the page of components."""
