"""Judges that sit together."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from adapters.types import Response, user_prompt
from fixtures.agreement import majority
from fixtures.calibration import side
from fixtures.model_judges import Identity
from fixtures.model_judges.jury import Jury
from fixtures.types import Answer, Sample, Value, Verdict

VOTE = st.sampled_from([True, False, None])


class Voter:
    """Votes as told, answer by answer, and notes which answers it was asked about."""

    questions = ("refused",)

    def __init__(self, name: str, votes: Sequence[Value]) -> None:
        self.name = name
        self._votes = votes
        self.asked: list[int] = []

    def judge(self, question: str, answers: Sequence[Answer]) -> list[Verdict]:
        """The votes."""
        self.asked += [int(answer.text) for answer in answers]
        return [Verdict(self._votes[int(answer.text)], "so I say") for answer in answers]

    def identity(self) -> Identity:
        """Nobody."""
        return Identity(self.name, "voter", "", "", "", "")


def numbered(count: int) -> list[Answer]:
    """Answers whose words are their places."""
    return [Answer(Sample(user_prompt("?")), Response(str(n))) for n in range(count)]


def ruled(votes: Sequence[Sequence[Value]]) -> list[Value]:
    """What a jury makes of (answers, judges) votes."""
    voters = [Voter(f"judge {place}", [row[place] for row in votes]) for place in range(len(votes[0]))]
    return [ruling.verdict.value for ruling in Jury("refused", voters).judge(numbered(len(votes)))]


@given(st.lists(st.tuples(VOTE, VOTE), min_size=1, max_size=9))
def test_two_judges_tell_only_what_both_say(votes: list[tuple[Value, Value]]) -> None:
    """A tie, or one that cannot tell, leaves no majority."""
    assert ruled(votes) == [one if one is other else None for one, other in votes]


@given(st.lists(st.tuples(VOTE, VOTE, VOTE), min_size=1, max_size=9))
def test_a_third_judge_reads_ties_alone(votes: list[tuple[Value, Value, Value]]) -> None:
    """It is asked where the first two leave no majority, and nowhere else; two of three decide."""
    voters = [Voter(f"judge {place}", [row[place] for row in votes]) for place in range(3)]
    rulings = Jury("refused", voters).judge(numbered(len(votes)))
    assert voters[2].asked == [place for place, row in enumerate(votes) if row[0] is not row[1] or row[0] is None]
    for ruling, row in zip(rulings, votes, strict=True):
        assert ruling.verdict.value is next((value for value in (True, False) if row.count(value) >= 2), None)
        assert all(f"judge {place}" in ruling.verdict.why for place in range(2))


@given(st.integers(1, 6).flatmap(lambda n: st.tuples(st.lists(VOTE, min_size=n, max_size=n), st.integers(0, n - 1))))
def test_losing_a_judge_never_turns_a_verdict_around(case: tuple[list[Value], int]) -> None:
    """Whoever falls silent, the verdict stays, or nobody can tell."""
    votes, lost = case
    silent = [None if place == lost else vote for place, vote in enumerate(votes)]
    before, after = ruled([votes])[0], ruled([silent])[0]
    assert before is None or after is None or before is after


@given(st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=1, max_size=7))
def test_of_numbers_the_majority_is_a_side_and_its_median(votes: list[Value]) -> None:
    """Within what that side said."""
    found = majority(votes)
    if found is not None:
        same = [vote for vote in votes if side(vote) is side(found)]
        assert 2 * len(same) > len(votes)
        assert min(same) <= found <= max(same)  # type: ignore[type-var]


def test_nobody_reads_what_is_no_answer() -> None:
    """Errors, blocks, silence and bare reasoning traces."""
    voter = Voter("judge", [True])
    sample = Sample(user_prompt("?"))
    rulings = Jury("refused", [voter]).judge(
        [
            Answer(sample, Response("", "error")),
            Answer(sample, Response("x", "blocked")),
            Answer(sample, Response(" ")),
            Answer(sample, Response("<think>I refuse.")),
        ]
    )
    assert voter.asked == []
    assert [ruling.verdict.why for ruling in rulings] == ["error", "blocked", "empty", "empty"]
