"""Small and pure: no framework, no input or output. Everything else may import it."""
