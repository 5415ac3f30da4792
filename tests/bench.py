"""How fast children are served, what their phones carry and wait for, what a snapshot costs.

`make bench` prints it and writes var/bench.json. The first part is tests/speed. The second is a
survey of ten questions on a demo site of its own, in the Chromium of this machine, as a slow phone
on slow 4G would have it; beside it a bare form of one question, measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, expect, sync_playwright

from tests import bench_board
from tests.bench_snapshot import measure
from tests.browser.site import FLAGS, ROOT, Site, run_site, whole_chromium
from tests.speed import run as speed
from tests.speed.run import QUICK, WHOLE, Row

RUNS = 5
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8}
SLOW_4G["uploadThroughput"] = 0.75e6 / 8
CPU_SLOWER = 4
QUESTIONS = 10
CODE = "BNCH23"
BARE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<h1>How safe do you feel where you live?</h1><form method="post">
<p><label><input type="radio" name="q" value="1"> Very safe</label>
<p><label><input type="radio" name="q" value="2"> Not safe</label>
<p><button>Send</button></form></html>"""
TEN_QUESTIONS = f"""
from surveys import building, invitations
from surveys.models import Audience, Group, Question
plan = dict.fromkeys(["space", "voice", "audience", "can_change", "cannot_change"], "As planned.")
survey = building.draft_survey(group_id=Group.objects.first().pk, title="Ten questions",
    about="What is it like where you live?", plan=plan | {{"power": "part"}}, by=None)
for number in range({QUESTIONS} - 2):
    building.add_question(survey, kind=Question.Kind.FACES, text=f"How safe is place {{number}}?",
        choices=["Very safe", "Mostly safe", "In the middle", "Not very safe", "Not safe at all"])
for number in range(2):
    building.add_question(survey, kind=Question.Kind.TEXT, text=f"What would help {{number}}?")
survey = building.open_survey(survey, by=None)
invitations.invite(survey, audience=Audience.CHILDREN, code="{CODE}", by=None)
"""
WATCH = """
window.seen = { lcp: 0, shift: 0, blocking: 0 };
new PerformanceObserver((list) => {
  for (const it of list.getEntries()) seen.lcp = it.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const it of list.getEntries()) if (!it.hadRecentInput) seen.shift += it.value;
}).observe({ type: "layout-shift", buffered: true });
new PerformanceObserver((list) => {
  for (const it of list.getEntries()) seen.blocking += Math.max(0, it.duration - 50);
}).observe({ type: "longtask", buffered: true });
"""


@dataclass
class Wire:
    """What went over the wire since it began to listen, headers included, as Chromium counts."""

    bytes: float = 0
    script: float = 0
    urls: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)

    def _asked(self, event: dict[str, Any]) -> None:
        self.urls[event["requestId"]] = event["request"]["url"]
        self.kinds[event["requestId"]] = event.get("type", "")

    def _came(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]
        if self.kinds.get(event["requestId"]) == "Script":
            self.script += event["encodedDataLength"]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer requests, for a look")
    size = QUICK if options.parse_args().quick else WHOLE
    rows = []
    for row in chain(speed.measure(size), _phone(), _numbers()):
        rows.append(row)
        print(row, flush=True)  # noqa: T201  (a command)
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    print(machine)  # noqa: T201
    out = ROOT / "var" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(
        json.dumps({"machine": machine, "rows": [asdict(row) for row in rows]}, indent=2)
    )
    return 0 if all(row.is_reached for row in rows) else 1


def _phone() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder, run_site(Path(folder)) as site:
        _ten_questions(Path(folder))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=whole_chromium(), args=FLAGS)
            yield from _weigh(browser, site)
            yield from _paint(browser, site)
            yield from _lighthouse(site)
            browser.close()


def _numbers() -> Iterator[Row]:
    for it in measure():
        yield Row(it.what, it.reach, f"{it.took:.0f} ms, ratio {it.ratio:.2f}", it.ratio <= 2)
    for page in bench_board.measure():
        said = f"{page.took:.0f} ms, ratio {page.ratio:.2f}"
        yield Row(page.what, page.reach, said, page.ratio <= bench_board.REACH)


def _ten_questions(folder: Path) -> None:
    environment = {"DEMO": "1", "DATA_DIR": str(folder), "PATH": "/usr/bin:/bin"}
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", TEN_QUESTIONS],
        cwd=ROOT,
        env=environment,
        check=True,
    )


