// Buttons that copy a citation. Without this script the text can be selected as any other.
(() => {
  "use strict";
  const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);

  const SHOWN = 4000; // milliseconds that a button answers
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    const [label, status] = [button.firstChild, button.nextElementSibling];
    const usual = label.data;
    let waiting = 0;
    const answer = (seen, told) => {
      label.data = seen;
      status.textContent = told;
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        label.data = usual;
        status.textContent = "";
      }, SHOWN);
    };
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        status.classList.add("visually-hidden"); // the button says so itself
        answer(say("Copied"), say("Copied."));
      } catch {
        // No access to the clipboard: select the text, so that the keys for copying work.
        getSelection().selectAllChildren(text);
        status.classList.remove("visually-hidden");
        answer(usual, say("The text is selected; press Ctrl+C to copy it."));
      }
    });
  }
})();
