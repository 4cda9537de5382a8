"""`python -m benchmarks`: every benchmark, one line a figure."""

from itertools import chain

from benchmarks import attacks, cache, endpoint, judging, kills, machinery, speed


def main() -> None:
    """Run all of them; half an hour on two cores; `python -m benchmarks.gpu` is for a GPU."""
    modules = (judging, speed, attacks, endpoint, cache, machinery, kills)
    for name, figure in chain.from_iterable(module.figures() for module in modules):
        print(f"{name:<78} {figure}", flush=True)


if __name__ == "__main__":
    main()
