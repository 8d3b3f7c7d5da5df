"""The report page: everything escaped, all of it usable, and its decisions applied."""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "adapters"))
from fake_engine import FakeEngine

from normalize.adapters.folder import normalize_folder
from normalize.cli import main
from normalize.report import page, write_report
from normalize.report.review import apply_review

EVIL = "<script>window.hacked = 1</script> Boutsa </script><img src=x onerror='window.hacked=2'> {{DATA}} \u2028 &amp; Bhutan\n"


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    root = tmp_path / "in"
    root.mkdir()
    (root / "<b>evil.txt").write_text(EVIL)
    (root / "rtl.txt").write_text("ראש העיר Boutsa אמר\nThe mayor of Boutsa\n")
    (root / "rows.jsonl").write_text('{"text":"Boutsa and Bhutan, Boutsa"}\n{"text":"none"}\n')
    (root / "page.html").write_text("<p>Boutsa &amp; Bhutan")
    normalize_folder("in", "out", engine=FakeEngine(), log="log.jsonl")
    return tmp_path


def decisions(*rows: tuple[str | int, ...]) -> Path:
    names = ("id", "kind", "start", "end", "original", "decision", "replacement")
    more = {
        "replacement": "Bucha",
        "category": "name.place",
        "entity": "bucha",
        "target": "en",
        "source": "el",
        "rule": "variant",
    }
    listed = [{**more, **dict(zip(names, r, strict=False))} for r in rows]
    Path("decisions.json").write_text(json.dumps({"version": 1, "log": "log.jsonl", "signatures": [], "decisions": listed}))
    return Path("decisions.json")


def test_page_is_one_file_with_data_that_cannot_escape(ran: Path) -> None:
    assert "6 edits and 3 refusals in 5 documents" in write_report(Path("log.jsonl"), Path("p.html"))
    html = Path("p.html").read_text()
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert data and "<" not in data[1] and "\u2028" not in data[1]
    assert html.count("<script") == 2 and not re.search(r"(?:src|href)=[\"']?(?:https?:|//)", html.replace(data[1], ""))
    assert "default-src 'none'" in html


def test_page_keeps_whole_texts_and_cuts_very_long_ones(ran: Path) -> None:
    data = page.page_data(Path("log.jsonl"))
    evil = next(d for d in data["docs"] if "evil" in d["id"])
    text = "".join(s if isinstance(s, str) else data["items"][s]["o"] for s in evil["segs"])
    assert text == EVIL
    assert page._segments("x" * 9000, []) == ["x" * 2000, [5000], "x" * 2000]


def test_report_on_a_run(ran: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["in", "--check", "--report", "r.html", "--target", "en", "-q"]) in (0, 1)
    assert "normalize: report" in Path("r.html").read_text() and not list(Path().glob(".*tmp"))
    assert main(["report", "log.jsonl", "-o", "s.html"]) == 0
    assert "6 edits" in capfd.readouterr().err


def test_report_without_the_texts(ran: Path) -> None:
    shutil.rmtree("out")
    shutil.rmtree("in")
    data = page.page_data(Path("log.jsonl"))
    assert {d["segs"] for d in data["docs"]} == {None} and len(data["items"]) == 9


@pytest.mark.parametrize("fresh", [False, True])
def test_decisions_are_applied(ran: Path, fresh: bool) -> None:
    if fresh:
        shutil.rmtree("out")
    path = decisions(
        ("rows.jsonl#1", "edit", 0, 6, "Boutsa", "reject"), ("rows.jsonl#1", "refusal", 11, 17, "Bhutan", "accept"),
        ("page.html", "edit", 3, 9, "Boutsa", "reject"), ("rtl.txt", "edit", 9, 15, "Boutsa", "accept"),
    )  # fmt: skip
    review = apply_review(path, Path("reviewed"))
    assert not review.failed and review.files == 4
    assert Path("reviewed/rows.jsonl").read_text() == '{"text":"Boutsa and Bucha, Bucha"}\n{"text":"none"}\n'
    assert Path("reviewed/page.html").read_text() == "<p>Boutsa &amp; Bhutan"
    assert Path("reviewed/rtl.txt").read_text() == Path("in/rtl.txt").read_text().replace("Boutsa", "Bucha")
    lines = list(review.lines())
    assert "Boutsa\tright as it stands, not Bucha (review)" in lines and "bucha\tBhutan\tel\treviewed\t" in lines


class TwoMinds(FakeEngine):
    """Refuses two options for one span."""

    def one(self, name: str, text: str) -> Any:
        result = super().one(name, text)
        more = [replace(r, best="Butan", confidence=0.2, rule="unknown-name") for r in result.refusals]
        return replace(result, refusals=(*more, *result.refusals))


