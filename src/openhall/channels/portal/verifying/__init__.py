"""Is this paper real? Pages for its code and for its file, and what programs need to check by themselves."""
