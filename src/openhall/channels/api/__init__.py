"""What machines touch: JSON, JSON-LD and OpenAPI."""
