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

  window.addEventListener("load", markScrollers);
  window.addEventListener("resize", markScrollers);
  document.addEventListener("toggle", markScrollers, true);

  for (const button of document.querySelectorAll(".btn-download-pdf-button")) {
    button.addEventListener("click", () => window.print());
  }
})();
