"""What people and machines touch. Channels do not know each other."""
