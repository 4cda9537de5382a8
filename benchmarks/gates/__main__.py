"""`python -m benchmarks.gates`: the tables of docs/gates.md."""

from argparse import ArgumentParser
from collections.abc import Iterable
from time import time

from benchmarks.gates import best, coverage, fixed, promised, release, sequential
from benchmarks.gates.draws import draw, draws


def table(*heads: str) -> None:
    """The top of one."""
    print("\n| " + " | ".join(heads) + " |\n" + "| --- " * len(heads) + "|", flush=True)


def extreme(rows: Iterable[tuple[str, float]], least: bool = False) -> str:
    """The worst of some shares, and where."""
    rate, where = (min if least else max)((rate, where) for where, rate in rows)
    return f"{100 * rate:.1f} % ({where})"


def fixed_errors() -> None:
    """At a fixed number of samples."""
    table("fixed n, truth on the bound", "cases", "most false passes", "most false failures")
    for name, cases in {**fixed.STATISTICS, "a rate decided by point, for comparison": fixed.point_rates}.items():
        rows = list(cases())
        passes, failures = ([(row[0], row[side]) for row in rows] for side in (1, 2))
        print(f"| {name} | {len(rows)} | {extreme(passes)} | {extreme(failures)} |", flush=True)


def sequential_errors() -> None:
    """And what sequences save."""
    table(
        "sequential, truth on the bound, looked at after every one of 20 to 500 planned",
        "cases",
        "most false passes",
        "most false failures",
    )
    found = list(sequential.errors())
    for name in dict.fromkeys(row[0] for row in found):
        rows = [row[1:] for row in found if row[0] == name]
        passes, failures = ([(row[0], row[side]) for row in rows] for side in (1, 2))
        print(f"| {name} | {len(rows)} | {extreme(passes)} | {extreme(failures)} |", flush=True)
    table("a fixed 5 % test made again after every sample, bound", "false failures")
    for where, rate in sequential.peeking():
        print(f"| {where} | {100 * rate:.1f} % |", flush=True)
    table(
        "bound",
        "truth",
        "planned",
        "asked on average",
        "of planned",
        "any rule at least",
        "decided rightly",
        "by the whole plan",
        "equal fixed n",
    )
    for one in sequential.saving():
        used = f"{one.used:.0f} | {100 * one.used / one.planned:.0f} % | {100 * one.least / one.planned:.0f} %"
        power = f"{100 * one.rightly:.1f} % | {100 * one.power:.1f} % | {one.equal}"
        print(f"| {one.bound:g} | {one.truth:g} | {one.planned} | {used} | {power} |", flush=True)


def best_rules() -> None:
    """How few samples any rule could do with."""
    table("bound", "truth", "planned", "tells the truth in", "the best rule asks", "Wald's bound")
    for bound, truth, planned, power, asked, least in best.best():
        print(
            f"| {bound:g} | {truth:g} | {planned} | {100 * power:.1f} % | {asked:.0f}, {100 * asked / planned:.0f} % "
            f"| {100 * least / planned:.0f} % |",
            flush=True,
        )


def intervals() -> None:
    """Those that reports show."""
    table("95 % interval", "cases", "least coverage", "mean coverage")
    for cases in coverage.ALL:
        covered = list(cases())
        mean = sum(row[2] for row in covered) / len(covered)
        print(
            f"| {covered[0][0]} | {len(covered)} | {extreme([row[1:] for row in covered], least=True)} | {100 * mean:.1f} % |", flush=True
        )


def whole_releases() -> None:
    """Under the error budget."""
    table("truth", "any gate met", "the release met", "any gate missed, Holm", "any gate missed, no budget")
    for name, *rates in release.releases():
        print(f"| {name} | " + " | ".join(f"{100 * one:.1f} %" for one in rates) + " |", flush=True)


def promised_numbers() -> None:
    """What undecided gates are told."""
    table("were this the truth", "n", "about so many would", "they do")
    for name, n, number, power in promised.promises():
        print(f"| {name} | {n} | {number} | {100 * power:.0f} % |", flush=True)


PARTS = {
    "fixed": fixed_errors,
    "sequential": sequential_errors,
    "best": best_rules,
    "coverage": intervals,
    "release": whole_releases,
    "promised": promised_numbers,
}


def main() -> None:
    """All of them, or one."""
    parser = ArgumentParser(prog="python -m benchmarks.gates", description="Simulate every gate with the truth on its bound.")
    parser.add_argument("part", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} [all]")
    parser.add_argument("--draws", type=int, default=draws(), metavar="N", help=f"samples drawn a case [{draws()}]")
    chosen = parser.parse_args()
    if unknown := [part for part in chosen.part if part not in PARTS]:
        parser.error(f"{unknown[0]!r} is no part; choose from {', '.join(PARTS)}")
    draw(chosen.draws)
    began = time()
    for part in chosen.part or PARTS:
        PARTS[part]()
    print(f"\n{draws()} draws a case, {time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
