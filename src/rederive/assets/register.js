// Searches, filters and orders the register's table, and keeps the choice in the address.
// The table is whole without this script.
(() => {
  "use strict";
  const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);

  const table = document.getElementById("register");
  const form = document.getElementById("register-form");
  if (!table || !form) return;
  const body = table.tBodies[0];
  const count = document.getElementById("register-count");
  const notice = document.getElementById("register-notice");
  const LIMIT = 500; // rows shown at a time; a larger register offers the rest

  const boxes = [...form.querySelectorAll("[name=verdict]")]; // the worst verdict first
  const worstFirst = boxes.map((box) => box.value);
  const number = (text) => (text ? Number(text) : NaN);
  const entries = Array.from(body.rows, (row, place) => ({
    row,
    place,
    id: row.id.slice("row-".length),
    verdict: row.dataset.verdict,
    chapter: row.dataset.chapter,
    kind: row.dataset.kind,
  }));
  // What is said weighs most, then the names of its numbers and other words for it; of numbers those
  // that are printed; who looks for a thing looks for its size rather than for a year or a target.
  const fields = ({ cells, dataset }) =>
    [
      [cells[2].textContent, 4],
      [dataset.names ?? "", 4],
      [dataset.also ?? "", 2],
      [`${cells[3].textContent} ${dataset.section ?? ""}`, 2, 6],
      [`${cells[0].textContent} ${cells[4].textContent}`, 1],
      [`${cells[1].textContent} ${dataset.kind.replace("_", " ")}`, 0.5],
    ].map(([text, ...weights]) =>
      [text, ...weights.map((each) => (/other|target/.test(dataset.kind) ? 0.8 * each : each))]);
  // Made when something is looked for: it takes a while for many claims.
  let search = (query) => {
    search = rederiveFind.index(entries.map(({ row }) => fields(row)));
    return search(query);
  };
  const keys = {
    claim: (entry) => entry.place,
    verdict: (entry) => worstFirst.indexOf(entry.verdict),
    says: (entry) => entry.row.cells[2].textContent.toLowerCase(),
    printed: (entry) => number(entry.row.dataset.printed),
    recomputed: (entry) => number(entry.row.dataset.recomputed),
  };
  const columns = Object.keys(keys);
  const ordered = new Map([["", entries]]);

  // All entries in the order asked for; what has no number comes last. Each order is made once.
  function inOrder(sort) {
    if (!ordered.has(sort)) {
      const down = sort.startsWith("-");
      const key = keys[sort.replace("-", "")];
      const last = down ? -Infinity : Infinity;
      const keyed = entries.map((entry) => [key(entry), entry]);
      const value = ([each]) => (Number.isNaN(each) ? last : each);
      keyed.sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        return (x < y ? -1 : x > y ? 1 : 0) * (down ? -1 : 1) || a[1].place - b[1].place;
      });
      ordered.set(sort, keyed.map(([, entry]) => entry));
    }
    return ordered.get(sort);
  }

  // The choice: what the form says, as address parameters. Nothing is stored elsewhere.
  function choice() {
    const data = new FormData(form);
    const chosen = new URLSearchParams();
    for (const name of ["q", "chapter", "kind", "sort"]) {
      const value = data.get(name) ?? "";
      if (value.trim()) chosen.set(name, value.trim());
    }
    const verdicts = data.getAll("verdict");
    if (verdicts.length) chosen.set("verdict", verdicts.join(","));
    return chosen;
  }

  // The entries that are asked for, and whether they hold all the words: where none does, those
  // with some of the words are shown.
  function matching(chosen) {
    const verdicts = chosen.has("verdict") ? new Set(chosen.get("verdict").split(",")) : null;
    const [chapter, kind, sort] = ["chapter", "kind", "sort"].map((name) => chosen.get(name) ?? "");
    let [candidates, whole] = [inOrder(sort), true];
    if (chosen.has("q")) {
      const found = search(chosen.get("q"));
      const best = found.places.map((place) => entries[place]);
      const kept = new Set(best);
      candidates = sort ? candidates.filter((entry) => kept.has(entry)) : best;
      whole = found.whole;
    }
    const hits = candidates.filter(
      (entry) =>
        (!verdicts || verdicts.has(entry.verdict)) &&
        (!chapter || entry.chapter === chapter) &&
        (!kind || entry.kind === kind),
    );
    return [hits, whole];
  }

  let limit = LIMIT;
  const more = document.createElement("button");
  more.type = "button";
  more.className = "explorer-more";
  more.hidden = true;
  table.after(more);
  more.addEventListener("click", () => {
    const first = limit;
    limit += LIMIT;
    show();
    body.rows[first]?.querySelector("a").focus();
  });

  function show() {
    const chosen = choice();
    const [hits, whole] = matching(chosen);
    const shown = hits.slice(0, limit);
    const rows = shown.map((entry) => entry.row);
    const there = body.rows; // as the page has them, most often: then nothing needs to move
    if (rows.length !== there.length || rows.some((row, place) => row !== there[place])) {
      body.replaceChildren(...rows);
    }
    table.hidden = hits.length === 0;
    more.hidden = hits.length <= limit;
    more.textContent = say("Show {count} more", { count: Math.min(LIMIT, hits.length - shown.length) });
    const numbers = { count: hits.length.toLocaleString("en"), all: entries.length.toLocaleString("en") };
    count.textContent = !hits.length
      ? say("No claim matches. Try fewer words, another spelling or a number as printed, or clear all.")
      : whole ? say("{count} of {all} claims", numbers)
        : say("{count} of {all} claims; none has all these words, the nearest come first", numbers);
    const sort = chosen.get("sort") ?? (chosen.has("q") ? "" : "claim");
    columns.forEach((name, place) => {
      const header = table.tHead.rows[0].cells[place];
      const current = sort.replace("-", "") === name;
      if (current) header.ariaSort = sort.startsWith("-") ? "descending" : "ascending";
      else header.ariaSort = null;
    });
    return chosen;
  }

  // Browsers refuse too many changes of the address in a short time; the last one counts.
  let waiting = 0;
  function changed() {
    limit = LIMIT;
    const chosen = show();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const query = chosen.toString();
      try {
        history.replaceState(null, "", query ? `?${query}` : location.pathname);
      } catch {
        // An address that may not be changed: the page works on without it.
      }
    }, 250);
  }

  function fill() {
    const given = new URLSearchParams(location.search);
    const verdicts = (given.get("verdict") ?? "").split(",");
    form.elements.q.value = given.get("q") ?? "";
    for (const box of boxes) box.checked = verdicts.includes(box.value);
    for (const name of ["chapter", "kind", "sort"]) {
      const field = form.elements[name];
      field.value = given.get(name) ?? "";
      if (field.selectedIndex < 0) field.value = "";
    }
    show();
    if (given.has("q")) {
      count.focus({ preventScroll: true }); // who works by keyboard is where the results begin
      reveal();
    }
    claim(given.get("claim") ?? decodeURIComponent(location.hash.slice(1)).replace(/^row-/, ""));
  }

  // On a telephone the form fills the screen: who has asked is shown what was found.
  function reveal() {
    if (table.hidden || table.getBoundingClientRect().top < 0.75 * innerHeight) return;
    count.focus({ preventScroll: true }); // the keyboard of a telephone goes
    count.scrollIntoView();
  }

  // A claim named in the address: go there, or say that there is none.
  function claim(id) {
    notice.hidden = true;
    if (!/^(?:[a-z][a-z0-9]*-)?ch\d/.test(id)) return;
    const found = entries.find((entry) => entry.id === id);
    if (found && found.row.isConnected) {
      found.row.classList.add("explorer-found");
      found.row.scrollIntoView({ block: "center" });
      found.row.querySelector("a").focus({ preventScroll: true });
    } else if (!found) {
      const parts = id.split("-");
      const alike = (entry) => entry.id.split("-").filter((part) => parts.includes(part)).length;
      const near = entries.reduce((best, entry) => (alike(entry) > alike(best) ? entry : best));
      const link = document.createElement("a");
      link.href = near.row.querySelector("a").href;
      link.textContent = near.id;
      notice.replaceChildren(
        say("The register has no claim “{id}”. The nearest name is ", { id }),
        link,
        say("; search below for any other."),
      );
      notice.hidden = false;
    }
  }

  // The headings order the table; a second press turns the order round.
  columns.forEach((name, place) => {
    const header = table.tHead.rows[0].cells[place];
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    header.replaceChildren(button);
    button.addEventListener("click", () => {
      const now = form.elements.sort.value || (form.elements.q.value.trim() ? "" : "claim");
      const next = now === name ? `-${name}` : name;
      form.elements.sort.value = next;
      changed();
    });
  });

  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    reveal();
  });
  form.addEventListener("reset", () => setTimeout(changed));
  window.addEventListener("popstate", fill);
  window.addEventListener("hashchange", fill);
  document.getElementById("register-plain").hidden = true;
  form.hidden = false;
  fill();
})();
