#!/usr/bin/env python3
"""Row 16 of the print bar: the page of a sheet, printed by Chromium, has as many pages as its PDF, no navigation, and whole code.

    chromium.py SITE

SITE is a built site. Needs PyMuPDF and Chromium (CHROMIUM names it when it is not called so).
"""

import functools
import http.server
import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pymupdf

from bar import Page, Paper, squeeze


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site; `?paper=letter` turns on the page's style for that paper, as its print bar does."""

    def do_GET(self):
        parts = urlsplit(self.path)
        paper = parse_qs(parts.query).get("paper")
        if not paper:
            return super().do_GET()
        text = (Path(self.directory) / parts.path.strip("/") / "index.html").read_text()
        text = re.sub(r'(<style data-paper="([^"]+)") media="[^"]*"', lambda m: f'{m[1]} media="{"print" if m[2] == paper[0] else "not all"}"', text)
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def printed(url, folder):
    out = Path(folder) / "page.pdf"
    browser = os.environ.get("CHROMIUM", "chromium")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
    subprocess.run([browser, *flags, f"--print-to-pdf={out}", url], check=True, capture_output=True, timeout=120)
    return Paper(out)


def faults(site, pdf, base, folder):
    html = (pdf.parent / "index.html").read_text()
    page = Page(html)
    paper = re.search(r"-(a4|letter|a3)(?:-|\.pdf$)", pdf.name).group(1)
    made = printed(f"{base}/{pdf.parent.relative_to(site)}/?paper={paper}", folder)
    found = []
    pages = len(pymupdf.open(pdf))
    if len(made.doc) != pages:
        found.append(f"{len(made.doc)} pages, its PDF has {pages}")
    for text in re.findall(r'<nav id="site-nav".*?</nav>', html, re.S):
        entries = [squeeze(re.sub("<[^>]+>", "", e)) for e in re.findall(r"<a [^>]*>.*?</a>", text, re.S)]
        shown = [e for e in entries if len(e) > 12 and e in made.text and e not in squeeze(" ".join(b["title"] for b in page.blocks))]
        if len(shown) > 2:
            found.append(f"navigation is printed: {shown[0]}")
    width = made.doc[0].rect.width
    for block in page.blocks:
        for code in block["code"] if not block["screen"] else []:
            if squeeze(code) not in made.text:
                found.append(f"{block['badge']}: missing code: {code.strip()[:40]}")
    if any(c[2][2] > width for c in made.chars):
        found.append("code reaches past the page")
    return found


def main():
    site = Path(sys.argv[1]).resolve()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    # One edition is enough: the page has no others.
    pdfs = [p for p in sorted(site.rglob("*.pdf")) if re.search(r"-(a4|letter|a3)\.pdf$", p.name) and (p.parent / "index.html").exists()]
    bad = not pdfs
    for pdf in pdfs:
        with tempfile.TemporaryDirectory() as folder:
            found = faults(site, pdf, base, folder)
        print(" ok" if not found else "  x", pdf.relative_to(site))
        for text in found[:5]:
            bad = True
            print(f"      row 16: {text}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
