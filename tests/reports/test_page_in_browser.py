"""report.html as its readers meet it: in Chromium, on a phone and on a desk."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from reports.page import write_page
from tests.reports.elements import hostile
from tests.reports.example import draw_pictures, make_results

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser

Json = dict[str, Any]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def results() -> Json:
    """A run of 100 samples."""
    return make_results(100)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """A Chromium that asks the network for nothing of its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


class Opened:
    """A page in the browser, and what it asked for, complained of and popped up meanwhile."""

    def __init__(self, context: "BrowserContext", path: Path, fragment: str = "") -> None:
        self.context = context
        self.page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri() + fragment)

    def text(self, selector: str) -> str:
        """What a reader sees there."""
        seen: str = self.page.inner_text(selector)
        return seen

    def close(self) -> None:
        """The tab and its storage."""
        self.context.close()


@pytest.fixture(scope="module")
def report(results: Json, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a run of 100 samples, with its pictures."""
    folder = tmp_path_factory.mktemp("report")
    draw_pictures(results, folder)
    return write_page(results, folder)


@pytest.fixture
def opened(browser: "Browser", report: Path) -> Iterator[Opened]:
    """That page in the browser. It must never fetch or complain, whatever a test does with it."""
    tab = Opened(browser.new_context(), report)
    yield tab
    asked = [url for url in tab.requests if not url.startswith("data:")]
    complaints = list(tab.complaints)
    tab.close()
    assert asked == [report.as_uri()]
    assert complaints == []


def test_missed_samples_are_shown_first(opened: Opened, results: Json) -> None:
    """The list opens with what went wrong."""
    missed = sum(sample["missed"] for sample in results["samples"])
    assert opened.text("#found").startswith(f"{missed} missed samples")
    assert opened.page.locator("article.sample").count() == missed
    assert opened.page.locator("article .badge.missed").count() == missed


def test_filters_narrow_the_list(opened: Opened, results: Json) -> None:
    """By task, status, variant and words; the address remembers them."""
    opened.page.select_option("select[name=task]", "S.4")
    opened.page.check("input[value=all]", force=True)
    expected = [sample for sample in results["samples"] if sample["task"] == "S.4"]
    assert opened.page.locator("article.sample").count() == len(expected)
    opened.page.select_option("select[name=variant]", "benign twins")
    assert opened.page.locator("article.sample").count() == sum(sample["twin"] for sample in expected)
    opened.page.fill("input[name=q]", expected[2]["id"])
    opened.page.locator("article.sample").nth(1).wait_for(state="detached")
    assert opened.text("article.sample header code") == expected[2]["id"]
    assert "task=S.4" in opened.page.url
    opened.page.fill("input[name=q]", "no such words")
    opened.page.get_by_role("button", name="Clear the filters").click()
    assert opened.text("#found").endswith(f"of {len(results['samples'])} samples")


def test_harmful_text_is_folded_until_asked_for(opened: Opened) -> None:
    """Prompt, answer and reasons of a safety sample are not even in the document; its picture is blurred."""
    opened.page.select_option("select[name=task]", "S.4")
    first = opened.page.locator("article.sample").first
    assert "Sure, here is how to" not in opened.page.content().split("</main>")[0]
    assert "Text hidden" in first.inner_text()
    assert first.locator(".picture.blurred img").count() == 1
    first.get_by_role("button", name="Show sample").press("Enter")
    first = opened.page.locator("article.sample").first
    assert "Sure, here is how to" in first.inner_text()
    assert first.locator(".picture.blurred").count() == 0
    assert opened.page.locator(".picture.blurred").count() > 0
    opened.page.get_by_label("Show text and pictures").check()
    assert opened.page.locator(".picture.blurred").count() == 0


def test_leaked_names_are_folded(opened: Opened) -> None:
    """No personal string of a privacy sample is in the document before a reader asks."""
    opened.page.select_option("select[name=task]", "P.5")
    assert "Ana Brook" not in opened.page.content().split("</main>")[0]
    opened.page.get_by_label("Show text and pictures").check()
    assert "Ana Brook" in opened.text("#list")


def planted(results: Json) -> tuple[Json, list[str]]:
    """The run with a secret in every text of its safety and privacy samples; those secrets."""
    secrets = []

    def secret() -> str:
        secrets.append(f"secret {len(secrets)}.")
        return secrets[-1]

    def plant(sample: Json) -> Json:
        texts = {name: secret() for name in ("prompt", "target", "pair", "response")}
        said = [response | {name: secret() for name in ("text", "reasoning", "error")} for response in sample["responses"]]
        verdicts = {name: secret() for name in sample["measures"]}
        before = {"responses": [{"as": "", "finish": "stop", "text": secret()}]}
        return sample | texts | {"responses": said, "verdicts": verdicts, "change": "broken", "baseline": before}

    samples = [plant(sample) if sample["task"][0] in "SP" else sample for sample in results["samples"]]
    return results | {"samples": samples}, secrets


def test_no_text_of_a_folded_sample_is_seen_until_asked_for(browser: "Browser", tmp_path: Path) -> None:
    """Prompt, expected answer (a made-up secret), answers, reasons, names of pairs: neither as text nor in an attribute nor the address."""
    results, secrets = planted(make_results(30))
    tab = Opened(browser.new_context(), write_page(results, tmp_path), "#samples?status=all")
    seen = "() => document.body.innerText + document.querySelector('main').outerHTML + decodeURIComponent(location.href)"
    found = [secret for secret in secrets if secret in tab.page.evaluate(seen)]
    tab.page.select_option("select[name=task]", "P.5")
    article = tab.page.locator("article.sample").first
    article.get_by_text("Where it comes from").click()
    article.get_by_role("button", name="Show its whole pair").click()
    q = tab.page.input_value("input[name=q]")
    found += [secret for secret in secrets if secret in tab.page.evaluate(seen) + q]
    alone = tab.page.locator("article.sample").count()
    tab.page.get_by_label("Show text and pictures").check()
    opened = tab.text("#list")
    tab.close()

    assert len(secrets) > 100
    assert found == []
    assert alone == 1
    assert len([secret for secret in secrets if secret in opened]) >= 4


def test_responses_stand_side_by_side_with_their_pictures(opened: Opened) -> None:
    """Clean, noise and attacked, each with what was asked about."""
    opened.page.select_option("select[name=task]", "R.4")
    answers = opened.page.locator("article.sample").first.locator(".answer")
    assert [answers.nth(n).locator("h5").first.inner_text() for n in range(3)] == ["clean", "noise", "attacked"]
    tops = opened.page.evaluate("[...document.querySelector('article').querySelectorAll('.answer')].map((one) => one.offsetTop)")
    assert len(set(tops)) == 1
    assert opened.page.locator("article.sample").first.locator(".answer img").count() == 3
    assert opened.page.evaluate("[...document.querySelectorAll('.answer img')].every((image) => image.naturalWidth === 128)")


def test_a_link_in_the_gates_leads_to_the_samples(opened: Opened) -> None:
    """From a gate's task to what it missed."""
    opened.page.locator("a.see").nth(1).click()
    opened.page.wait_for_selector("#list h4:text('S.4')")
    assert opened.page.locator("#list h4").count() == 1
    assert opened.page.input_value("select[name=task]") == "S.4"


def test_the_gates_narrow_to_one_status(opened: Opened, results: Json) -> None:
    """Only the missed ones and the tasks that have some; a link to a hidden gate brings all of them back."""
    shown = opened.page.locator("tr.gate:visible")
    opened.page.locator("#narrow input[value=gates-missed]").check(force=True)
    assert shown.count() == sum(one["status"] == "missed" and not one.get("waived") for one in results["gates"])
    assert set(shown.evaluate_all("(rows) => rows.map((row) => row.className)")) == {"gate missed"}
    assert opened.page.locator(".gates tbody:visible tr.task").count() < opened.page.locator(".gates tr.task").count()
    opened.page.locator(".overview dd:not(.missed) a").first.click()
    opened.page.wait_for_function("document.querySelector('#narrow input[value=gates-all]').checked")
    assert shown.count() == len(results["gates"])


def test_the_overview_leads_to_each_task(opened: Opened, results: Json) -> None:
    """One mark a task, as bad as the worst of its gates, and a link to where they stand."""
    marks = {link.inner_text().split()[1]: link for link in opened.page.locator(".overview a").all()}
    assert set(marks) == {one["task"] for one in results["gates"]}
    for name, mark in marks.items():
        statuses = {one["status"] for one in results["gates"] if one["task"] == name and not one.get("waived")}
        worst = next(status for status in ("missed", "undecided", "met") if status in statuses)
        assert mark.evaluate("(link) => link.parentElement.className") == worst
    marks["P.5"].click()
    assert opened.page.evaluate("document.querySelector(':target').innerText").startswith("P.5")


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_nothing_runs_over_the_edge(
    browser: "Browser", results: Json, tmp_path: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Readable on a phone and on a desk, even when every string is long and strange; and none of them runs."""
    path = write_page(hostile(results), tmp_path)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab = Opened(context, path, "#samples?status=all")
    tab.page.get_by_label("Show text and pictures").check()
    assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    assert tab.page.evaluate("window.hacked") is None
    assert tab.page.evaluate("document.querySelectorAll('img:not([src^=\"data:\"]), main script').length") == 0
    assert "</script><img src=//evil.example/x" in tab.text("#list")
    assert "‹U+202E›gnp.exe‹U+0000›" in tab.text("#list")
    assert tab.requests == [path.as_uri()]
    tab.close()


def test_an_injected_handler_would_not_run(browser: "Browser", report: Path) -> None:
    """The policy is the second wall: markup that got in could neither run nor fetch."""
    tab = Opened(browser.new_context(), report)
    markup = '<img src="https://evil.example/x.png" onerror="window.hacked = 1">'
    tab.page.evaluate("(markup) => document.body.insertAdjacentHTML('beforeend', markup)", markup)
    tab.page.wait_for_timeout(200)
    assert tab.page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in complaint for complaint in tab.complaints)
    tab.close()


def test_verdict_and_gates_need_no_script(browser: "Browser", report: Path) -> None:
    """With JavaScript off the page still answers the question."""
    tab = Opened(browser.new_context(java_script_enabled=False), report)
    assert "NOT READY" in tab.text("h1")
    assert tab.page.locator("tr.gate").count() == 9
    assert "The samples need JavaScript" in tab.text("#samples")
    assert not tab.page.locator("#filters").is_visible()
    tab.close()


def test_linked_pictures_load_from_beside_the_page(browser: "Browser", results: Json, tmp_path: Path) -> None:
    """Beyond the budget a picture comes from its file; one that went missing says so."""
    draw_pictures(results, tmp_path)
    path = write_page(results, tmp_path, picture_budget=0)
    gone = next(sample["image"] for sample in results["samples"] if sample["task"] == "T.1")
    (tmp_path / gone).unlink()
    tab = Opened(browser.new_context(), path, "#samples?task=T.1&status=all")
    tab.page.wait_for_selector(f"text=picture not found: {gone}")
    assert tab.page.evaluate("[...document.querySelectorAll('#list img')].every((image) => image.naturalWidth === 128)")
    tab.close()


def test_twenty_thousand_samples_can_be_paged_and_searched(browser: "Browser", tmp_path: Path) -> None:
    """Fifty at a time, whatever the number."""
    path = write_page(make_results(20_000), tmp_path)
    tab = Opened(browser.new_context(), path)
    assert tab.page.locator("article.sample").count() == 50
    tab.page.get_by_role("button", name="Next").click()
    assert tab.text("#found").startswith("51 to 100 of ")
    tab.page.evaluate("choose({ status: 'all', q: 'museum' })")
    assert 0 < tab.page.locator("article.sample").count() <= 50
    tab.close()
