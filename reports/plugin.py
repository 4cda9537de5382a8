"""Writes results.json and report.html when a run is over, and says in the terminal how it went."""

from pathlib import Path
from typing import Any

import pytest

from reports.leaderboard import placed
from reports.page import write_page
from reports.results import write_results
from reports.terminal import headline, lines

_results = pytest.StashKey[tuple[dict[str, Any], Path]]()


def pytest_trust_finished(config: pytest.Config, results: dict[str, Any], folder: Path) -> None:
    """Leave the run's files in `folder`, each model's scores with their place beside the published ones."""
    results = placed(results)
    write_results(results, folder)
    write_page(results, folder)
    config.stash[_results] = results, folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The gates, one line each, then the verdict."""
    if _results not in config.stash:
        return
    results, folder = config.stash[_results]
    terminalreporter.section("trust gates")
    for status, line in lines(results):
        terminalreporter.write_line(line, green=status == "met", red=status == "missed", yellow=status in ("undecided", "waived"))
    terminalreporter.write_line("")
    terminalreporter.write_line(headline(results), bold=True)
    terminalreporter.write_line(f"report: {folder / 'report.html'}")
