"""Where the sealed bytes of files lie: one module for each kind of place, chosen by the scheme of an address."""
