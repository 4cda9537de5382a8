"""`python -m benchmarks`: every benchmark, one line a figure."""

from itertools import chain

from benchmarks import cache, endpoint, judging, machinery, speed


def main() -> None:
    """Run all of them; some minutes on two cores."""
    for name, figure in chain(judging.figures(), speed.figures(), endpoint.figures(), cache.figures(), machinery.figures()):
        print(f"{name:<78} {figure}", flush=True)


if __name__ == "__main__":
    main()
