"""The names that files of a jurisdiction may refer to."""

from collections.abc import Mapping
from typing import Any

from openhall.blocks.catalogue.loading.sources import Sources, id_from_path, patterns_of, rows_of

#: Words that stand in the place of an authority in addresses of the directory.
RESERVED_AUTHORITIES = frozenset({"a-z", "audience", "authority"})
#: Words that stand in the place of a page of questions in addresses of applying.
RESERVED_QUESTIONS = frozenset({"for_whom", "check", "stopped", "saved", "changed", "done"})
CHOICES = frozenset({"choice", "choices"})


class Vocabulary:
    """Every id that one file can name in another."""

    def __init__(self, sources: Sources) -> None:
        value = sources.single["jurisdiction"].value
        self.jurisdiction: Mapping[str, Any] = value if isinstance(value, dict) else {}
        self.languages: tuple[str, ...] = tuple(self.jurisdiction.get("languages", ()))
        self.groups = _ids(self.jurisdiction.get("authority_groups", []))
        self.authorities = _ids(sources.rows("authorities"))
        self.life_events = _ids(sources.rows("life_events"))
        self.facts = _ids(sources.rows("facts"))
        self.field_types: Mapping[str, str] = {
            str(row["id"]): str(row.get("base", "")) for row in sources.rows("field_types") if "id" in row
        }
        #: What one chooses within an answer of each type: the district of an address.
        self.chosen_within: Mapping[str, set[str]] = {
            str(row["id"]): {str(box.get("id")) for box in row.get("boxes", []) if "options" in box}
            for row in sources.rows("field_types")
            if "id" in row
        }
        self.questions: Mapping[str, dict[str, Any]] = {str(r.get("id")): r for r in sources.rows("questions")}
        self.evidence = _ids(sources.rows("evidence"))
        #: Every pattern by its id, with the words and clocks of what it calls.
        self.patterns: Mapping[str, dict[str, Any]] = {str(row.get("id")): row for row in patterns_of(sources)}
        self.calendars = {source.name.rsplit("/", 1)[-1].removesuffix(".yaml") for source in sources.calendars}
        self.services = {id_from_path(source.name) for source in sources.services}
        #: Every decision table as it is written, by its id.
        self.decisions: Mapping[str, dict[str, Any]] = {
            str(source.value.get("decision")): source.value
            for source in sources.decisions
            if isinstance(source.value, dict)
        }
        #: Every legal rule as it is written, by its id.
        self.rules: Mapping[str, dict[str, Any]] = {
            str(source.value.get("rule")): source.value for source in sources.rules if isinstance(source.value, dict)
        }
        #: Each role that an authority has a post for, and whether one of those posts may approve any amount.
        self.roles: dict[tuple[str, str], bool] = {}
        for post in rows_of(sources.posts, "posts"):
            key = (str(post.get("authority")), str(post.get("role")))
            self.roles[key] = self.roles.get(key, False) or "limit" not in post
        #: Field types of numbers that one held fact alone has: whoever asks for such a number asks what is held.
        of_facts = [str(row.get("type")) for row in sources.rows("facts")]
        numbers = {str(row["id"]) for row in sources.rows("field_types") if "pattern" in row and "id" in row}
        self.telling_types = {
            each for each in numbers if of_facts.count(each) == 1 and self.field_types[each] == "string"
        }
        #: The last word of a held fact is the id under which a question asks for it: ``person.name_en``.
        self.held = {fact.rsplit(".", 1)[-1]: fact for fact in sorted(self.facts)}
        #: What a held fact is called, in every language, whatever the id of a question that asks for it.
        self.called = {label_of(row): str(row["id"]) for row in sources.rows("facts") if "id" in row}

    def tasks_of(self, pattern: str) -> set[str]:
        """Return the ids of the tasks of a pattern."""
        return _ids(self.patterns.get(pattern, {}).get("tasks", []))


def label_of(row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what a fact or question is called, in a form that can be compared."""
    label = row.get("label")
    texts = label if isinstance(label, dict) else {}
    return tuple(sorted((language, str(text).casefold()) for language, text in texts.items()))


def _ids(rows: object) -> set[str]:
    listed = rows if isinstance(rows, list) else []
    return {str(row["id"]) for row in listed if isinstance(row, dict) and "id" in row}


def nearest(word: str, known: set[str]) -> str:
    """Return a hint that names the known word most like ``word``, or nothing."""
    same_letters = [k for k in known if sorted(k) == sorted(word)]
    close = same_letters or [k for k in known if k and word and (k in word or word in k)]
    return f" Did you mean “{min(close, key=len)}”?" if close else ""
