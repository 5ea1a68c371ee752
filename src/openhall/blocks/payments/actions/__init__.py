"""What changes a payment: one module for each kind of act."""
