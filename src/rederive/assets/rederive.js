// Small things no style sheet can do; the book is complete without them.
(() => {
  "use strict";

  // What a script says, with what is put in. An edition in another language has other literals here.
  const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);

  // What scrolls sideways must be reachable by keyboard, and only what scrolls.
  const boxes = ".table-scroll, .cell_output .text_html, .cell_output pre, .highlight pre, div.math";
  // All are measured before any is marked, and what is folded waits: else the page is laid out anew
  // for each, with all that nobody sees.
  function markScrollers(part = document) {
    const seen = Array.from(part.querySelectorAll(boxes)).filter((box) => !box.closest("details:not([open])"));
    const scrolls = seen.map((box) => box.scrollWidth > box.clientWidth + 1);
    seen.forEach((box, at) => {
      if (scrolls[at]) {
        box.tabIndex = 0;
      } else {
        box.removeAttribute("tabindex");
      }
    });
  }

  // On a telephone the long tables, and those of many words, become a list of rows; each cell then
  // says its column, and the roles keep the table a table for those who hear it.
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const listed = "table.register, table.findings, table.verdicts, table.claims";
  const wordy = (table) => table.tHead?.rows.length === 1 && table.tHead.rows[0].cells.length > 3
    && Array.from(table.querySelectorAll("td"), (cell) => cell.textContent.length).some((length) => length > 30);
  for (const table of document.querySelectorAll(".bd-article table")) {
    if (!table.matches(listed) && !wordy(table)) continue;
    const columns = Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent);
    for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      const header = part.closest("thead") ? "columnheader" : "rowheader";
      part.setAttribute("role", roles[part.tagName] ?? header);
      if (part.tagName === "TD") {
        part.dataset.column = columns[part.cellIndex];
      }
    }
  }

  // The column in which each cell begins: cells that span rows or columns push the others on.
  function columnsOf(table) {
    const column = new Map();
    for (const section of [table.tHead, ...table.tBodies, table.tFoot]) {
      const below = []; // for each column, how many rows more a cell from above reaches
      for (const row of section?.rows ?? []) {
        let at = 0;
        const begun = [];
        for (const cell of row.cells) {
          while (below[at] > 0) at += 1;
          column.set(cell, at);
          begun.push([at, cell.colSpan, cell.rowSpan]);
          at += cell.colSpan;
        }
        for (let i = 0; i < below.length; i += 1) below[i] = Math.max(0, (below[i] ?? 0) - 1);
        for (const [from, wide, high] of begun) {
          for (let i = from; i < from + wide; i += 1) below[i] = high - 1;
        }
      }
    }
    return column;
  }

  // Columns of numbers stand flush right, columns of words flush left.
  const number = /^[-+−~≈<>≤≥]*[\d.,]+\s*(%|e[-+]?\d+)?$|^(NaN|None|<NA>|inf|-inf|–|-|)$/;
  for (const table of document.querySelectorAll("table.dataframe")) {
    const column = columnsOf(table);
    const words = new Set();
    for (const row of table.tBodies[0]?.rows ?? []) {
      for (const cell of row.cells) {
        if (!number.test(cell.textContent.trim())) words.add(column.get(cell));
      }
    }
    for (const row of table.rows) {
      for (const cell of row.cells) {
        if (words.has(column.get(cell))) cell.classList.add("words");
      }
    }
  }

  // What is folded opens with one switch, on every page until it is turned again.
  const FOLDS = ".code-fold, .claim-card > details, .claims-list, details.hide";
  const folds = Array.from(document.querySelectorAll(FOLDS), (fold) => [fold, fold.open]);
  if (folds.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold-switch";
    let all = false;
    try { all = localStorage.getItem("rederive-folds") === "open"; } catch { /* nothing stored */ }
    const set = () => {
      for (const [fold, atFirst] of folds) fold.open = all || atFirst;
      button.textContent = all ? say("Fold the details") : say("Unfold everything");
    };
    button.addEventListener("click", () => {
      all = !all;
      set();
      try { localStorage.setItem("rederive-folds", all ? "open" : ""); } catch { /* not stored */ }
    });
    set();
    const head = document.querySelector(".chapter-summary") ?? document.querySelector(".bd-article h1");
    head?.after(button);
  }

  // Browsers open what a link or a search leads to; older ones need to be told.
  function openTarget() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let closed = false;
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      closed ||= !fold.open;
      fold.open = true;
    }
    if (closed) target.scrollIntoView();
  }
  openTarget();
  window.addEventListener("hashchange", openTarget);

  // On paper everything is open; afterwards the page is as it was.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = Array.from(document.querySelectorAll(".bd-article details:not([open])"));
    for (const fold of unfolded) fold.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const fold of unfolded) fold.open = false;
  });

  // MathJax weighs a megabyte: it is loaded when a formula comes near, or the page is printed.
  const formulas = document.querySelectorAll(".math");
  if (formulas.length) {
    const program = new URL("mathjax/tex-mml-chtml.js", document.currentScript.src);
    const load = () => {
      near.disconnect();
      window.removeEventListener("beforeprint", load);
      const script = document.createElement("script");
      script.src = program;
      script.addEventListener("load", () => MathJax.startup.promise.then(() => markScrollers()));
      document.head.append(script);
    };
    const near = new IntersectionObserver(
      (seen) => seen.some((each) => each.isIntersecting) && load(),
      { rootMargin: "100%" },
    );
    for (const formula of formulas) near.observe(formula);
    window.addEventListener("beforeprint", load);
  }

  window.addEventListener("load", () => markScrollers());
  window.addEventListener("resize", () => markScrollers());
  document.addEventListener("toggle", (event) => event.target.open && markScrollers(event.target), true);

  // The other language shows the same place, and the same search.
  for (const link of document.querySelectorAll(".other-language")) {
    link.addEventListener("click", () => {
      link.search = location.search;
      link.hash = location.hash;
    });
  }

  for (const button of document.querySelectorAll(".btn-download-pdf-button")) {
    button.addEventListener("click", () => window.print());
  }
})();
