"""Find a service by the words that people use: an index made at publication, read by every process."""
