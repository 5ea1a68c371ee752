"""What the hall writes to people about their cases."""
