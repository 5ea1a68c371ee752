"""What can go wrong when a scanner is asked."""


class ScannerAwayError(Exception):
    """The scanner gives no clear answer. A file that was not scanned is not kept."""
