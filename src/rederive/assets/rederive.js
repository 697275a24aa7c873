// Small things no style sheet can do; the book is complete without them.
(() => {
  "use strict";

  // What scrolls sideways must be reachable by keyboard, and only what scrolls.
  const boxes = ".table-scroll, .cell_output .text_html, .cell_output pre, .highlight pre, div.math";
  function markScrollers() {
    for (const box of document.querySelectorAll(boxes)) {
      if (box.scrollWidth > box.clientWidth + 1) {
        box.tabIndex = 0;
      } else {
        box.removeAttribute("tabindex");
      }
    }
  }

  // On a telephone the long tables become a list of rows; each cell then says its column,
  // and the roles keep the table a table for those who hear it.
  const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  for (const table of document.querySelectorAll("table.register, table.findings, table.verdicts, table.claims")) {
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

  // Of the code only the few lines of a derivation stand open: what draws, and what is long, is
  // folded. One switch opens or folds all of it, on every page until it is turned again.
  const LONG = 12; // lines that still stand open
  const folded = [];
  for (const input of document.querySelectorAll(".cell > .cell_input")) {
    const code = input.textContent;
    const draws = /\bcharts\.|\bax\d?\.|\bplt\.|\bsns\./.test(code);
    if (!draws && code.trim().split("\n").length <= LONG) continue;
    const fold = document.createElement("details");
    fold.className = "code-fold";
    const label = document.createElement("summary");
    label.textContent = draws ? "Code of the picture" : "Code";
    input.before(fold);
    fold.append(label, input);
    folded.push(fold);
  }
  if (folded.length) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "code-switch";
    const set = (open) => {
      for (const fold of folded) fold.open = open;
      button.textContent = open ? "Fold the longer code" : "Show all code";
      button.ariaPressed = open;
    };
    let open = false;
    try { open = localStorage.getItem("rederive-code") === "all"; } catch { /* nothing stored */ }
    set(open);
    button.addEventListener("click", () => {
      open = !open;
      set(open);
      try { localStorage.setItem("rederive-code", open ? "all" : ""); } catch { /* not stored */ }
    });
    const heading = document.querySelector(".bd-article h1");
    const summary = document.querySelector(".chapter-summary");
    (summary ?? heading)?.after(button);
  }

  // Who is led to a folded card sees it open; on paper everything is.
  function openTarget() {
    const id = decodeURIComponent(location.hash.slice(1));
    const details = id && document.getElementById(id)?.querySelector(":scope > details");
    if (details) details.open = true;
  }
  openTarget();
  window.addEventListener("hashchange", openTarget);
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll(".claim-card details")) each.open = true;
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
      script.addEventListener("load", () => MathJax.startup.promise.then(markScrollers));
      document.head.append(script);
    };
    const near = new IntersectionObserver(
      (seen) => seen.some((each) => each.isIntersecting) && load(),
      { rootMargin: "100%" },
    );
    for (const formula of formulas) near.observe(formula);
    window.addEventListener("beforeprint", load);
  }

  window.addEventListener("load", markScrollers);
  window.addEventListener("resize", markScrollers);
  document.addEventListener("toggle", markScrollers, true);

  for (const button of document.querySelectorAll(".btn-download-pdf-button")) {
    button.addEventListener("click", () => window.print());
  }
})();