@pytest.mark.parametrize(
    ("accepted", "text"), [(["Butan"], "in Butan"), (["Bucha"], "in Bucha"), (["Butan", "Bucha"], "in Bucha")]
)
def test_of_two_options_the_accepted_one_is_made(ran: Path, accepted: list[str], text: str) -> None:
    (ran / "two").mkdir()
    (ran / "two" / "a.txt").write_text("in Bhutan")
    normalize_folder("two", "twoout", engine=TwoMinds(), log="log.jsonl")
    path = decisions(*[("a.txt", "refusal", 3, 9, "Bhutan", "accept", new) for new in accepted])
    assert not apply_review(path, Path("reviewed")).failed
    assert Path("reviewed/a.txt").read_text() == text


def test_wrong_decisions_are_refused(ran: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Path("decisions.json").write_text("[]")
    assert main(["apply-review", "decisions.json"]) == 2
    assert "Export decisions" in capfd.readouterr().err
    decisions(("page.html", "edit", 3, 9, "Boutsa", "reject"))
    Path("out/page.html").write_text("<p>new")
    assert main(["apply-review", "decisions.json", "-o", "reviewed"]) == 3
    assert "failed  page.html" in capfd.readouterr().err and Path("reviewed/rtl.txt").exists()


@pytest.fixture
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("chromium is not installed")
    with api.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


def open_page(browser: Any, path: Path) -> Any:
    tab = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True).new_page()
    tab.problems = []
    tab.on("pageerror", lambda e: tab.problems.append(str(e)))
    tab.on("console", lambda m: tab.problems.append(m.text) if m.type == "error" else None)
    tab.on("request", lambda r: tab.problems.append(r.url) if not r.url.startswith(("file:", "blob:")) else None)
    tab.goto(path.resolve().as_uri())
    return tab


@pytest.mark.slow
def test_in_a_browser(ran: Path, browser: Any) -> None:
    write_report(Path("log.jsonl"), Path("p.html"))
    tab = open_page(browser, Path("p.html"))
    assert tab.evaluate("window.hacked") is None
    assert "<script>window.hacked = 1</script>" in tab.inner_text("#doc")
    assert tab.locator(".row").count() == 9
    tab.keyboard.press("a")
    tab.keyboard.press("j")
    tab.keyboard.press("r")
    assert tab.inner_text("#reviewed") == "1 accepted, 1 rejected"
    tab.keyboard.press("u")
    tab.click('[data-facet="document:rtl.txt"]')
    assert tab.locator(".row").count() == 2
    tab.click(".row >> nth=0")
    sides = tab.locator("#doc .pair >> nth=0").locator("> div")
    assert tab.evaluate("e => getComputedStyle(e).direction", sides.nth(1).element_handle()) == "rtl"
    tab.hover("#doc ins >> nth=0")
    assert "attested" in tab.inner_text("#tip") and "confidence 0.99" in tab.inner_text("#tip")
    tab.focus("#doc del >> nth=1")
    assert tab.is_visible("#tip")
    tab.click("#reject")
    assert tab.inner_text("#doc ins >> nth=0") == "Boutsa"
    tab.keyboard.press("Escape")
    tab.fill("#search", "rows.jsonl")
    assert tab.inner_text("#found") == "3 of 9"
    with tab.expect_download() as download:
        tab.click("#export")
    download.value.save_as("decisions.json")
    made = json.loads(Path("decisions.json").read_text())["decisions"]
    assert sorted((d["id"], d["decision"]) for d in made) == [("<b>evil.txt", "accept"), ("rtl.txt", "reject")]
    assert main(["apply-review", "decisions.json", "-o", "reviewed"]) == 0
    assert Path("reviewed/rtl.txt").read_text().count("Boutsa") == 1
    tab.reload()
    assert tab.inner_text("#reviewed") == "1 accepted, 1 rejected"
    assert tab.problems == []


@pytest.mark.slow
def test_ten_thousand_edits_in_a_browser(ran: Path, browser: Any) -> None:
    big = ran / "big"
    big.mkdir()
    (big / "a.jsonl").write_text(
        "".join(json.dumps({"text": f"{i}: " + "Boutsa and more words. " * 10}) + "\n" for i in range(1000))
    )
    normalize_folder("big", "bigout", engine=FakeEngine(), log="big.jsonl")
    begin = time.monotonic()
    write_report(Path("big.jsonl"), Path("p.html"))
    built = time.monotonic() - begin
    tab = open_page(browser, Path("p.html"))
    assert tab.inner_text("#found") == "10,000 of 10,000"
    took = tab.evaluate(
        """() => { const begin = performance.now();
        for (const key of "jjjjajjjjr") document.dispatchEvent(new KeyboardEvent("keydown", {key}));
        return performance.now() - begin; }"""
    )
    filtering = tab.evaluate(
        """() => { const s = document.getElementById('search'); s.value = '#77';
        const begin = performance.now(); s.oninput(); return performance.now() - begin; }"""
    )
    assert tab.inner_text("#found") == "110 of 10,000"
    assert tab.locator(".row").count() < 60 and tab.problems == []
    assert built < 20 and took < 3000 and filtering < 1500, (built, took, filtering)
    print(
        f"built {built:.1f} s, ten keys {took:.0f} ms, filter {filtering:.0f} ms, {Path('p.html').stat().st_size / 1e6:.1f} MB"
    )
