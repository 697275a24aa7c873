// Buttons that copy a citation. Without this script the text can be selected as any other.
(() => {
  "use strict";
  const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);

  const status = document.getElementById("cite-status");
  for (const button of document.querySelectorAll("[data-copy]")) {
    const text = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        status.textContent = say("Copied.");
      } catch {
        // No access to the clipboard: select the text, so that the keys for copying work.
        getSelection().selectAllChildren(text);
        status.textContent = say("The text is selected; press Ctrl+C to copy it.");
      }
      status.classList.remove("visually-hidden");
    });
  }
})();
