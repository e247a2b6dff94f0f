// What the default theme adds when JavaScript is there. Every page is whole without it.
(() => {
  const d = document, root = d.documentElement, words = d.currentScript.dataset;
  const all = (css, from) => [...(from || d).querySelectorAll(css)];
  const make = (tag, props) => Object.assign(d.createElement(tag), props);
  const store = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value);
    } catch { /* private mode: not remembered */ }
  };

  // Colours: as the system, light, dark.
  const button = d.querySelector(".theme");
  if (button) {
    const modes = ["auto", "light", "dark"];
    const label = () => {
      const text = words["theme" + { auto: "Auto", light: "Light", dark: "Dark" }[root.dataset.theme || "auto"]];
      button.title = text;
      button.querySelector(".sr").textContent = text;
    };
    button.hidden = false;
    button.onclick = () => {
      const mode = modes[(modes.indexOf(root.dataset.theme || "auto") + 1) % 3];
      mode === "auto" ? delete root.dataset.theme : (root.dataset.theme = mode);
      store("stoop-theme", mode === "auto" ? null : mode);
      label();
    };
    label();
  }

  // Copy: the code as written, without line numbers.
  const copy = (holder, code) => {
    const b = make("button", { type: "button", className: "copy" });
    const say = (done) => {
      b.title = b.ariaLabel = done ? words.copied : words.copy;
      b.classList.toggle("done", done);
    };
    say(false);
    b.onclick = async () => {
      try {
        await navigator.clipboard.writeText(code.textContent.replace(/\n+$/, ""));
        say(true);
        setTimeout(say, 1500, false);
      } catch {
        getSelection().selectAllChildren(code);
      }
    };
    holder.append(b);
  };
  if (navigator.clipboard) {
    all(".code").forEach((c) => { const code = c.querySelector("pre"); if (code) copy(c, code); });
    all(".prose > pre").forEach((pre) => {
      const box = make("div", { className: "code" });
      pre.replaceWith(box);
      box.append(pre);
      copy(box, pre);
    });
    all(".lines li").forEach((li) => copy(li, li.querySelector(".cmd")));
  }

  // A link beside each heading.
  all(".prose :is(h2, h3, h4, h5, h6)[id]").forEach((h) => {
    if (h.closest(".sheet, .alert, .card")) return;
    const a = make("a", { className: "anchor", href: "#" + encodeURIComponent(h.id), textContent: "#" });
    a.setAttribute("aria-label", words.anchor);
    h.append(a);
  });

  // Sidebar: open the way to this page and show it.
  const nav = d.querySelector("#site-nav"), current = nav && nav.querySelector("[aria-current]");
  const wide = matchMedia("(min-width: 64em)").matches;
  if (wide && !CSS.supports("selector(::details-content)")) all(".sidebar, .toc").forEach((x) => (x.open = true));
  if (current) {
    for (let p = current.parentElement; p !== nav; p = p.parentElement) {
      if (p.tagName === "DETAILS") p.open = true;
      if (p.tagName === "LI") { const own = p.querySelector(":scope > details"); if (own) own.open = true; }
    }
    const box = nav.closest(".sidebar");
    if (wide && current.offsetTop > box.clientHeight * 0.7) box.scrollTop = current.offsetTop - box.clientHeight / 3;
  }

  // Menus close when one clicks elsewhere or presses Escape.
  const menus = all(".drop");
  d.addEventListener("click", (e) => menus.forEach((m) => m.contains(e.target) || (m.open = false)));
  d.addEventListener("keydown", (e) => {
    if (e.key === "Escape") menus.forEach((m) => { if (m.open) { m.open = false; m.firstElementChild.focus(); } });
  });

  // Tabs: the first is chosen; a choice holds for every tab of that name, on later pages too.
  const name = (input) => input.parentElement.textContent.trim();
  const choose = (wanted) => all(".tab-head input").forEach((i) => { if (name(i) === wanted) i.checked = true; });
  all(".tabs").forEach((t) => {
    const first = t.querySelector(".tab-head input");
    if (first && !t.querySelector(":checked")) first.checked = true;
    t.onchange = (e) => { choose(name(e.target)); store("stoop-tab", name(e.target)); };
  });
  const tab = store("stoop-tab");
  if (tab) choose(tab);

  // A video is loaded when one asks for it, not before.
  all("[data-video]").forEach((a) => a.addEventListener("click", (e) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    a.replaceWith(make("iframe", { src: "https://www.youtube-nocookie.com/embed/" + encodeURIComponent(a.dataset.video) + "?autoplay=1", title: a.textContent, allow: "autoplay; fullscreen", allowFullscreen: true }));
  }));

  // Printing a sheet: choose the paper; what is folded is printed open.
  const bar = d.querySelector(".print-bar");
  if (bar) {
    bar.hidden = false;
    bar.querySelector("[data-print]").onclick = () => print();
    const papers = bar.querySelector("[data-papers]");
    if (papers) papers.onchange = () => all("style[data-paper]").forEach((s) => (s.media = s.dataset.paper === papers.value ? "print" : "not all"));
  }
  addEventListener("beforeprint", () => all("details.more").forEach((x) => (x.open = true)));
})();
