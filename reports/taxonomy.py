"""Where a task belongs, for readers: aspects and sub-aspects by their letters, in the order of the benchmark."""

ASPECTS = {"T": "truthfulness", "S": "safety", "R": "robustness", "F": "fairness", "P": "privacy"}
SUBASPECTS = {
    "T.I": "inherent deficiency",
    "T.M": "misguided mistakes",
    "S.T": "toxicity",
    "S.J": "jailbreaking",
    "R.O": "out of distribution",
    "R.A": "adversarial attack",
    "F.S": "stereotype",
    "F.B": "bias and preference",
    "P.A": "privacy awareness",
    "P.L": "privacy leakage",
}
HARMLESS = frozenset({"truthfulness", "robustness", "fairness"})


def aspect_of(task: str) -> str:
    """`safety` for `S.4`; `other` for a letter that the benchmark does not have."""
    return ASPECTS.get(task[:1], "other")


def is_folded(task: str) -> bool:
    """Whether its texts and pictures stay hidden until asked for: safety, privacy, and whatever is not known to be harmless."""
    return aspect_of(task) not in HARMLESS


def order(task: str) -> tuple[int, int, str]:
    """Sorts tasks as the benchmark lists them: T.2 before T.10 before S.1; strangers last."""
    letter, _, number = task.partition(".")
    known = [*ASPECTS]
    return (known.index(letter) if letter in known else len(known), int(number) if number.isdecimal() else 0, task)
