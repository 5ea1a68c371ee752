from openhall.kernel.marking_ways import WAYS


def test_each_way_is_the_one_that_its_name_says() -> None:
    # RFC 4231, 4.3, and the same text for SHA3-256: a way that changed would find nothing again.
    made = {name: way.mark(b"Jefe", "what do ya want for nothing?") for name, way in WAYS.items()}

    assert made == {
        "hmac-sha256": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "hmac-sha3-256": "c7d4072e788877ae3596bbb0da73b887c9171f93095b294ae857fbe2645e1ba5",
    }


def test_no_two_ways_share_a_key() -> None:
    assert len({way.own for way in WAYS.values()}) == len(WAYS)
