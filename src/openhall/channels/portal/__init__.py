"""The public website: the hall as people see it."""