def _weigh(browser: Browser, site: Site) -> Iterator[Row]:
    """First visit, and the whole way to the five words."""
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    wire = Wire()
    wire.listen(page.context.new_cdp_session(page))
    page.goto(f"{site.url}/s/{CODE}/", wait_until="networkidle")
    first, requests, script = wire.bytes, list(wire.urls.values()), wire.script
    _answer(page)
    page.wait_for_load_state("networkidle")
    hosts = {url.split("/")[2] for url in wire.urls.values() if not url.startswith("data:")}
    stored = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    is_ours = hosts == {site.url.split("/")[2]}
    fonts = sum(kind == "Font" for kind in wire.kinds.values())
    yield _most("first visit, ten questions, all of it", first / 1024, 30, "KB")
    yield _most("its requests", len(requests), 6, "")
    yield Row("to other hosts; fonts", "0; 0", f"{0 if is_ours else hosts}; {fonts}", is_ours)
    yield _most("whole survey, first byte to receipt", wire.bytes / 1024, 45, "KB")
    yield _most("script, compressed", script / 1024, 12, "KB")
    nothing = page.context.cookies() == [] and stored == "[{},{}]"
    yield Row("cookies and storage after Send", "0", "0" if nothing else stored, nothing)


def _answer(page: Page) -> None:
    for _step in range(QUESTIONS + 8):
        send = page.get_by_role("button", name="Send my answers")
        if send.is_visible():
            break
        if page.locator("input[type=radio]:visible").count():
            page.locator("input[type=radio]:visible").first.check()
        elif page.locator("textarea:visible").count():
            page.locator("textarea:visible").fill("More lights, please.")
        page.get_by_role("button", name="Continue").click()
    send.click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def _paint(browser: Browser, site: Site) -> Iterator[Row]:
    """Largest contentful paint, blocking and shift; medians, on a cold cache each time."""
    with _bare() as url:
        floor = [_visit(browser, url)["lcp"] for _run in range(RUNS)]
    seen = [_visit(browser, f"{site.url}/s/{CODE}/") for _run in range(RUNS)]
    lcp, bare = statistics.median(it["lcp"] for it in seen), statistics.median(floor)
    row = _most("largest contentful paint", lcp / 1000, 0.7, "s")
    ratio = f"{row.measured}; a bare form {bare / 1000:.2f} s; ratio {lcp / bare:.2f}"
    yield Row(row.what, row.reach, ratio, row.is_reached)
    yield _most("blocking time", statistics.median(it["blocking"] for it in seen), 50, "ms")
    yield _most("layout shift", max(it["shift"] for it in seen), 0, "")


def _visit(browser: Browser, url: str) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_SLOWER})
    page.goto(url, wait_until="networkidle")
    page.wait_for_timeout(500)
    seen: dict[str, float] = page.evaluate("window.seen")
    context.close()
    return seen


@contextmanager
def _bare() -> Iterator[str]:
    """The floor: one small page from a server that does nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "index.html").write_text(BARE, encoding="utf-8")
        handler = partial(_Quiet, directory=folder)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def _lighthouse(site: Site) -> Iterator[Row]:
    """Lighthouse's own scores, where it is installed: it needs Node, which the project does not."""
    found = shutil.which("lighthouse")
    if found is None:
        print("lighthouse: not run, it is not on the PATH (npm install --global lighthouse)")  # noqa: T201
        return
    flags = "--chrome-flags=--headless=new --no-sandbox"
    kinds = ["performance", "accessibility", "best-practices"]
    said = subprocess.run(
        [
            found,
            f"{site.url}/s/{CODE}/",
            "--quiet",
            "--output=json",
            flags,
            f"--only-categories={','.join(kinds)}",
        ],
        check=True,
        capture_output=True,
        env={
            "CHROME_PATH": whole_chromium(),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108
        },
    )
    categories = json.loads(said.stdout)["categories"]
    for kind in kinds:
        score = round(categories[kind]["score"] * 100)
        yield Row(f"Lighthouse, {kind}", "100", str(score), score == 100)


def _most(what: str, measured: float, most: float, unit: str) -> Row:
    said = f"{measured:.3g}"
    return Row(what, f"at most {most} {unit}".strip(), f"{said} {unit}".strip(), measured <= most)


if __name__ == "__main__":
    sys.exit(main())
