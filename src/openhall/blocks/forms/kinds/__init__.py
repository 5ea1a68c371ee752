"""The kinds of answer: for each, how it is read from a page, checked, written back, described and exemplified."""
