"""Codes that a bank's app scans say exactly what the scheme wants."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from openhall.blocks.payments.facade import PaymentTerms, ProviderTerms, ask_provider, provider_faults, take_news
from openhall.blocks.payments.providers import emv
from openhall.blocks.payments.providers.fps import FpsOptions, code_for
from openhall.blocks.payments.tests.paying import FPS_OPTIONS, NOW, asked, begun

#: A made-up sample of the scheme in Hong Kong.
SAMPLE = (
    "00020101021226270012hk.com.hkicl020712345675204000053033445406320.005802HK5902NA6002HK62160512BILL000000016304A66B"
)
HONG_KONG = FpsOptions("hk.com.hkicl", "1234567", "HKD", "344", "HK", "HK")


def test_the_check_value_is_that_of_the_standard() -> None:
    assert f"{emv.check_value('123456789'):04X}" == "29B1"


def test_the_sample_is_read_and_written_again() -> None:
    fields = emv.read_code(SAMPLE)

    assert dict(emv.fields_of(fields["26"])) == {"00": "hk.com.hkicl", "02": "1234567"}
    assert (fields["54"], fields["53"], fields["62"]) == ("320.00", "344", "0512BILL00000001")
    assert emv.with_check("".join(emv.field(tag, value) for tag, value in fields.items())) == SAMPLE


def test_our_code_is_the_sample_with_the_bill_in_its_own_field() -> None:
    made = code_for(options=HONG_KONG, amount="320.00", bill="BILL00000001")

    wanted = SAMPLE.replace("62160512", "62160112")[:-4]
    assert made == f"{wanted}{emv.check_value(wanted):04X}"


@given(st.text("0123456789ABCXYZ", min_size=1, max_size=25), st.integers(1, 10**9))
def test_what_is_written_is_read(bill: str, cents: int) -> None:
    amount = f"{cents // 100}.{cents % 100:02d}"
    fields = emv.read_code(code_for(options=HONG_KONG, amount=amount, bill=bill))

    assert (fields["54"], dict(emv.fields_of(fields["62"]))) == (amount, {"01": bill})


@given(st.integers(0, len(SAMPLE) - 1), st.characters(categories=["Lu", "Nd"], codec="ascii"))
def test_one_changed_sign_is_noticed(place: int, sign: str) -> None:
    changed = f"{SAMPLE[:place]}{sign}{SAMPLE[place + 1 :]}"
    if changed == SAMPLE:
        return
    with pytest.raises(ValueError, match=r"."):
        emv.read_code(changed)


def test_what_two_digits_cannot_say_is_refused() -> None:
    for value in ("", "A" * 100):
        with pytest.raises(ValueError, match="field 59"):
            emv.field("59", value)


@pytest.mark.django_db
def test_an_attempt_has_the_code_with_amount_and_number() -> None:
    attempt = begun(asked(), provider="fps")
    fields = emv.read_code(attempt.qr_text)

    assert (fields["54"], fields["53"], fields["62"]) == ("32.000", "414", f"0120{attempt.id}")
    assert attempt.expires_at is not None
    assert (attempt.state, (attempt.expires_at - NOW).total_seconds()) == ("pending", 1_800)


@pytest.mark.django_db
def test_a_code_is_given_up_only_when_the_bank_has_told() -> None:
    attempt = begun(asked(), provider="fps")
    assert attempt.expires_at is not None
    assert ask_provider(attempt=attempt.id, now=attempt.expires_at) is None
    news = ask_provider(attempt=attempt.id, now=attempt.expires_at.replace(month=12, day=2))
    assert news is not None
    with transaction.atomic():
        (changed,) = take_news(news=news, now=NOW)
    assert changed.state == "due"


def test_options_that_make_no_code_are_told() -> None:
    terms = PaymentTerms((ProviderTerms("fps", {"en": "Scan"}, options={**FPS_OPTIONS, "merchant": "Town"}),))
    assert list(provider_faults(terms)) == []
