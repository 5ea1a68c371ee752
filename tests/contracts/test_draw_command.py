"""The command of draws: opened, held, and computed again from its file."""

import json
import re
import subprocess
import sys
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from django.conf import settings as hall_settings
from django.utils import timezone

from openhall.blocks.appointments import models
from openhall.blocks.appointments.facade import booking_of, draw_of, enter_draw
from openhall.blocks.cases.tests.applying import opened
from openhall.project.cli import main

_PAGE = hall_settings.ROOT / "docs" / "reference" / "appointments.md"
pytestmark = pytest.mark.django_db


class _Later(datetime):
    """A clock that is two hours ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_Later":
        """Return what it will be then."""
        return cls.fromtimestamp((datetime.now(tz) + timedelta(hours=2)).timestamp(), tz)


def open_one() -> str:
    """Open a draw with the command; return its id."""
    opened()
    today = timezone.now().date()
    closes = (timezone.now() + timedelta(hours=1)).isoformat()
    days = ["--from", today.isoformat(), "--to", (today + timedelta(days=20)).isoformat()]
    assert main(["draw", "--open", "night-market-stall", *days, "--closes", closes]) == 0
    return models.Draw.objects.get().id


def test_a_draw_is_opened_held_and_computed_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = open_one()
    for number in range(5):
        enter_draw(draw=name, subject=f"S{number}", owner="O", now=timezone.now())
    assert main(["draw", "--hold", name]) == 1
    assert "draw-not-ready" in capsys.readouterr().err
    assert draw_of(name).result == {}
    monkeypatch.setattr("openhall.project.commands.draw.datetime", _Later)

    assert main(["draw", "--hold", name]) == 0

    assert "5 tickets, 5 places booked" in capsys.readouterr().out
    assert all(booking_of(f"S{number}") for number in range(5))
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(dict(draw_of(name).result)), "utf-8")
    monkeypatch.undo()
    assert main(["draw", "--check", str(file)]) == 0
    assert "The draw is right: 5 tickets" in capsys.readouterr().out
    script = re.search(r"```python\n(.*?)```", _PAGE.read_text("utf-8"), re.DOTALL)
    assert script is not None
    told = subprocess.run(  # noqa: S603 - the lines that the page shows
        [sys.executable, "-I", "-c", script[1], str(file)], capture_output=True, text=True, check=True
    )
    assert told.stdout == "5 tickets, 5 places: the draw is right\n"
    changed = json.loads(file.read_text("utf-8"))
    changed["order"].reverse()
    file.write_text(json.dumps(changed), "utf-8")
    assert main(["draw", "--check", str(file)]) == 1
    assert "The order is not the one that the seed gives." in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[]", "{}"])
def test_what_is_no_draw_is_not_right(tmp_path: Path, text: str) -> None:
    file = tmp_path / "draw.json"
    file.write_text(text, "utf-8")

    assert main(["draw", "--check", str(file)]) in {1, 2}
    assert main(["draw", "--check", str(tmp_path / "nowhere")]) == 2


def test_what_cannot_be_drawn_is_not_opened() -> None:
    opened()
    for given in (["none"], ["night-market-stall"]):
        assert main(["draw", "--open", *given]) == 2
    assert not models.Draw.objects.exists()
    assert main(["draw", "--hold", "none"]) == 1
