"""The door of ``rules``: dated legal numbers and arithmetic of working days."""

__all__: list[str] = []
