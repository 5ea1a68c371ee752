"""The door of ``cases``: what people have submitted, and what became of it."""

__all__: list[str] = []
