#!/usr/bin/env python3
"""The print bar: measures every PDF of a built site against what a printed sheet must be.

    bar.py ROOT SITE [--again SITE2]

ROOT is the site's folder (its sheets are read), SITE where it was built. SITE2 is a second build, for row 10.
Needs PyMuPDF, PyYAML and poppler's tools. Prints a table; fails when a cell of it does.
"""

import argparse
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pymupdf
import yaml

MM = 72 / 25.4
ROWS = {
    1: "pages within the budget", 2: "no block split", 3: "no clipped code", 4: "token-safe wrap", 5: "sizes",
    6: "contrast 7:1", 7: "margins 5 mm", 8: "fonts embedded", 9: "Chinese, Japanese", 10: "two builds alike",
    11: "outline and links", 12: "tagged, in order", 13: "file size", 14: "black and white", 15: "balance", 17: "no draft leaks",
}
SEPARATORS = "/,=:;.|&"


class Page(HTMLParser):
    """What the published page says of a sheet: groups, blocks with their code, rows and words, links to read on."""

    VOID = {"br", "img", "input", "link", "meta", "hr", "wbr", "source"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack, self.groups, self.blocks, self.see_also, self.pdfs = [], [], [], [], []
        self.take = None
        self.feed(text)

    def inside(self, name):
        return any(name in classes for _, classes, _ in self.stack)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        classes = (attrs.get("class") or "").split()
        if tag == "a" and (attrs.get("href") or "").endswith(".pdf"):
            self.pdfs.append(attrs["href"])
        if tag in self.VOID:
            return
        kind = None
        if tag == "section" and "group" in classes:
            self.groups.append("")
        if tag == "section" and "cheat" in classes:
            self.blocks.append({"badge": attrs.get("id") or "", "title": "", "code": [], "words": [], "asides": [], "rows": [],
                                "screen": "only-screen" in classes, "split": "may-split" in classes})
        block = self.blocks[-1] if self.blocks and self.inside("cheat") else None
        if tag in ("h2", "h3", "h4") and self.inside("group-head"):
            kind = ("group",)
        elif tag in ("h2", "h3", "h4") and self.inside("cheat-head"):
            kind = ("title",)
        elif block is not None and tag == "code" and self.inside("print-code") or tag == "code" and "cmd" in classes:
            kind = ("code",)
        elif block is not None and tag == "code" and (self.inside("rows") or self.inside("grid") or self.inside("cheat-items")):
            kind = ("cell",)
        elif block is not None and ("line-desc" in classes or "cheat-note" in classes or "cheat-text" in classes or "cheat-desc" in classes):
            kind = ("words",)
        elif block is not None and ("type" in classes or "default" in classes):
            kind = ("aside",)
        elif block is not None and tag == "td":
            kind = ("words",)
        if block is not None and (tag == "tr" and not self.inside_tag("thead") or tag == "li" and self.inside("lines")):
            block["rows"].append("")
        if tag == "a" and self.inside("see-also"):
            self.see_also.append(attrs.get("href"))
        self.stack.append((tag, classes, [kind, ""]))

    def inside_tag(self, name):
        return any(tag == name for tag, _, _ in self.stack)

    def handle_endtag(self, tag):
        while self.stack:
            last, _, (kind, text) = self.stack.pop()
            if kind:
                self.found(kind[0], text)
            if last == tag:
                return

    def handle_data(self, data):
        if self.inside("letter") or self.inside("state") or self.inside("badge") or self.inside("sep") or self.inside("copy"):
            return
        aside = any(slot[0] == ("aside",) for _, _, slot in self.stack)
        for _, _, slot in self.stack:
            # What stands beside words is a text of its own.
            if slot[0] and (not aside or slot[0] == ("aside",)):
                slot[1] += data
        if not aside and self.blocks and (self.inside_tag("tbody") or self.inside("lines")) and self.blocks[-1]["rows"]:
            self.blocks[-1]["rows"][-1] += data

    def found(self, kind, text):
        if kind == "group":
            self.groups[-1] = text.strip()
        elif kind == "title":
            self.blocks[-1]["title"] = text.strip()
        elif not text.strip():
            return
        elif kind == "code":
            self.blocks[-1]["code"].append(text.rstrip("\n"))
        elif kind == "cell":
            self.blocks[-1]["code"].append(text)
        elif kind == "aside":
            self.blocks[-1]["asides"].append(text)
        elif text.strip():
            self.blocks[-1]["words"].append(text.strip())


def squeeze(text):
    # Typographic quotes and dashes are the page's; paper has the letters of the source.
    for a, b in (("\u2019", "'"), ("\u2018", "'"), ("\u201c", '"'), ("\u201d", '"'), ("\u2013", "--"), ("\u2026", "..."), ("\u200b", "")):
        text = text.replace(a, b)
    return re.sub(r"\s+", "", text)


class Paper:
    """The characters of a PDF in the order of its pages, without white space, each with its page, place, size, font and colour."""

    def __init__(self, path):
        self.path = path
        self.doc = pymupdf.open(path)
        self.chars = []
        for number, page in enumerate(self.doc):
            for block in page.get_text("rawdict")["blocks"]:
                for line in block.get("lines", []):
                    for span in line["spans"]:
                        for char in span["chars"]:
                            if not char["c"].isspace():
                                text = squeeze(char["c"])
                                for c in text:
                                    self.chars.append((c, number, char["bbox"], span["size"], span["font"], span["color"], char["origin"]))
        self.text = "".join(c[0] for c in self.chars)

    def find(self, text):
        """Every place at which a text stands."""
        wanted = squeeze(text)
        at, found = self.text.find(wanted) if wanted else -1, []
        while at >= 0:
            found.append(self.chars[at:at + len(wanted)])
            at = self.text.find(wanted, at + 1)
        return found


def together(chars):
    """Whether characters stand on one page and each line below the one before: in one column."""
    pages = {c[1] for c in chars}
    ys = [c[6][1] for c in chars]
    return len(pages) == 1 and all(b > a - 4 for a, b in zip(ys, ys[1:]))


def best(places):
    """The place that shows a text best: in one column, on few lines, in large letters; a short text stands inside of others too."""
    def score(place):
        lines = len({round(c[6][1]) for c in place})
        return (together(place), -lines, min(c[3] for c in place))
    return max(places, key=score)


def luminance(colour):
    def linear(c):
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
    r, g, b = (linear(c) for c in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def is_han(c):
    return "\u3400" <= c <= "\u9fff" or "\u3040" <= c <= "\u30ff" or "\uac00" <= c <= "\ud7af" or "\uff00" <= c <= "\uffef"


class Bar:
    """One PDF against the bar: row -> faults."""

    def __init__(self, root, site, path, html, again):
        self.root, self.site, self.path, self.again = root, site, path, again
        self.page = Page(html)
        self.paper = Paper(path)
        self.lang = re.search(r'<html[^>]* lang="([^"]+)"', html).group(1)
        self.blocks = [b for b in self.page.blocks if not b["screen"]]
        parts = path.relative_to(site).parts
        self.name = "/".join(parts)
        sheet = "/".join(parts[1:-1] if parts[0] == "zh" else parts[:-1])
        source = root / "content" / "en" / f"{sheet}.sheet.yaml"
        self.print = (yaml.safe_load(source.read_text()).get("print") or {}) if source.exists() else {}
        self.free = any(self.path.stem.endswith(e) for e in ("-large", "-en-zh"))
        self.faults = {row: [] for row in ROWS}
        self.heads = [self.find_heads(number, page) for number, page in enumerate(self.paper.doc)]

    def fault(self, row, text):
        self.faults[row].append(text)

    def run(self):
        self.pages()
        self.content()
        self.ink()
        self.files()
        self.outline()
        self.balance()
        return self.faults

    def pages(self):
        budget = None if self.free else self.print.get("pages", 2)
        if "-large" in self.path.stem:
            budget = self.print.get("large_pages")
        if budget and len(self.paper.doc) > budget:
            self.fault(1, f"{len(self.paper.doc)} pages, budget {budget}")

    def content(self):
        """Rows 2, 3, 4, 5 and 9: all code and words are there, whole, unbroken and large enough."""
        in_code = set()
        for block in self.blocks:
            for code in block["code"]:
                self.code(block, code, in_code)
            for words in block["words"]:
                places = self.paper.find(words)
                if not places and "bilingual" not in self.path.stem and not self.path.stem.endswith("-en-zh"):
                    self.fault(9 if any(map(is_han, words)) else 3, f"{block['badge']}: missing words: {words[:40]}")
                if places:
                    self.large_enough(block, best(places), 7.5)
            for aside in block["asides"]:
                if not self.paper.find(aside):
                    self.fault(3, f"{block['badge']}: missing: {aside[:40]}")
            for row in block["rows"]:
                self.row(block, row)
            if block["split"]:
                self.repeated(block)
        for c, number, _, size, _, _, origin in self.paper.chars:
            if size < 5.99:
                self.fault(5, f"page {number + 1}: {c} has {size:.1f} pt")
            # A Chinese comment is as large as the code that it stands in.
            if is_han(c) and size < (6.99 if (number, origin) in in_code else 7.99):
                self.fault(5, f"page {number + 1}: {c} has {size:.1f} pt")
            if c in "\ufffd\x00":
                self.fault(9, f"page {number + 1}: a glyph is missing")
        self.regions()

    def code(self, block, code, in_code):
        places = self.paper.find(code)
        in_code.update((c[1], c[6]) for place in places for c in place)
        if not places:
            self.fault(3, f"{block['badge']}: missing code: {code.strip()[:40]}")
            return
        if not any(together(p) for p in places):
            self.fault(2, f"{block['badge']}: split: {code.strip()[:40]}")
        place = best(places)
        self.large_enough(block, place, 7.0)
        self.tokens(block, code, place)

    def tokens(self, block, code, place):
        """A line ends at white space of the source, or behind a separator."""
        at = 0
        for i, c in enumerate(code):
            if not squeeze(c):
                continue
            width = len(squeeze(c))
            if 0 < at < len(place) and place[at][6][1] - place[at - 1][6][1] > 3:
                if not (code[i - 1].isspace() or code[i - 1] in SEPARATORS):
                    self.fault(4, f"{block['badge']}: cut before `{code[i:i + 12]}`")
            at += width

    def large_enough(self, block, place, least):
        small = [c for c in place if c[3] < (6.99 if "Mono" in c[4] else least - 0.01)]
        if small:
            self.fault(5, f"{block['badge']}: {small[0][0]} has {small[0][3]:.1f} pt")

    def row(self, block, row):
        pieces = [p for p in re.split(r"\s{2,}|\n", row) if p.strip()]
        places = [self.paper.find(p) for p in pieces]
        for piece, found in zip(pieces, places):
            if found and not any(len({(c[1], self.lane(c)) for c in p}) == 1 for p in found):
                self.fault(2, f"{block['badge']}: a row is split: {piece[:40]}")

    def repeated(self, block):
        """Where the rows of a table stand in several columns, each has the block's head."""
        columns = set()
        for code in block["code"]:
            places = self.paper.find(code)
            if len(places) == 1:
                columns.add((places[0][0][1], self.lane(places[0][0])))
        heads = [p for p in self.paper.find(block["badge"]) if "Bold" in p[0][4]]
        held = {(p[0][1], self.lane(p[0])) for p in heads}
        for page, column in columns - held:
            self.fault(2, f"{block['badge']}: no head on page {page + 1}, column {column + 1}")

    def lanes(self):
        """The columns of a page: their left edges and width."""
        columns = self.print.get("columns", 3)
        if "-large" in self.path.stem:
            columns = max(1, round(columns * float(str(self.print.get("code", "7pt"))[:-2]) / 9.5))
        margin = float(re.match(r"[\d.]+", str(self.print.get("margin", "8mm"))).group()) * MM
        width = (self.paper.doc[0].rect.width - 2 * margin - 4 * MM * (columns - 1)) / columns
        return [margin + i * (width + 4 * MM) for i in range(columns)], width, margin

    def column(self, char):
        lefts, _, _ = self.lanes()
        middle = (char[2][0] + char[2][2]) / 2
        return max(i for i, left in enumerate(lefts) if i == 0 or middle >= left - 1)

    def lane(self, char):
        """The first of the columns that the block takes in which a character stands."""
        head = self.head_above(char[1], (char[2][0] + char[2][2]) / 2, (char[2][1] + char[2][3]) / 2)
        return self.column(char if head is None else (None, None, (head.x0, 0, head.x0 + 8, 0)))

    def regions(self):
        fonts = {c[4] for c in self.paper.chars if is_han(c[0])}
        wanted = {"zh": "sc", "ja": "jp", "ko": "kr"}.get(self.lang.split("-")[0])
        for font in fonts:
            if wanted and "CJK" in font and not re.search(f"CJK{wanted}", font, re.I):
                self.fault(9, f"{font} is not of the language's region")

    def ink(self):
        """Rows 3 (nothing beyond the page), 6, 7 and 14."""
        for number, page in enumerate(self.paper.doc):
            fills = [(d["rect"], d["fill"]) for d in page.get_drawings() if d.get("fill")]
            for block in page.get_text("dict")["blocks"]:
                for span in (s for line in block.get("lines", []) for s in line["spans"] if s["text"].strip()):
                    middle = pymupdf.Point((span["bbox"][0] + span["bbox"][2]) / 2, (span["bbox"][1] + span["bbox"][3]) / 2)
                    behind = next((fill for rect, fill in reversed(fills) if middle in rect), (1, 1, 1))
                    colour = tuple(((span["color"] >> shift) & 255) / 255 for shift in (16, 8, 0))
                    light, dark = sorted((luminance(behind), luminance(colour)), reverse=True)
                    ratio = (light + 0.05) / (dark + 0.05)
                    if ratio < 7:
                        self.fault(6, f"page {number + 1}: {ratio:.1f}:1 for {span['text'][:20]}")
            image = page.get_pixmap(dpi=100, colorspace=pymupdf.csGRAY)
            samples, stride = image.samples, image.stride
            dark = [y for y in range(image.height) if min(samples[y * stride:y * stride + image.width]) < 200]
            across = [x for x in range(image.width) if min(samples[x::stride]) < 200]
            left, right = across[0], across[-1] + 1
            edges = [dark[0], image.height - dark[-1] - 1, left, image.width - right]
            if min(edges) / 100 * 25.4 < 5:
                self.fault(7, f"page {number + 1}: ink {min(edges) / 100 * 25.4:.1f} mm from the edge")
            share = 1 - sum(samples) / (255 * image.width * image.height)
            if share > 0.20:
                self.fault(14, f"page {number + 1}: {share:.0%} ink")
            self.clipped(number, page)

    def find_heads(self, number, page):
        """The shaded heads of groups and blocks on a page, each as wide as the columns that it takes."""
        lefts, width, _ = self.lanes()
        rights = [left + width for left in lefts]
        found = [d["rect"] for d in page.get_drawings() if d.get("fill") and d["rect"].width > width * 0.95]
        for rect in found:
            if min(abs(rect.x0 - left) for left in lefts) > 0.5 or min(abs(rect.x1 - right) for right in rights) > 0.5:
                self.fault(3, f"page {number + 1}: a block from {rect.x0:.0f} to {rect.x1:.0f} pt stands in no column")
        return found

    def head_above(self, number, x, y):
        """The head next above a place."""
        above = [rect for rect in self.heads[number] if rect.y0 <= y and rect.x0 <= x <= rect.x1]
        return max(above, key=lambda rect: rect.y0, default=None)

    def clipped(self, number, page):
        """No word reaches past its column, or past the columns that its group takes; the head and the foot are as wide as the page."""
        lefts, width, margin = self.lanes()
        words = page.get_text("words")
        foot = max(word[1] for word in words)
        top = 0 if number else min((rect.y0 for rect in self.heads[number]), default=margin + 22) - 2
        for word in words:
            edge = page.rect.width - margin
            if top < word[1] < foot - 2:
                # By its middle: a bracket at the beginning of a line hangs its empty half out to the left.
                x, y = (word[0] + word[2]) / 2, (word[1] + word[3]) / 2
                head = self.head_above(number, x, y)
                edge = head.x1 if head else max((left for left in lefts if left <= x), default=lefts[0]) + width
            if word[2] > edge + 0.5:
                self.fault(3, f"page {number + 1}: {word[4][:20]} reaches past its column")

    def files(self):
        """Rows 8, 10, 12, 13."""
        listed = subprocess.run(["pdffonts", str(self.path)], capture_output=True, text=True, errors="replace").stdout.splitlines()[2:]
        for line in listed:
            if "Type 3" in line or not re.search(r"yes\s+yes\s+yes\s+\d+\s+\d+\s*$", line):
                self.fault(8, line.split()[0])
        if self.again:
            other = self.again / self.path.relative_to(self.site)
            if not other.exists() or other.read_bytes() != self.path.read_bytes():
                self.fault(10, "the second build has other bytes")
        info = self.paper.doc.metadata
        if not info.get("title") or not info.get("subject"):
            self.fault(10, "no title or subject")
        catalog = self.paper.doc.xref_object(self.paper.doc.pdf_catalog())
        if "/Lang" not in catalog:
            self.fault(10, "no language")
        if "pdfuaid:part" not in (self.paper.doc.get_xml_metadata() or "") or "/MarkInfo" not in catalog:
            self.fault(12, "not PDF/UA-1")
        tagged = subprocess.run(["pdfinfo", "-struct-text", str(self.path)], capture_output=True, text=True, errors="replace").stdout
        order = squeeze("".join(re.findall(r'^\s*"(.*)"$', tagged, re.M)))
        at = 0
        for block in self.blocks:
            if block["title"]:
                found = order.find(squeeze(block["title"]), at)
                if found < 0:
                    self.fault(12, f"{block['badge']} is not in reading order")
                else:
                    at = found
        limit = 500_000 if any(is_han(c[0]) for c in self.paper.chars) else 200_000
        if self.path.stat().st_size > limit:
            self.fault(13, f"{self.path.stat().st_size // 1000} kB")

    def outline(self):
        toc = self.paper.doc.get_toc()
        # A block without a title has no heading.
        wanted = 1 + len(self.page.groups) + len([b for b in self.blocks if b["title"]])
        if len(toc) != wanted:
            self.fault(11, f"{len(toc)} bookmarks for {wanted} headings")
        links = [link for page in self.paper.doc for link in page.get_links()]
        if len(links) < len(self.page.see_also):
            self.fault(11, "links are missing")
        for link in links:
            if not str(link.get("uri", "")).startswith("http"):
                self.fault(11, f"a link leads nowhere: {link.get('uri')}")

    def balance(self):
        """Row 15: full pages are filled, columns of the last are level, no heading is left alone."""
        lefts, width, margin = self.lanes()
        count = len(self.paper.doc)
        heads = [(entry[2] - 1, entry[3]["to"]) for entry in self.paper.doc.get_toc(simple=False) if entry[0] == 2]
        for number, page in enumerate(self.paper.doc):
            foot = max(c[6][1] for c in self.paper.chars if c[1] == number)
            body = [c for c in self.paper.chars if c[1] == number and c[6][1] < foot - 2]
            top = margin if number else margin + 24
            bottoms = [top] * len(lefts)
            for char in body:
                column = self.column(char)
                bottoms[column] = max(bottoms[column], char[2][3])
            height = foot - 10 - top
            filled = sum(min(1, (b - top) / height) for b in bottoms) / len(bottoms)
            if number < count - 1 and filled < 0.85:
                self.fault(15, f"page {number + 1} is {filled:.0%} full")
            if number == count - 1 and count > 1 and max(bottoms) - min(bottoms) > height * 0.15:
                self.fault(15, f"the last page's columns differ by {(max(bottoms) - min(bottoms)) / height:.0%}")
            for at, to in heads:
                if at == number:
                    column = self.column((None, None, (to.x, 0, to.x + 4, 0)))
                    if bottoms[column] - to.y < 3 * 9:
                        self.fault(15, f"page {number + 1}: a heading ends a column")


def drafts(root):
    """Strings of drafts of all sheets: no build shows them."""
    found = []

    def walk(node, inside):
        if isinstance(node, dict):
            inside = inside or node.get("draft") is True
            for key, value in node.items():
                if inside and key in ("title", "text", "desc", "note", "cmd", "code") and isinstance(value, str) and len(value) > 12:
                    found.append(value.strip())
                walk(value, inside)
        elif isinstance(node, list):
            for item in node:
                walk(item, inside)

    for path in sorted((root / "content").rglob("*.sheet.yaml")):
        walk(yaml.safe_load(path.read_text()), False)
    return found


def leaks(root, site):
    wanted = drafts(root)
    faults = []
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        if path.suffix == ".pdf":
            text = Paper(path).text
        elif path.suffix in (".html", ".xml", ".json", ".txt", ".md", ".js", ".css"):
            text = squeeze(path.read_text(errors="replace"))
        else:
            continue
        faults.extend(f"{path.relative_to(site)}: {draft[:40]}" for draft in wanted if squeeze(draft) in text)
    return faults


def measure(job):
    root, site, path, again = job
    return Bar(root, site, path, (path.parent / "index.html").read_text(), again).run()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--again", type=Path)
    args = parser.parse_args()
    paths = sorted(args.site.rglob("*.pdf"))
    jobs = [(args.root, args.site, path, args.again) for path in paths if (path.parent / "index.html").exists()]
    with ProcessPoolExecutor() as pool:
        results = dict(zip((job[2] for job in jobs), pool.map(measure, jobs)))
    if not results:
        sys.exit("the site has no PDF of a sheet")
    leaked = leaks(args.root, args.site)
    rows = [r for r in ROWS if r != 10 or args.again]
    print(" ".join(f"{r:>3}" for r in rows), "  kB  PDF")
    bad = bool(leaked)
    for path, faults in results.items():
        faults[17] = leaked
        cells = " ".join("  x" if faults[r] else " ok" for r in rows)
        print(f"{cells} {path.stat().st_size // 1000:>4}  {path.relative_to(args.site)}")
    for path, faults in results.items():
        for row in rows:
            for text in faults[row][:4]:
                bad = True
                print(f"{path.relative_to(args.site)}: row {row}, {ROWS[row]}: {text}")
            if len(faults[row]) > 4:
                print(f"  and {len(faults[row]) - 4} more")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
