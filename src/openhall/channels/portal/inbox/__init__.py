"""The letters of whoever is signed in, how they want to be told of them, and the mailbox of a demonstration."""
