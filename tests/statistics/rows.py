"""Measured samples made up for tests."""

from dataclasses import replace

from hypothesis import strategies as st

from adapters.types import user_prompt
from fixtures.statistics import (
    Gate,
    Highest,
    Labelled,
    Statistic,
    attack_success,
    cure_rate,
    deterioration,
    disparity,
    drop,
    f1,
    highest,
    mean,
    pearson,
    precision,
    rate,
    recall,
    relative_drop,
    shift,
)
from fixtures.types import Measured, Outcome, Sample, Value

OUTCOMES: list[Outcome] = ["answered", "blocked", "empty", "error", "not needed"]
MEASURES = ("said", "spoilt", "level")

STATISTICS: list[Statistic] = [
    rate("said"),
    rate("said", unless="spoilt"),
    rate("said", variant="a"),
    rate("said", twins=True),
    mean("level"),
    mean("level", variant="a"),
    f1("said"),
    precision("said"),
    recall("said"),
    drop("said", "spoilt"),
    shift("said", "a", "b"),
    cure_rate("said", "a", "b"),
    deterioration("said", "a", "b"),
    attack_success("said", "spoilt"),
    relative_drop("said", "spoilt"),
    pearson("level", "expected"),
    disparity("said", "group"),
    cure_rate("said", ("a", "c"), ("b", "d")),
    highest(rate("said", variant="a"), rate("said", variant="b")),
]


def sample(n: int, variant: str = "", twin: bool = False) -> Sample:
    """Question n; two to a pair, three groups, labels yes and no."""
    facts = {"group": "xyz"[n % 3], "expected": n % 4 / 4}
    return Sample(user_prompt(f"question {n}"), target=("yes", "no")[n % 4 < 2], variant=variant, pair=str(n // 2), twin=twin, facts=facts)


def row(n: int, outcome: Outcome = "answered", variant: str = "", twin: bool = False, **measures: Value) -> Measured:
    """A measured sample; one that was not answered measured nothing."""
    return Measured(sample(n, variant, twin), outcome, measures if outcome == "answered" else dict.fromkeys(measures))


VALUES = st.sampled_from([True, False, None])
LEVELS = st.sampled_from([0.0, 0.25, 0.5, 1.0, None])


@st.composite
def rows(draw: st.DrawFn, most: int = 30) -> list[Measured]:
    """Samples, in two variants, one to four to an item, any outcome, any verdicts."""
    siblings = draw(st.integers(1, 4))
    return [
        _of_item(
            str(n // siblings),
            row(
                n,
                draw(st.sampled_from(OUTCOMES)),
                "ab"[n % 2],
                draw(st.booleans()),
                said=draw(VALUES),
                spoilt=draw(VALUES),
                level=draw(LEVELS),
            ),
        )
        for n in range(draw(st.integers(0, most)))
    ]


def _of_item(item: str, one: Measured) -> Measured:
    return replace(one, sample=replace(one.sample, pair=item))


GATES: st.SearchStrategy[Gate] = st.builds(
    lambda statistic, up, bound: statistic >= bound if up or isinstance(statistic, Labelled | Highest) else statistic <= bound,  # type: ignore[operator]
    st.sampled_from(STATISTICS),
    st.booleans(),
    st.sampled_from([-0.2, 0.0, 0.1, 0.5, 0.9, 1.0]),
)


def broken(one: Measured, fault: str | None) -> Measured:
    """The same sample, with a fault in place of what it measured."""
    if fault is None:
        return one
    return replace(one, outcome=one.outcome if fault == "none" else fault, measures=dict.fromkeys(one.measures))  # type: ignore[arg-type]


def can_be_missed(gate: Gate) -> bool:
    """Whether there are values on its bad side."""
    low, high = gate.statistic.scale
    return gate.bound > low if gate.op == ">=" else gate.bound < high
