"""`make bench-large`: whether a hall with a million cases works as one with a thousand does."""
