"""PostgreSQL with fewer ways there and back."""
