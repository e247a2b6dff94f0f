#!/usr/bin/env python3
"""Every library that we ship is under a licence that Apache-2.0 software may include. Works offline, from cargo's own metadata."""
import json
import re
import subprocess
import sys

ALLOWED = {
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "CDLA-Permissive-2.0", "ISC", "MIT",
    "MIT-0", "Unicode-3.0", "Unlicense", "Zlib",
}


def allowed(expression):
    """Whether an SPDX expression can be met: every part of an AND, one part of an OR."""
    expression = expression.replace("/", " OR ").strip()
    if expression.startswith("(") and expression.endswith(")") and expression.count("(") == 1:
        expression = expression[1:-1]
    for word, rule in ((" AND ", all), (" OR ", any)):
        depth, parts, start = 0, [], 0
        for i, c in enumerate(expression):
            depth += (c == "(") - (c == ")")
            if depth == 0 and expression.startswith(word, i):
                parts.append(expression[start:i])
                start = i + len(word)
        if parts:
            return rule(allowed(p) for p in parts + [expression[start:]])
    return expression.strip("() ") in ALLOWED


def main():
    out = subprocess.run(["cargo", "metadata", "--format-version", "1", "--locked"], check=True, capture_output=True, text=True)
    packages = json.loads(out.stdout)["packages"]
    bad = [f"{p['name']} {p['version']}: {p['license']}" for p in packages if p["source"] and not allowed(p["license"] or "none")]
    foreign = [p["name"] for p in packages if p["source"] and not re.match(r"registry\+", p["source"])]
    print(f"{len(packages)} packages, {len(bad)} with a licence to look at, {len(foreign)} from outside the registry")
    print("\n".join(bad + foreign))
    sys.exit(bool(bad or foreign))


if __name__ == "__main__":
    main()
