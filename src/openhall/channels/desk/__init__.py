"""The officers' desk."""
