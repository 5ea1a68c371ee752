"""Every template that code or another template names is there: a page that draws nothing is found here first."""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "openhall"
PAGES = tuple(SOURCE / "channels" / channel / "templates" for channel in ("portal", "desk"))
#: Words in quotes that end like a template.
_NAMED = re.compile(r"""["']([a-z_/-]+\.jinja)["']""")


def test_every_named_template_is_there() -> None:
    named = {
        (name, path.name)
        for path in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.jinja"))
        for name in _NAMED.findall(path.read_text("utf-8"))
    }

    assert named
    assert not [each for each in named if not any((place / each[0]).is_file() for place in (SOURCE, *PAGES))]
