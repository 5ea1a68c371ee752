"""The door of ``identity``: people, organisations, sign-in and whoever is asking."""

__all__: list[str] = []
