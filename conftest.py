"""What every test of the project stands on, wherever it lies."""

pytest_plugins = ["tools.emptying"]
