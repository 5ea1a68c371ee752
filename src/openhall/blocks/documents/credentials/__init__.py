"""What proves a paper to somebody who was never told of it: signed facts, for a printed code and for a wallet."""
