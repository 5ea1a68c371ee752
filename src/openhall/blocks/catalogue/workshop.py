"""The workshop door of ``catalogue``: from a folder of files to checked definitions, for commands only.

What reads YAML and checks schemas takes six megabytes; a process that serves pages never does either.
"""

from openhall.blocks.catalogue.loading.checking import check_jurisdiction
from openhall.blocks.catalogue.loading.sources import digest_of

__all__ = ["check_jurisdiction", "digest_of"]
