"""What a response is, whoever made it."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.types import Response

ANY = st.text(st.characters() | st.characters(categories=["Cs"]) | st.sampled_from("\u200b\ufeff \n"))


@given(ANY, ANY, ANY)
def test_a_response_can_be_written_whatever_a_server_sent(text: str, reasoning: str, error: str) -> None:
    """As UTF-8, to files and to the workers of -n; what could be written before is as it was."""
    response = Response(text, reasoning=reasoning, error=error)
    for said, kept in ((text, response.text), (reasoning, response.reasoning), (error, response.error)):
        kept.encode()
        if not any("\ud800" <= letter <= "\udfff" for letter in said):
            assert kept == said
        else:
            assert "\ufffd" in kept or any(letter > "\uffff" for letter in kept)


@given(ANY)
def test_words_that_can_be_seen_are_no_silence(text: str) -> None:
    """And zero-width characters are no words."""
    assert not Response(f"{text}a").silent
    assert not Response(f"{text}\U0001f600").silent
    assert Response("\u200b\ufeff \n\x00").silent
