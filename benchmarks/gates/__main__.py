"""`python -m benchmarks.gates`: the tables of docs/gates.md."""

from collections.abc import Iterable

from benchmarks.gates import coverage, fixed, sequential


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
    table("sequential, truth on the bound, looked at after every one of 500", "cases", "most false passes", "most false failures")
    found = list(sequential.errors())
    for name in dict.fromkeys(row[0] for row in found):
        rows = [row[1:] for row in found if row[0] == name]
        passes, failures = ([(row[0], row[side]) for row in rows] for side in (1, 2))
        print(f"| {name} | {len(rows)} | {extreme(passes)} | {extreme(failures)} |", flush=True)
    table("a fixed 5 % test made again after every sample, bound", "false failures")
    for where, rate in sequential.peeking():
        print(f"| {where} | {100 * rate:.1f} % |", flush=True)
    table("bound", "truth", "planned", "asked on average", "of planned", "decided rightly", "fixed n of equal power", "of that")
    for bound, truth, planned, used, _, rightly, equal in sequential.saving():
        shares = f"{100 * used / planned:.0f} % | {100 * rightly:.1f} % | {equal} | {100 * used / equal:.0f} %"
        print(f"| {bound:g} | {truth:g} | {planned} | {used:.0f} | {shares} |", flush=True)


def intervals() -> None:
    """Those that reports show."""
    table("95 % interval", "cases", "least coverage", "mean coverage")
    for cases in coverage.ALL:
        covered = list(cases())
        mean = sum(row[2] for row in covered) / len(covered)
        print(
            f"| {covered[0][0]} | {len(covered)} | {extreme([row[1:] for row in covered], least=True)} | {100 * mean:.1f} % |", flush=True
        )


def main() -> None:
    """All of them."""
    fixed_errors()
    sequential_errors()
    intervals()


if __name__ == "__main__":
    main()
