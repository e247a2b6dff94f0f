// A cheatsheet's page: find blocks by their words, choose some to print, copy the link to one. What is chosen is in the address, so
// that it can be sent to somebody. Every page is whole without it.
(() => {
  const d = document, sheet = d.querySelector(".sheet"), form = d.querySelector(".sheet-filter");
  if (!sheet || !form) return;
  const all = (css, from) => [...from.querySelectorAll(css)];
  const input = form.querySelector("input"), told = form.querySelector("output"), words = form.dataset;
  const printer = d.querySelector("button[data-print]"), clear = d.querySelector("[data-clear]");
  const say = (text) => { if (told.textContent !== text) told.textContent = text; };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const ROWS = "[data-row], .grid tbody tr";

  // What each block and each of its rows says. The words of its head count for every row.
  const blocks = all(".cheat", sheet).map((el) => {
    const rows = all(ROWS, el).map((row) => ({ el: row, text: fold(row.textContent) }));
    const rest = el.cloneNode(true);
    all(ROWS + ", .copy", rest).forEach((x) => x.remove());
    return { el, id: el.id, rows, head: fold(rest.textContent) };
  });
  const groups = all(".group", sheet);
  const chosen = new Set();

  const keep = () => {
    const url = new URL(location.href);
    const set = (key, value) => (value ? url.searchParams.set(key, value) : url.searchParams.delete(key));
    set("q", input.value.trim());
    set("only", [...chosen].join("."));
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  };

  const filter = () => {
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const b of blocks) {
      const has = (text) => wanted.every((w) => text.includes(w));
      const whole = has(b.head);
      let some = whole;
      for (const row of b.rows) {
        const fits = whole || has(b.head + " " + row.text);
        row.el.classList.toggle("is-out", !fits);
        some ||= fits;
      }
      b.el.classList.toggle("is-out", !some);
      shown += some;
    }
    for (const g of groups) g.classList.toggle("is-out", !g.querySelector(".cheat:not(.is-out)"));
    say(!wanted.length ? "" : shown ? fill(words.count, { count: shown, total: blocks.length }) : words.none);
  };

  const mark = () => {
    for (const b of blocks) {
      const is = chosen.has(b.id);
      b.el.classList.toggle("is-chosen", is);
      const box = b.el.querySelector(".choose input");
      if (box) box.checked = is;
    }
    for (const g of groups) g.classList.toggle("has-none", !g.querySelector(".is-chosen"));
    sheet.classList.toggle("has-chosen", chosen.size > 0);
    clear.hidden = !chosen.size;
    printer.querySelector("span").textContent = chosen.size ? fill(words.chosen, { count: chosen.size }) : words.all;
  };

  for (const b of blocks.filter((b) => b.id)) {
    const label = d.createElement("label"), box = d.createElement("input");
    label.className = "choose";
    label.title = fill(words.choose, { block: b.id });
    box.type = "checkbox";
    box.setAttribute("aria-label", label.title);
    box.onchange = () => { box.checked ? chosen.add(b.id) : chosen.delete(b.id); mark(); keep(); };
    label.append(box);
    const badge = b.el.querySelector(".code-id");
    badge.before(label);
    badge.title = words.copy;
    badge.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(new URL("#" + b.id, location.origin + location.pathname).href);
        badge.classList.add("done");
        say(words.copied);
        setTimeout(() => { badge.classList.remove("done"); filter(); }, 2000);
      } catch { /* the address bar has it */ }
    });
  }

  const empty = () => { input.value = ""; filter(); keep(); };
  form.hidden = false;
  form.onsubmit = (e) => e.preventDefault();
  input.oninput = () => { filter(); keep(); };
  clear.onclick = () => { chosen.clear(); mark(); keep(); printer.focus(); };
  d.addEventListener("keydown", (e) => {
    const typing = e.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (e.key === "/" && !typing && !e.ctrlKey && !e.metaKey && !e.altKey) {
      e.preventDefault();
      input.focus();
      input.select();
    } else if (e.key === "Escape" && e.target === input) {
      e.preventDefault();
      input.value ? empty() : input.blur();
    }
  });
  // The block that an address names is never filtered away.
  const reveal = () => {
    const target = location.hash && d.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest(".is-out")) { empty(); target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);

  const state = new URLSearchParams(location.search);
  input.value = state.get("q") || "";
  (state.get("only") || "").split(".").filter((id) => blocks.some((b) => b.id === id)).forEach((id) => chosen.add(id));
  filter();
  mark();
  reveal();
})();
