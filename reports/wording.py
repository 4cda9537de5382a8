"""Figures and strangers' text, as a reader sees them."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

UNSEEN = re.compile(r"[^\x20-\x7e\n\t\xa1-\xac\xae-\u05ff]")
JOINERS = "\u200c\u200d"
MOST_DIGITS = 6


def visible(text: str) -> str:
    """The same text with controls, bidi marks, tags and lone surrogates spelled out, as `‹U+202E›`."""
    return UNSEEN.sub(lambda match: _spelled(match[0]), text)


def _spelled(letter: str) -> str:
    hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") and letter not in JOINERS
    return f"‹U+{ord(letter):04X}›" if hidden else letter


def number(value: float | None, beside: float | None = None) -> str:
    """Three decimals, more where fewer would make it look equal to the bound `beside` it; a dash for None."""
    if value is None:
        return "–"
    digits = 3 if abs(value) < 100 else 1
    while beside is not None and value != beside and f"{value:.{digits}f}" == f"{beside:.{digits}f}" and digits < MOST_DIGITS:
        digits += 1
    return f"{value:.{digits}f}".replace("-", "−")


def bound(value: float) -> str:
    """At least two decimals, and no digit dropped."""
    text = f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return (text if len(text.partition(".")[2]) > 1 or "e" in text else f"{value:.2f}").replace("-", "−")


def score(value: float | None) -> str:
    """One decimal of a score out of 100; a dash for None."""
    return "–" if value is None else f"{value:.1f}"


def duration(seconds: float) -> str:
    """`3 h 20 min`, `4 min 2 s`, `0.8 s`."""
    whole = round(seconds)
    if seconds < 10:
        return f"{seconds:.1f} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def short(title: str) -> str:
    """A title up to its colon: what follows explains it."""
    return title.partition(": ")[0]


def count(number: int, noun: str) -> str:
    """`1 gate`, `20,000 samples`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def attacks_told(results: Mapping[str, Any]) -> str:
    """Of a run with mitigations, whether its attacks went through them: `adaptive` or `NOT adaptive`; empty where nothing was attacked."""
    through = results.get("attacks", {}).get("adaptive")
    if through is None or not results["run"]["mitigations"]:
        return ""
    return "adaptive" if through else "NOT adaptive"
