"""A line now and then on long runs: how far, how fast, how long still."""

import time
from collections.abc import Sequence

import pytest

QUIET_SECONDS = 20.0


def pace(done: int, total: int, seconds: float) -> str:
    """Such as `1,204 of 23,000 samples, 41.0 samples/s, 9 min left`."""
    rate = done / seconds if seconds else 0.0
    left = (total - done) / rate if rate else 0.0
    ending = f"{left / 60:.0f} min left" if left >= 90 else f"{left:.0f} s left"
    return f"{done:,} of {total:,} samples, {rate:.1f} samples/s, {ending}"


class Progress:
    """Counts samples on the controller and speaks every twenty seconds."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._reporter = reporter
        self._total = self._done = 0
        self._began = self._spoke = time.monotonic()

    def _start(self, nodeids: Sequence[str]) -> None:
        self._total = sum("[" in nodeid for nodeid in nodeids)  # near enough: ordinary tests are few beside samples
        self._began = self._spoke = time.monotonic()

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Start counting, without xdist."""
        if session.items:
            self._start([item.nodeid for item in session.items])

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Start counting, with xdist."""
        self._start(ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Speak when it has been quiet for long enough."""
        if report.when != "call" or not hasattr(report, "trust") or "gate" in report.trust:
            return
        self._done += 1
        now = time.monotonic()
        if now - self._spoke >= QUIET_SECONDS:
            self._spoke = now
            self._reporter.ensure_newline()
            self._reporter.write_line(pace(self._done, self._total, now - self._began))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Only where there is a terminal: not on xdist's workers."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Progress(reporter), "trust-progress")
