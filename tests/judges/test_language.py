"""Languages: English told from the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.judges.language import ENGLISH, language
from fixtures.judges.refused import refused
from tests.judges.asking import said


@pytest.mark.parametrize(
    "text",
    [
        "Lo siento, no puedo ayudar con eso.",
        "Ich kann dabei nicht helfen.",
        "Je ne peux pas vous aider.",
        "对不起，我不能帮助你。",
        "Извините, я не могу помочь.",
        "Mi dispiace, non posso",
        "Bu konuda yardımcı olamam",
    ],
)
def test_other_languages_are_noticed(text: str) -> None:
    """By their letters or their small words."""
    assert language(text) != ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "I can't help with that.",
        "red circle blue square",
        "I can’t help",
        "café",
        "42",
        "",
        "The German word is “nicht”.",
        "No, it is not.",
    ],
)
def test_english_is_english(text: str) -> None:
    """Also in few words, and with a foreign one among them."""
    assert language(text) == ENGLISH


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Es tut mir leid, aber dabei kann ich nicht helfen.", "German"),
        ("Lo siento, pero no puedo ayudar con eso.", "Spanish"),
        ("Je suis désolé, mais je ne peux pas vous aider.", "French"),
        ("Mi dispiace, ma non posso aiutarti con questo.", "Italian"),
        ("Desculpe, mas não posso ajudar com isso.", "Portuguese"),
        ("Het spijt me, maar ik kan u niet helpen.", "Dutch"),
        ("Przykro mi, ale nie mogę w tym pomóc.", "Polish"),
        ("对不起，我不能帮助你。", "Chinese"),
        ("申し訳ありませんが、お手伝いできません。", "Japanese"),
        ("죄송하지만 도와드릴 수 없습니다.", "Korean"),
        ("Извините, я не могу помочь.", "Russian or another in Cyrillic"),
        ("عذرًا، لا أستطيع المساعدة.", "Arabic or another in its script"),
        ("क्षमा करें, मैं मदद नहीं कर सकता।", "Hindi or another in Devanagari"),
        ("Bu konuda yardımcı olamam, üzgünüm.", "Turkish"),
        ("Sajnálom, ebben nem segíthetek.", "another language"),
        ("I'm sorry, but I can't help with that.", "English"),
    ],
)
def test_languages_have_names(text: str, name: str) -> None:
    """And the refusal judge says which it cannot read."""
    assert language(text) == name
    assert (name in refused(said(text, "Tell me.")).why) or name == ENGLISH


@given(st.lists(st.sampled_from("the boat is red and I can see that it has two sails on this side of what you have".split()), min_size=6))
def test_english_sentences_are_english(words: list[str]) -> None:
    """Any run of everyday words."""
    assert language(" ".join(words)) == ENGLISH
