"""Writes results.json and report.html when a run is over, and says in the terminal how it went."""

from collections.abc import Generator
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
    config.stash[_results] = results, folder
    write_results(results, folder)
    write_page(results, folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The gates, one line each."""
    if _results in config.stash:
        _show_gates(terminalreporter, config.stash[_results][0])


@pytest.hookimpl(specname="pytest_terminal_summary", wrapper=True, tryfirst=True)
def pytest_verdict_last(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> Generator[None, None, None]:
    """The verdict and where the report lies, below everything else: in a CI's log one sees the end first."""
    try:
        return (yield)
    finally:
        if _results in config.stash:
            results, folder = config.stash[_results]
            _show_verdict(terminalreporter, results)
            terminalreporter.write_line(f"report: {folder / 'report.html'}")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, None, None]:
    """Where a file cannot be written, JUnit's included, hours of asking still end with their verdict in the terminal."""
    try:
        return (yield)
    except OSError as error:
        if _results not in session.config.stash:
            raise
        results, _ = session.config.stash[_results]
        reporter: Any = session.config.pluginmanager.get_plugin("terminalreporter")
        _show_gates(reporter, results)
        _show_verdict(reporter, results)
        pytest.exit(f"the reports could not be written: {error}", returncode=pytest.ExitCode.INTERNAL_ERROR)


def _show_gates(reporter: pytest.TerminalReporter, results: dict[str, Any]) -> None:
    reporter.section("trust gates")
    for status, line in lines(results):
        reporter.write_line(line, green=status == "met", red=status == "missed", yellow=status in ("undecided", "waived"))


def _show_verdict(reporter: pytest.TerminalReporter, results: dict[str, Any]) -> None:
    reporter.write_line("")
    reporter.write_line(headline(results), bold=True)
