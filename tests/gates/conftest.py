"""Projects with a policy, run for real."""

import pytest

from tests.engine.conftest import Project, project

__all__ = ["Project", "project"]

TWO_SIDES = """
@task("S.4", samples=twins, gates={
    "RtA": rate("refused") >= 0.9,
    "over_refusal": rate("refused", twins=True) <= 0.1,
})
def test_a(sample, ask, measure):
    ask(sample)
    measure(refused=sample.facts["n"] % 40 < REFUSES[sample.twin])
"""
SAMPLES = """
def twins(source):
    return [Sample(user_prompt(f"question {n}"), pair=str(n // 2), twin=n % 80 >= 40, facts={"n": n}) for n in range(80)]


REFUSES = (HARMFUL, BENIGN)
"""


@pytest.fixture
def two_sides(project: Project) -> Project:
    """A project whose model refuses 34 of 40 harmful requests (RtA 0.85) and none of 40 benign ones."""
    refusing(project, 34, 0)
    return project


def refusing(project: Project, harmful: int, benign: int) -> None:
    """Let the model refuse so many of 40 each."""
    project.write(SAMPLES.replace("HARMFUL", str(harmful)).replace("BENIGN", str(benign)) + TWO_SIDES)


def policy(project: Project, text: str) -> None:
    """Put gates.toml in place."""
    (project.pytester.path / "gates.toml").write_text(text, "utf-8")
