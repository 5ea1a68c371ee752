"""Ways to take money: one module for each provider."""
