"""The door of ``documents``: uploads, kept safe."""

__all__: list[str] = []
