// Shows the new page when it is built, and what went wrong when it cannot be. Only pages that
// `warmbook serve` hands out load this; the book itself does not.
(() => {
  const { build } = document.currentScript.dataset;
  const query = new URLSearchParams({ page: location.pathname, build });
  let notice = null;

  const tell = (sentence) => {
    notice?.remove();
    notice = null;
    if (!sentence) return;
    notice = document.createElement("div");
    notice.id = "warmbook-notice";
    notice.setAttribute("role", "alert");
    notice.textContent = sentence;
    notice.style.cssText =
      "position:fixed;inset:auto 0 0 0;z-index:99999;padding:.8rem 1.2rem;font:1rem/1.4 sans-serif;" +
      "color:#fff;background:#8b1a1a;white-space:pre-wrap;overflow-wrap:anywhere";
    document.body.append(notice);
  };

  const source = new EventSource(`/.warmbook/events?${query}`);
  source.onmessage = ({ data }) => {
    const { stale, failure } = JSON.parse(data);
    if (stale) location.reload();
    else tell(failure);
  };
  addEventListener("pagehide", () => source.close());
})();
