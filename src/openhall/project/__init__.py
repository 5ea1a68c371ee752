"""The composition root: settings, addresses, servers and the operator's command."""
