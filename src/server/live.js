// Keeps an open page up to date with the preview: swaps styles, reloads what changed, and shows what is wrong over the page.
(() => {
  "use strict";
  const script = document.currentScript;
  const { base = "", path: served = "", source: written = "" } = script.dataset;
  let generation = script.dataset.generation;
  const MEMORY = "stoop-live";

  // The file behind an address, as the server names changed files: no leading slash, no base path.
  function fileOf(address) {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) return null;
    let path = url.pathname;
    try { path = decodeURIComponent(path); } catch { /* shown as it is */ }
    if (base && path.startsWith(base + "/")) path = path.slice(base.length);
    return path.replace(/^\//, "").replace(/(^|\/)$/, "$1index.html");
  }

  // --- Reloading, with the reader's place in the page kept ---

  // Where the reader was before the page became too short for it: editors empty a file before they write it, and that may be built.
  let lost = null;
  for (const moves of ["wheel", "touchmove", "keydown", "mousedown"]) addEventListener(moves, () => { lost = null; }, { passive: true });

  function remember() {
    const open = [...document.querySelectorAll("details")].map((d) => d.open);
    const place = lost ?? { href: location.href, x: scrollX, y: scrollY, open };
    try {
      sessionStorage.setItem(MEMORY, JSON.stringify(place));
      history.scrollRestoration = "manual"; // The browser would put the reader where the page that is left let them be.
    } catch { /* private windows may forbid it */ }
  }

  function restore() {
    let place = null;
    try {
      place = JSON.parse(sessionStorage.getItem(MEMORY));
      sessionStorage.removeItem(MEMORY);
      const giveBack = () => { if (!reloading) history.scrollRestoration = "auto"; };
      addEventListener("load", () => setTimeout(giveBack, 200), { once: true });
    } catch { /* nothing is kept */ }
    if (!place || place.href !== location.href) return;
    const details = [...document.querySelectorAll("details")];
    if (details.length === place.open.length) details.forEach((d, i) => { d.open = place.open[i]; });
    const scroll = () => {
      scrollTo({ left: place.x, top: place.y, behavior: "instant" });
      lost = Math.abs(scrollY - place.y) > 1 ? place : null;
    };
    scroll();
    // Pictures that come later move the text.
    if (document.readyState !== "complete") addEventListener("load", scroll, { once: true });
  }

  let reloading = false;
  async function reload() {
    if (reloading) return;
    reloading = true;
    // Only leave the page that is there once the new one can be had.
    try {
      await fetch(location.href, { cache: "no-store" });
      remember();
      location.reload();
    } catch {
      reloading = false; // The server is gone; it says so again when it is back.
      generation = null;
    }
  }

  function swapStyles(changed) {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      if (!changed.has(fileOf(link.href))) continue;
      const url = new URL(link.href);
      url.searchParams.set("stoop", Date.now());
      const fresh = link.cloneNode();
      fresh.href = url.href;
      // The old one stays until the new one is there, so that the page never stands without styles.
      fresh.onload = fresh.onerror = () => link.remove();
      link.after(fresh);
    }
  }

  // --- PDFs ---

  // In the preview a PDF is opened to be looked at, in a page that follows it.
  for (const link of document.querySelectorAll('a[download][href$=".pdf"]')) {
    link.removeAttribute("download");
    link.search = "?live";
  }

  // The new one is loaded behind the old one, so that the paper never goes blank.
  function swapPaper() {
    const old = document.querySelectorAll("iframe.paper");
    const fresh = old[0].cloneNode();
    fresh.src = `${location.pathname}?stoop=${encodeURIComponent(generation)}#navpanes=0`;
    fresh.onload = () => old.forEach((frame) => frame.remove());
    document.body.prepend(fresh);
  }

  function onChange({ generation: now, changed, all }) {
    if (now === generation) return;
    const known = generation !== null;
    generation = now;
    if (all || !known || served === "*") return void reload();
    const files = new Set(changed);
    if (document.querySelector("iframe.paper")) return void (files.has(served) && swapPaper());
    if (files.has(served) || files.has(fileOf(location.href))) return void reload();
    const used = performance.getEntriesByType("resource").map((entry) => fileOf(entry.name));
    if (used.some((file) => file && !file.endsWith(".css") && files.has(file))) return void reload();
    if (changed.some((file) => file.endsWith(".css"))) swapStyles(files);
  }

  // --- What is wrong ---

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .panel { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 2rem; background: rgb(18 20 26 / .94);
      color: #e8e8ea; font: 15px/1.5 system-ui, sans-serif; }
    .panel > * { max-width: 62rem; margin-inline: auto; }
    h1 { font-size: 1.1rem; margin-block: 0 1rem; }
    article { border-left: 4px solid #f2545b; padding: .6rem 1rem; margin-bottom: 1rem; background: #23262f; overflow-wrap: anywhere; }
    article.warning { border-color: #f0b429; } article.note { border-color: #4aa8ff; }
    .where { color: #9fb0c8; font-family: ui-monospace, monospace; font-size: .85em; }
    pre { margin: .5rem 0; padding: .5rem .75rem; background: #14161b; overflow-x: auto; font: 13px/1.5 ui-monospace, monospace; }
    mark { background: #f2545b55; color: inherit; border-bottom: 2px solid #f2545b; }
    .help { color: #a5e3a8; }
    button { font: inherit; color: inherit; background: #3a3f4b; border: 0; border-radius: 4px; padding: .3rem .8rem; cursor: pointer; }
    .own { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483647; width: min(32rem, calc(100vw - 2rem)); max-height: 50vh;
      overflow: auto; padding: 1rem; border-radius: 6px; background: rgb(18 20 26 / .97); color: #e8e8ea; font: 13px/1.5 system-ui, sans-serif; }
    .badge { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483647; background: #f0b429; color: #1b1b1b;
      font: 600 14px system-ui, sans-serif; }
    .badge.note { background: #4aa8ff; }
    @media print { .panel, .own, .badge { display: none; } }`;

  let host = null;
  let notes = [];

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children); // Text stays text: nothing of a message becomes markup.
    return made;
  }

  function excerptOf({ excerpt, column, width, offset }) {
    const letters = [...excerpt];
    const cut = (from, to) => letters.slice(from, to).join("");
    const start = column - 1 - offset;
    return element("pre", "", cut(0, start), element("mark", "", cut(start, start + width) || " "), cut(start + width));
  }

  function articleOf(note) {
    const article = element("article", note.severity);
    if (note.file) article.append(element("div", "where", `${note.file}:${note.line}:${note.column}`));
    article.append(element("div", "", element("b", "", `${note.severity}[${note.code}]`), `: ${note.message}`));
    if (note.excerpt) article.append(excerptOf(note));
    if (note.help) article.append(element("div", "help", note.help));
    for (const step of note.trail) {
      const at = step.file ? ` ${step.file}:${step.line}:${step.column}` : "";
      article.append(element("div", "where", `${step.label}${at}`));
    }
    return article;
  }

  function show(...children) {
    host?.remove();
    host = null;
    if (!children.length) return;
    host = document.createElement("stoop-notes");
    const style = element("style", "", STYLE);
    host.attachShadow({ mode: "open" }).append(style, ...children);
    document.documentElement.append(host);
  }

  function panel() {
    const close = element("button", "", "Close (Esc)");
    close.onclick = badge;
    const count = notes.length === 1 ? "1 finding" : `${notes.length} findings`;
    const whole = element("div", "panel", element("h1", "", `${count} `, close), ...notes.map(articleOf));
    whole.setAttribute("role", "dialog");
    whole.setAttribute("aria-label", count);
    show(whole);
  }

  // What belongs to the open page: what its file says, or is called from there, and what templates do.
  function ofPage() {
    const here = (file) => file && (file === written || file.startsWith("templates/"));
    return notes.filter((note) => here(note.file) || note.trail.some((step) => here(step.file)));
  }

  function counted(count, word) {
    return count === 1 ? `1 ${word}` : `${count} ${word}s`;
  }

  function badge() {
    const errors = notes.filter((note) => note.severity === "error").length;
    const own = ofPage();
    if (!errors && !own.length) return show();
    const warnings = own.some((note) => note.severity !== "note");
    const words = errors ? counted(errors, "error") : `${counted(own.length, "finding")} on this page`;
    const button = element("button", errors || warnings ? "badge" : "badge note", words);
    button.onclick = errors ? panel : ownPanel;
    show(button);
  }

  // In a corner, so that the page can be read beside it.
  function ownPanel() {
    const own = ofPage();
    const close = element("button", "", "Close (Esc)");
    close.onclick = badge;
    const all = element("button", "", `All ${notes.length}`);
    all.onclick = panel;
    const whole = element("div", "own", element("h1", "", `${counted(own.length, "finding")} on this page `, close, " ", all), ...own.map(articleOf));
    whole.setAttribute("role", "region");
    whole.setAttribute("aria-label", "findings on this page");
    show(whole);
  }

  const isOpen = (name) => Boolean(host?.shadowRoot.querySelector(name));

  function onNotes(list) {
    notes = list;
    if (notes.some((note) => note.severity === "error")) panel();
    else if (isOpen(".own") && ofPage().length) ownPanel(); // What is being read stays open.
    else badge();
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (isOpen(".panel") || isOpen(".own"))) badge();
  });

  // --- Listening ---

  let source = null;
  function listen() {
    source?.close();
    source = new EventSource(`/_stoop/events?since=${encodeURIComponent(generation ?? "")}`);
    source.addEventListener("change", (event) => onChange(JSON.parse(event.data)));
    source.addEventListener("notes", (event) => onNotes(JSON.parse(event.data)));
    source.onerror = () => {
      // It tries again by itself while it is only interrupted; a refusal it takes for final.
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    };
  }

  // A page that is left must not hold one of the few connections that a browser allows; one that comes back from the cache listens again.
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

  restore();
  listen();
})();
