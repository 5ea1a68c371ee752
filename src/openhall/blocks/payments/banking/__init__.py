"""What a bank tells: its file is read, kept once, and matched with what was captured."""
