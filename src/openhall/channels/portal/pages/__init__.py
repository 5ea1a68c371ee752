"""What each public page says: pure functions from the catalogue to a page."""
