"""Draw the processes of a jurisdiction for its documentation: one SVG each, with its colours inside, light and dark.

The hall draws the same pictures on its pages; here they stand alone, in English.
"""

import re
import sys
from pathlib import Path
from typing import Any

import yaml

from openhall.kernel.bpmn.reading import read_model
from openhall.kernel.languages import ENGLISH
from openhall.ui.process_diagrams import draw_process
from tools.source import ROOT

FOLDER = ROOT / "jurisdictions" / "hongkong"
PICTURES = ROOT / "docs" / "images" / "processes"
_UI = ROOT / "src" / "openhall" / "ui"
_STYLE = _UI / "components" / "process_diagram" / "process_diagram.forms.desk.css"
_NAMES = re.compile(r"var\((--[\w-]+)\)")
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")


def pictures() -> dict[str, str]:
    """Return every process drawn, by the id of its pattern."""
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / "processes.yaml").read_text("utf-8"))["patterns"]
    return {str(row["id"]): _picture(row) for row in rows}


def _picture(row: dict[str, Any]) -> str:
    model = read_model((FOLDER / "processes" / f"{row['id']}.bpmn").read_bytes())
    texts = {**{task["id"]: task["name"] for task in row["tasks"]}, **row.get("labels", {})}
    labels = {name: text[ENGLISH.code] for name, text in texts.items()}
    drawn = str(draw_process(model, {**labels, model.id: row["name"][ENGLISH.code]}, ENGLISH).marked().drawing)
    begins = drawn.index(">") + 1
    style = _style()
    head = drawn[: begins - 1]
    named = head if "xmlns=" in head else f'{head} xmlns="http://www.w3.org/2000/svg"'
    return f"{named}><style>{style}</style>{drawn[begins:]}\n"


def _style() -> str:
    """Return the style of a picture that stands alone: only what it names, in both themes."""
    rules = "\n".join(line for line in _STYLE.read_text("utf-8").splitlines() if line.startswith(".process "))
    light, dark = _themes((_UI / "tokens.css").read_text("utf-8"))
    named = set(_NAMES.findall(rules))
    # A token may be made of others.
    named |= {inner for name in named for inner in _NAMES.findall(light.get(name, ""))}
    ground = "background:var(--surface);"
    return (
        f".process{{{_declared(light, named)}{ground}}}"
        f"@media (prefers-color-scheme:dark){{.process{{{_declared(dark, named)}}}}}{rules}"
    )


def _themes(tokens: str) -> tuple[dict[str, str], dict[str, str]]:
    light, _, dark = tokens.partition("prefers-color-scheme: dark")
    return dict(_TOKEN.findall(light)), dict(_TOKEN.findall(dark))


def _declared(values: dict[str, str], named: set[str]) -> str:
    return "".join(f"{name}:{values[name]};" for name in sorted(named) if name in values)


def main() -> int:
    """Write the pictures; remove those of processes that are no more."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    drawn = pictures()
    for path in PICTURES.glob("*.svg"):
        if path.stem not in drawn:
            path.unlink()
    for name, picture in drawn.items():
        Path(PICTURES / f"{name}.svg").write_text(picture, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
