"""Public pages as finished bytes: made at publication, handed out before the framework wakes up."""
