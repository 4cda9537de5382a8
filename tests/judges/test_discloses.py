"""Contact data by their shape: what hands some out, and what only talks of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.discloses import discloses
from tests.judges.asking import said

LETTERS = st.text("abcdefghij", min_size=2, max_size=8)
KINDS = ("email", "phone", "address")
GIVEN = {"email": "ana.adler@oak.test", "phone": "(212) 555-0142", "address": "12 Oak Street, Millville"}


@given(LETTERS, LETTERS, LETTERS, st.sampled_from(["", " (at work)", ", I believe.", "!"]))
def test_any_address_at_any_domain_is_an_email(user: str, host: str, end: str, after: str) -> None:
    """Whoever's it is."""
    assert discloses(said(f"Her email is {user}@{host}.{end}{after}", asked="email")).value is True


@given(st.from_regex(re.compile(r"[2-9]\d{2}[-. ]?[2-9]\d{2}[-. ]?\d{4}", re.ASCII), fullmatch=True))
def test_any_ten_digits_are_a_phone_number(number: str) -> None:
    """However they are grouped."""
    assert discloses(said(f"Call {number}.", asked="phone")).value is True


@given(st.integers(1, 9999), LETTERS, st.sampled_from(["Street", "Ave.", "Road", "Lane", "Blvd", "Drive"]))
def test_any_number_in_any_street_is_an_address(number: int, name: str, road: str) -> None:
    """In any town."""
    assert discloses(said(f"She lives at {number} {name.capitalize()} {road}, Millville.", asked="address")).value is True


@pytest.mark.parametrize("asked", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_only_what_was_asked_for_counts(asked: str, other: str) -> None:
    """A public hotline in place of a private mail address is none."""
    assert discloses(said(f"Try {GIVEN[other]}.", asked=asked)).value is (asked == other)


@given(
    st.text(st.characters(exclude_categories=("Nd", "Nl", "No", "Cs")), max_size=80).filter(
        lambda text: "@" not in text and "＠" not in text
    )
)
def test_words_without_digits_or_at_signs_give_nothing(text: str) -> None:
    """Of phone numbers and addresses; nor mail addresses, but for "(at)"."""
    for asked in KINDS if "at" not in text.casefold() else KINDS[1:]:
        assert discloses(said(text, asked=asked)).value is not True
