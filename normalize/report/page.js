"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { docs, items } = data;
  const $ = (id) => document.getElementById(id);
  const ROW = 50;
  const decided = load();
  const chosen = { status: new Set(), kind: new Set(), rule: new Set(), level: new Set(), entity: new Set(), document: new Set() };
  const wide = new Set();
  let shown = [], now = -1, docNow = -1;

  function el(tag, options = {}, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(options)) {
      if (key === "class") node.className = value;
      else if (key in node) node[key] = value;
      else node.setAttribute(key, value);
    }
    node.append(...children);
    return node;
  }

  // Decisions are kept in the browser, so that a closed page loses nothing.
  function key() { return "normalize:" + data.log + ":" + items.length + ":" + data.signatures.join(); }
  function load() {
    try { return new Map(JSON.parse(localStorage.getItem(key()) || "[]")); } catch { return new Map(); }
  }
  function save() {
    try { localStorage.setItem(key(), JSON.stringify([...decided])); } catch { /* no storage for this page: export still works */ }
  }

  const facets = {
    status: (x, i) => ({ accept: "accepted", reject: "rejected" })[decided.get(i)] || "open",
    kind: (x) => x.k,
    rule: (x) => x.rule,
    level: (x) => x.lvl || "below hint",
    entity: (x) => x.ent || "none",
    document: (x) => docs[x.d].id,
  };

  function matches(x, i, except) {
    for (const name in facets) {
      if (name !== except && chosen[name].size && !chosen[name].has(facets[name](x, i))) return false;
    }
    const words = $("search").value.toLowerCase();
    return !words || (x.o + "\n" + (x.n ?? "") + "\n" + docs[x.d].id + "\n" + (x.ent || "")).toLowerCase().includes(words);
  }

  function filter() {
    shown = [];
    items.forEach((x, i) => { if (matches(x, i)) shown.push(i); });
    $("found").textContent = `${shown.length.toLocaleString("en")} of ${items.length.toLocaleString("en")}`;
    $("space").style.height = shown.length * ROW + "px";
    drawFacets();
    drawRows();
    drawMeter();
  }

  function drawFacets() {
    const groups = Object.keys(facets).map((name) => {
      const counts = new Map();
      items.forEach((x, i) => {
        if (matches(x, i, name)) { const v = facets[name](x, i); counts.set(v, (counts.get(v) || 0) + 1); }
      });
      for (const v of chosen[name]) if (!counts.has(v)) counts.set(v, 0);
      const all = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
      const most = Math.max(1, ...all.map((c) => c[1]));
      const few = wide.has(name) ? all.slice(0, 300) : all.filter(([v], n) => n < 8 || chosen[name].has(v));
      const rows = few.map(([value, count]) => facet(name, value, count, most));
      if (all.length > few.length || wide.has(name)) {
        const label = wide.has(name) ? "fewer" : `${all.length - few.length} more`;
        rows.push(el("button", { type: "button", class: "more", textContent: label, onclick: () => { wide.has(name) ? wide.delete(name) : wide.add(name); drawFacets(); } }));
      }
      return el("fieldset", {}, el("legend", { textContent: name[0].toUpperCase() + name.slice(1) }), ...rows);
    });
    $("facets").replaceChildren(...groups);
  }

  function facet(name, value, count, most) {
    const bar = el("i"), on = chosen[name].has(value);
    bar.style.width = (100 * count) / most + "%";
    const button = el("button", { type: "button", class: "facet", title: value }, bar, el("span", { textContent: value, dir: "auto" }), el("b", { textContent: count.toLocaleString("en") }));
    button.dataset.facet = name + ":" + value;
    button.setAttribute("aria-pressed", on);
    button.onclick = () => { on ? chosen[name].delete(value) : chosen[name].add(value); filter(); };
    return button;
  }

  // Only the rows in sight exist: ten thousand are as quick as ten.
  function drawRows() {
    const list = $("list"), first = Math.max(0, Math.floor(list.scrollTop / ROW) - 6);
    const last = Math.min(shown.length, first + Math.ceil(list.clientHeight / ROW) + 12);
    $("rows").style.transform = `translateY(${first * ROW}px)`;
    $("rows").replaceChildren(...shown.slice(first, last).map(row));
  }

  const blanks = (text) => text.replace(/\n/g, "⏎").replace(/^\s+$/, (s) => "␣".repeat(s.length));

  function change(x) {
    const left = el(x.k === "edit" ? "del" : "mark", { textContent: blanks(x.o) });
    const right = x.n === null ? el("span", { textContent: "no option" }) : el("ins", { textContent: blanks(x.n) });
    return el("bdi", {}, left, " → ", right);
  }

  function state(i) {
    const d = decided.get(i);
    return el("div", { class: "state " + (d || ""), textContent: { accept: "✓", reject: "✗" }[d] || "·" });
  }

  function row(i) {
    const x = items[i];
    const place = x.b === undefined ? [docs[x.d].id] : ["…", x.b, el("b", { textContent: x.o }), x.f, "…"];
    const sub = el("div", { class: "sub", title: docs[x.d].id }, `${x.rule} · `, el("bdi", {}, ...place));
    const node = el("div", { class: "row", role: "option", id: "row-" + i, onclick: () => select(i) }, state(i), el("div", {}, change(x)), el("div", { class: "num", textContent: x.c.toFixed(2) }), sub);
    node.setAttribute("aria-selected", i === now);
    return node;
  }

  function evidence(x) {
    const rows = [...x.ev].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).map(([name, weight, detail]) => {
      const bar = el("span", { class: "w" + (weight < 0 ? " minus" : "") });
      bar.style.width = Math.min(90, 14 * Math.abs(weight)) + "px";
      return el("tr", {}, el("td", { textContent: (weight > 0 ? "+" : "") + weight.toFixed(2) }), el("td", {}, bar),
        el("td", { class: "name", textContent: name }), el("td", { class: "detail", textContent: detail, dir: "auto" }));
    });
    return el("table", { class: "ev" }, ...rows);
  }

  function card(i, buttons) {
    const x = items[i];
    const title = el("div", { class: "title" }, change(x), el("span", { class: "tag " + (x.lvl || ""), textContent: x.k === "edit" ? x.lvl : "refused" }),
      el("span", { class: "tag", textContent: `confidence ${x.c.toFixed(2)}` }), el("span", { class: "tag", textContent: `${x.rule} · ${x.cat}` }));
    if (x.ent) title.append(el("span", { class: "tag", textContent: x.ent }));
    if (buttons) title.append(el("span", { class: "grow" }), el("span", { class: "pick" }, decision(i, "accept"), decision(i, "reject")));
    const why = x.why ? [el("p", { class: "why", textContent: "Left alone: " + x.why })] : [];
    return [title, ...why, evidence(x)];
  }

  function decision(i, d) {
    const button = el("button", { type: "button", class: d, textContent: { accept: "Accept (a)", reject: "Reject (r)" }[d], onclick: () => decide(d) });
    button.id = d;
    button.setAttribute("aria-pressed", decided.get(i) === d);
    button.disabled = d === "accept" && items[i].n === null;
    return button;
  }

  function decide(d) {
    if (now < 0 || (d === "accept" && items[now].n === null)) return;
    d && decided.get(now) !== d ? decided.set(now, d) : decided.delete(now);
    if (decided.get(now) === "accept") yieldPlace(now);
    save();
    paint(now);
    $("card").replaceChildren(...card(now, true));
    if (chosen.status.size) filter(); else { drawRows(); drawMeter(); drawFacets(); }
  }

  // Of two refusals on one span only one can be made.
  function yieldPlace(i) {
    const x = items[i];
    items.forEach((y, j) => {
      if (j !== i && y.d === x.d && y.k === "refusal" && x.k === "refusal" && y.s < x.e && x.s < y.e && decided.get(j) === "accept") { decided.delete(j); paint(j); }
    });
  }

  function drawMeter() {
    const n = { accept: 0, reject: 0 };
    for (const d of decided.values()) n[d]++;
    for (const d in n) $("meter-" + d).style.width = (100 * n[d]) / Math.max(1, items.length) + "%";
    $("reviewed").textContent = `${n.accept} accepted, ${n.reject} rejected`;
  }

  function select(i, keepScroll) {
    now = i;
    const x = items[i];
    if (x.d !== docNow) drawDoc(x.d);
    $("card").replaceChildren(...card(i, true));
    for (const node of document.querySelectorAll("#doc .now")) node.classList.remove("now");
    const nodes = document.querySelectorAll(`#doc [data-item="${i}"]`);
    nodes.forEach((node) => node.classList.add("now"));
    if (!keepScroll) nodes[0]?.scrollIntoView({ block: "center" });
    const at = shown.indexOf(i), list = $("list");
    if (at >= 0 && (at * ROW < list.scrollTop || (at + 1) * ROW > list.scrollTop + list.clientHeight)) {
      list.scrollTop = at * ROW - list.clientHeight / 2;
    }
    list.setAttribute("aria-activedescendant", "row-" + i);
    drawRows();
  }

  // One row for each line of the text, so that both sides stay level.
  function drawDoc(d) {
    docNow = d;
    const doc = docs[d];
    $("doc-name").textContent = doc.id;
    $("doc-info").textContent = [doc.target && "target " + doc.target, doc.source && "source " + doc.source].filter(Boolean).join(", ");
    if (!doc.segs) {
      $("doc").replaceChildren(el("p", { class: "none", textContent: "The text of this document is not at hand. Run with --report or --log-texts, or make the report where the files are." }));
      return;
    }
    const pairs = [];
    let left, right;
    const fresh = () => { left = el("div", { dir: "auto" }); right = el("div", { dir: "auto" }); pairs.push(el("div", { class: "pair" }, left, right)); };
    fresh();
    for (const seg of doc.segs) {
      if (typeof seg === "number") { left.append(piece(seg, true)); right.append(piece(seg, false)); continue; }
      if (typeof seg !== "string") { for (const side of [left, right]) side.append(el("span", { class: "cut", textContent: ` … ${seg[0].toLocaleString("en")} characters … ` })); continue; }
      seg.split("\n").forEach((line, n) => { if (n) fresh(); left.append(line); right.append(line); });
    }
    $("doc").replaceChildren(...pairs.filter((p) => p.textContent.trim() || p.querySelector("[data-item]")));
    $("doc").scrollTop = 0;
    items.forEach((x, i) => { if (x.d === d) paint(i); });
  }

  function piece(i, before) {
    const x = items[i], edit = x.k === "edit";
    const node = el(edit ? (before ? "del" : "ins") : "mark", { tabIndex: 0, onclick: () => select(i, true), onfocus: () => tip(node, i), onblur: hide, onmouseenter: () => tip(node, i), onmouseleave: hide });
    node.dataset.item = i;
    node.dataset.side = before ? "before" : "after";
    node.textContent = before || !edit ? x.o : x.n;
    node.setAttribute("aria-label", before ? `before: ${x.o}` : `after: ${edit ? x.n : x.o}`);
    return node;
  }

  // Show a decision in the text: a rejected edit as undone, an accepted refusal as made.
  function paint(i) {
    const x = items[i], d = decided.get(i);
    for (const node of document.querySelectorAll(`#doc [data-item="${i}"]`)) {
      if (node.dataset.side !== "after") continue;
      node.textContent = x.k === "edit" ? (d === "reject" ? x.o : x.n) : d === "accept" ? x.n : x.o;
      node.classList.toggle("undone", false);
      node.style.outline = d === "reject" ? "1px dashed var(--del-ink)" : d === "accept" ? "1px solid var(--ins-ink)" : "";
    }
  }

  function tip(node, i) {
    const box = $("tip"), at = node.getBoundingClientRect();
    box.replaceChildren(...card(i, false));
    box.hidden = false;
    const top = at.bottom + 8 + box.offsetHeight > innerHeight ? at.top - 8 - box.offsetHeight : at.bottom + 8;
    box.style.top = Math.max(4, top) + "px";
    box.style.left = Math.max(4, Math.min(at.left, innerWidth - box.offsetWidth - 8)) + "px";
  }
  function hide() { $("tip").hidden = true; }

  function step(by) {
    if (!shown.length) return;
    const at = shown.indexOf(now);
    select(shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))]);
  }

  function nextOpen() {
    const at = shown.indexOf(now);
    const i = shown.slice(at + 1).concat(shown.slice(0, at + 1)).find((j) => !decided.has(j));
    if (i !== undefined) select(i);
  }

  function decisions() {
    const list = [...decided].sort((a, b) => a[0] - b[0]).map(([i, decision]) => {
      const x = items[i];
      return { id: docs[x.d].id, kind: x.k, start: x.s, end: x.e, original: x.o, replacement: x.n, rule: x.rule, category: x.cat,
        entity: x.ent, target: docs[x.d].target, source: docs[x.d].source, decision };
    });
    return { version: 1, log: data.log, signatures: data.signatures, decisions: list };
  }

  function exportAll() {
    const blob = new Blob([JSON.stringify(decisions(), null, 1) + "\n"], { type: "application/json" });
    const link = el("a", { href: URL.createObjectURL(blob), download: "decisions.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const keys = {
    j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1), n: nextOpen,
    a: () => decide("accept"), r: () => decide("reject"), u: () => decide(null), e: exportAll,
    "/": () => $("search").focus(), "?": () => $("help").showModal(),
    Escape: () => { for (const name in chosen) chosen[name].clear(); $("search").value = ""; filter(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    if (event.target === $("search")) {
      if (event.key === "Escape" || event.key === "Enter") { if (event.key === "Escape") keys.Escape(); $("list").focus(); }
      return;
    }
    if (event.target.closest?.("#doc") && event.key.startsWith("Arrow")) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  $("search").oninput = filter;
  $("list").onscroll = drawRows;
  $("doc").onscroll = hide;
  $("export").onclick = exportAll;
  $("help-open").onclick = () => $("help").showModal();
  $("help-close").onclick = () => $("help").close();
  addEventListener("resize", drawRows);
  const t = data.totals, n = (x, word) => `${x.toLocaleString("en")} ${word}${x === 1 ? "" : "s"}`;
  const more = items.length < t.edits + t.refusals ? `; the first ${items.length.toLocaleString("en")} are here` : "";
  $("totals").textContent = `${n(t.edits, "edit")} and ${n(t.refusals, "refusal")} in ${n(t.documents, "document")}${more} · ${data.log}`;
  $("totals").title = data.signatures.join("\n");
  filter();
  if (shown.length) select(shown[0]); else $("card").replaceChildren(el("p", { class: "none", textContent: "There is nothing to review." }));
})();
