"""Who takes mails and text messages: one module for each kind of provider, chosen by the scheme of an address."""
