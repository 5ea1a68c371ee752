"""How long a sentence is, and which script it is written in."""

import re

MOST_WORDS, MOST_CHARACTERS = 25, 40
#: So many things side by side are a list, which is read one by one.
_A_LIST = 5
HAN = re.compile(r"[\u3400-\u9fff]")
#: What the character set of a script leaves out though its readers use it: 着 in Hong Kong, 磡 in a place's name,
#: 晞 in people's.
USED_ANYWAY = frozenset("着磡晞")


def sentences(words: str) -> list[str]:
    """Cut what is read in one piece into its sentences; laws beside each other, and a note to them, are pieces too."""
    return re.split(r"(?<=[.!?])\s+|(?<=[。！？；])|\s·\s|\n", words)


def is_long(sentence: str, language: str) -> bool:
    """Tell whether a sentence is longer than people like to read."""
    if language == "en":
        return len(sentence.split()) > MOST_WORDS
    if sentence.count("、") >= _A_LIST:
        return any(is_long(each, language) for each in sentence.split("、"))
    return len(re.findall(rf"{HAN.pattern}|[A-Za-z0-9]+", sentence)) > MOST_CHARACTERS


def is_foreign(sign: str, language: str) -> bool:
    """Tell whether a character belongs to another script than that of its language."""
    own, other = ("gb2312", "big5") if language == "zh-Hans" else ("big5", "gb2312")
    if not HAN.match(sign) or sign in USED_ANYWAY:
        return False
    return language == "en" or (not _is_written_in(sign, own) and _is_written_in(sign, other))


def _is_written_in(sign: str, charset: str) -> bool:
    try:
        sign.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
