"""`make bench`: how fast the hall is, beside the least that the same server can do on the same machine."""
