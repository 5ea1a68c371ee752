"""Pages of a case for its owner: where it stands, what was asked, messages, withdrawing and objecting."""
