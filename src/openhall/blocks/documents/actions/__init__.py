"""What is done with files, one verb to a module."""
