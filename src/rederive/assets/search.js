// Searches the whole book: what search-index.js lists, with find.js.
(() => {
  "use strict";
  const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);
  const field = document.getElementById("search-words");
  if (!field) return;
  const [form, state, list, more, register] = ["form", "state", "found", "more", "register"].map(
    (name) => document.getElementById(`search-${name}`),
  );
  const STEP = 20; // results shown at a time
  const AROUND = 110; // characters shown on either side of what was found
  const documents = globalThis.rederiveIndex ?? [];
  let search = (query) => {
    // Who looks for a thing means the claim on it first, then the page, a part of one, the source last.
    const isClaim = (address) => address.startsWith("claims/");
    const worth = (address) =>
      isClaim(address) ? 1.4 : address.includes("#source-") ? 0.4 : address.includes("#") ? 0.95 : 1;
    const fields = ([address, kind, title, words, text, elsewhere]) =>
      [
        [title, 4],
        [words, 3, 4],
        [text, isClaim(address) ? 2 : 1],
        [elsewhere, 2, 0], // its numbers are those of the text
        [address.replace(/.*\//, ""), 1],
        [kind, 0.5],
      ].map(([each, ...weights]) => [each, ...weights.map((weight) => weight * worth(address))]);
    search = rederiveFind.index(documents.map(fields), 0.01);
    return search(query);
  };

  // A text with the words that were found in it marked.
  function marked(text, words) {
    const parts = words.filter(Boolean).map((word) => word.replace(/\W/g, (sign) => (/[\p{L}\p{N}]/u.test(sign) ? sign : `\\${sign}`)));
    const pieces = parts.length
      ? text.split(new RegExp(`((?<![\\p{sc=Latin}\\d])(?:${parts.join("|")}))`, "iu"))
      : [text];
    return pieces.map((piece, place) => {
      if (place % 2 === 0) return piece;
      const mark = document.createElement("mark");
      mark.textContent = piece;
      return mark;
    });
  }

  // The part of a text that says most of what was asked.
  function around(text, words) {
    const plain = text.toLowerCase();
    const at = Math.max(0, Math.min(...words.map((word) => plain.indexOf(word)).filter((place) => place >= 0), text.length) - AROUND);
    const begin = at === 0 || plain.length <= 2 * AROUND || !words.some((word) => plain.includes(word))
      ? 0 : text.indexOf(" ", at) + 1;
    const end = begin + 2 * AROUND < text.length ? text.lastIndexOf(" ", begin + 2 * AROUND) : text.length;
    const to = end > begin ? end : Math.min(text.length, begin + 2 * AROUND);
    return `${begin > 0 ? "… " : ""}${text.slice(begin, to)}${to < text.length ? " …" : ""}`;
  }

  function result([address, kind, title, , text], words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.append(...marked(title, words));
    const where = document.createElement("span");
    where.className = "found-kind";
    where.textContent = kind;
    item.append(link, " ", where);
    if (text) {
      const said = document.createElement("p");
      said.append(...marked(around(text, words), words));
      item.append(said);
    }
    return item;
  }

  let [found, shown] = [{ places: [], words: [] }, 0];
  function add() {
    const next = found.places.slice(shown, shown + STEP);
    list.append(...next.map((place) => result(documents[place], found.words)));
    shown += next.length;
    more.hidden = shown >= found.places.length;
  }

  function show() {
    const query = field.value.trim();
    found = query ? search(query) : { places: [], words: [], whole: true };
    shown = 0;
    list.replaceChildren();
    add();
    const count = found.places.length;
    state.textContent = !query ? ""
      : !count ? say("Nothing was found. Try fewer words, another spelling or a number as printed.")
        : found.whole ? say("{count} found.", { count: count.toLocaleString("en") })
          : say("{count} found; none has all these words, the nearest come first.", { count: count.toLocaleString("en") });
    if (register) register.search = query ? `?${new URLSearchParams({ q: query })}` : "";
    return query;
  }

  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const query = show();
      try {
        history.replaceState(null, "", query ? `?${new URLSearchParams({ q: query })}` : location.pathname);
      } catch {
        // An address that may not be changed: the page works on without it.
      }
    }, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
    list.querySelector("a")?.focus();
  });
  more.addEventListener("click", () => {
    const first = shown;
    add();
    list.children[first]?.querySelector("a").focus();
  });
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) {
    show();
    state.focus({ preventScroll: true }); // who works by keyboard is where the results begin
  } else {
    field.focus();
  }
})();
