"""The example town at the desk, for the tests in this folder."""

from tests.desks import demo_town, published_town

__all__ = ["demo_town", "published_town"]
