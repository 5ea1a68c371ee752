"""A paper goes into a wallet: one offer, one exchange, one credential, bound to the wallet's own key."""
