"""The page that checks a receipt on the reader's own device: one file, which works from a disk and without a line."""
