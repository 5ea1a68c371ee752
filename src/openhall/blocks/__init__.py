"""Building blocks: each is entered through its ``facade`` only."""
