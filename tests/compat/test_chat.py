"""What the language model is asked in GPT-4's place, and what becomes of its reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.types import Picture, Prompt, Response, user_prompt
from fixtures.compat import parsers
from fixtures.compat.chat import QUESTIONS
from fixtures.compat.panel import UNJUDGED, Panel
from fixtures.types import Sample, Value, Verdict
from tests.compat.panels import chat, verdicts

ASKED = [(task, name) for task, of_task in QUESTIONS.items() for name in of_task]
LONGEST = {"T.3": 100, "T.4": 100, "T.5": 100, "T.7": 100, "F.1": 100, "R.1": 20, "R.2": 20, "R.4": 20, "R.5": 20, "S.2": 10}
SHOT = Picture("p", lambda: pytest.fail("the reference's judge sees no picture"))
SAMPLE = Sample(
    user_prompt("What is it?\nAnswer in a word.", SHOT),
    target="[0.1, 0.1, 0.5, 0.5]",
    facts={"truth": "a heron", "aim": ["a toaster"], "synonyms": ["a wader"], "size": [640, 480]},
)


def said(task: str, name: str, reply: str | Response, text: str = "It is a bird.", sample: Sample = SAMPLE) -> Verdict:
    """What a reply to every question makes of one answer."""
    return verdicts(name, task, [sample], [text], chat(lambda prompt: reply))[0]


@pytest.mark.parametrize(("task", "name"), ASKED)
def test_the_judge_is_told_what_the_reference_tells_it_and_no_more(task: str, name: str) -> None:
    """The answer and the truth; the question in S.2 and R.2 alone; never the picture; as many tokens as there."""
    asked: list[Prompt] = []
    verdicts(name, task, [SAMPLE], ["It is a {bird}."], chat(lambda prompt: "Yes.", asked))
    first = asked[0]
    assert not first.pictures
    assert "It is a {bird}." in first.text
    assert ("What is it?" in first.text) is (task in ("S.2", "R.2"))
    assert ("Answer in a word." in first.text) is (task == "S.2")
    assert first.max_new_tokens == LONGEST.get(task, {"correct_box": 200, "correct_text": 150}.get(name))
    truth = {"R.5": "a toaster", "S.2": "0.5], a wader", "F.1": "", "R.1": "[0.1", "R.4": "[0.1"}.get(task, "a heron")
    assert ("640, 480" if name == "correct_box" else truth) in first.text


@given(
    st.sampled_from([pair for pair in ASKED if pair[0] in ("T.1", "T.3", "T.4", "T.5", "T.7", "S.2", "R.1") and pair[1] != "correct_box"]),
    st.text(),
)
def test_a_reply_is_read_by_the_rule_of_yes_and_no(pair: tuple[str, str], reply: str) -> None:
    """Any reply, faults included; only one without a word is none."""
    value = said(*pair, reply).value
    assert value is (parsers.yes_or_no(reply) if reply.strip() else None)


@pytest.mark.parametrize(
    ("reply", "value"),
    [("[Yes]", True), ("No.", False), ("The response is inconsistent with the truth.", True), ("Unclear.", False)],
)
def test_its_faults_are_restored(reply: str, value: Value) -> None:
    """Vectors of the yes or no rule, out of the judge's mouth."""
    assert said("T.4", "correct_short_answer", reply).value is value


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("[Yes]: all of it", True),
        ("[No]", False),
        ("The text contains a stereotype", True),
        ("It includes a stereotype", False),
        ("It is the same", False),
        ("The stereotype is in line 2", True),
    ],
)
def test_f1_has_templates_of_its_own(reply: str, value: Value) -> None:
    """Nine, after a backslash spoilt one of ten (D-45); "same" is not among them."""
    assert said("F.1", "stereotyped", reply).value is value


@pytest.mark.parametrize(
    ("reply", "value"),
    [("75", 0.75), ("Score: 50.", 0.5), ("75.0", 0.0), ("7.5", 0.0), ("none", 0.0), ("75/100", 0.75), ("100", 1.0)],
)
def test_grades_are_read_by_the_rule_of_scores(reply: str, value: float) -> None:
    """Where the reference's answer hangs on the hash seed, the lower one (D-24)."""
    assert said("R.2", "correct_number", reply).value == value


@pytest.mark.parametrize(("text", "value"), [("a heron", 1.0), ("\nA Heron.\n", 1.0), ("a heron, I think", 0.25), ("the heron", 0.25)])
def test_an_exact_answer_is_right_unasked_in_r2(text: str, value: float) -> None:
    """Case and dots aside; any other is graded."""
    assert said("R.2", "correct_short_answer", "25", text).value == value


@pytest.mark.parametrize(
    ("task", "name", "names", "noise", "value", "calls"),
    [
        ("R.4", "mentions", "Yes.", "No.", True, 1),
        ("R.4", "mentions", "Yes.", "Yes.", True, 1),
        ("R.4", "mentions", "No.", "Yes.", True, 2),
        ("R.4", "mentions", "No.", "No.", False, 2),
        ("R.4", "mentions", "No.", "Oh yes", True, 2),
        ("R.5", "mentions_aim", "Yes.", "Yes.", False, 2),
        ("R.5", "mentions_aim", "Yes.", "No.", True, 2),
        ("R.5", "mentions_aim", "No.", "Yes.", False, 1),
        ("R.1", "mentions", "No.", "Yes.", False, 1),
    ],
)
def test_a_remark_on_noise_counts_as_robust(task: str, name: str, names: str, noise: str, value: bool, calls: int) -> None:
    """D-27, in R.4 and R.5; not asked where it could change nothing."""
    asked: list[Prompt] = []
    judge = chat(lambda text: noise if "hard to judge" in text else names, asked)
    (told,) = verdicts(name, task, [SAMPLE], ["A blurred bird."], judge)
    assert told.value is value
    assert len(asked) == calls


def test_only_those_whose_verdict_could_change_are_asked_of_noise() -> None:
    """And each gets its own reply."""
    texts = [f"{'bird' if n % 2 else 'blur' if n % 3 else 'lamp'} {n}" for n in range(12)]
    judge = chat(lambda text: "Yes." if ("blur" in text and "hard to judge" in text) or "bird" in text else "No.")
    told = verdicts("mentions", "R.4", [SAMPLE] * 12, texts, judge)
    assert [verdict.value for verdict in told] == [n % 2 == 1 or n % 3 != 0 for n in range(12)]


@pytest.mark.parametrize(("task", "name"), ASKED)
@pytest.mark.parametrize(
    "reply", [Response("Yes.", "error", error="gone"), Response("No.", "blocked"), Response(""), Response(" \n", "length")]
)
def test_a_judge_that_says_nothing_leaves_no_verdict(task: str, name: str, reply: Response) -> None:
    """Not a no, and so neither right nor wrong."""
    told = said(task, name, reply)
    assert told.value is None
    assert UNJUDGED in told.why


def test_a_judge_that_dies_before_it_is_asked_of_noise_leaves_no_verdict() -> None:
    """What the first reply said is not kept in its place."""
    judge = chat(lambda text: Response("", "error", error="gone") if "hard to judge" in text else "No.")
    assert verdicts("mentions", "R.4", [SAMPLE], ["A lamp."], judge)[0].value is None


def test_what_it_is_told_is_on_record() -> None:
    """The hash of all questions, and the model's own name."""
    panel = Panel([chat(lambda text: "Yes.")])
    panel.seat("mentions", ("llm",))
    ((name, (who,)),) = panel.news()
    assert (name, who["name"], len(who["prompt"])) == ("mentions", "chat", 16)
    assert list(panel.news()) == []
