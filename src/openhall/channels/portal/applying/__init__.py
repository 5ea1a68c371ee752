"""Pages of applying: questions, answers to check, and what was received."""
