"""Every sample of a component is drawn; one that breaks is named with the line of its template."""

from openhall.kernel.languages import ENGLISH
from openhall.ui.templating import render
from tools.samples import fault_of, samples, town


def test_every_sample_is_drawn() -> None:
    faults = {place: fault for place, draw in samples(town()) if (fault := fault_of(draw))}
    assert faults == {}


def test_a_broken_sample_says_where() -> None:
    def broken() -> str:
        return render("channels/portal/templates/samples/bills.jinja", language=ENGLISH, context={})

    assert "'mine' is undefined (bills.jinja:3)" in fault_of(broken)
    assert fault_of(str) == "nothing is drawn"
