// Finds texts by words, the best first: in any language, and with slips of the pen.
// Used by the register (register.js) and by the book's search (search.js).
(() => {
  "use strict";

  // What is compared: lower case, without accents, full-width forms made plain, no commas in numbers.
  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase()
      .replace(/(\d),(?=\d{3})/g, "$1");

  // A number, a run of Han characters, a word.
  const TOKEN = /\d+(?:\.\d+)*|\p{sc=Han}+|(?!\p{sc=Han})\p{L}(?:(?!\p{sc=Han})[\p{L}\p{N}])*/gu;
  const HAN = /^\p{sc=Han}/u;
  const IDLE = new Set(
    ("a about an and any are as at be been by can did do does for from had has have how if in is it its " +
      "many much of on or per percent said say says that the their there this to was were what when where " +
      "which who why with").split(" "),
  );
  const singular = (word) =>
    word.length < 4 || /(ss|us|is)$/.test(word) ? word
      : word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/s$/, "");
  const tokens = (text) => (fold(text).match(TOKEN) ?? []).map(singular);

  // Letters left out, put in, exchanged or turned round between two words; more than `most` is not counted.
  function slips(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let [before, row] = [[], Array.from({ length: other.length + 1 }, (_, place) => place)];
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
        if (one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          next[j] = Math.min(next[j], before[j - 2] + 1);
        }
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[other.length];
  }

  // How well a word of a text answers a word that was asked for; 0: not at all.
  function exact(asked, word) {
    if (word === asked) return 1;
    if (asked.length < 2 && !/\d/.test(asked)) return 0;
    return word.startsWith(asked) ? 0.2 + (0.5 * asked.length) / word.length : 0;
  }
  function nearly(asked, word) {
    if (/\d/.test(asked) || asked.length < 4) return 0;
    const most = asked.length < 8 ? 1 : 2;
    const whole = slips(asked, word, most);
    if (whole <= most) return 0.6 / whole ** 2;
    return slips(asked, word.slice(0, asked.length), 1) <= 1 ? 0.3 : 0;
  }
  // The parts of words in Han characters that may stand apart.
  const pairs = (run) => Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));

  /** An index of texts. Each is a list of fields: pairs of a text and its weight. */
  function index(texts) {
    const posted = new Map(); // word: (place of the text: weight of its best field)
    const chinese = []; // for each text, its fields with Han characters
    texts.forEach((fields, place) => {
      const runs = [];
      for (const [text, weight] of fields) {
        const words = tokens(text);
        const share = weight / (1 + words.length / 400); // in a long text a word says less
        for (const word of words) {
          if (!posted.has(word)) posted.set(word, new Map());
          const at = posted.get(word);
          at.set(place, Math.max(at.get(place) ?? 0, share));
        }
        if (/\p{sc=Han}/u.test(text)) runs.push([fold(text), weight]);
      }
      if (runs.length) chinese.push([place, runs]);
    });
    const rarity = (count) => Math.log(1 + texts.length / count);

    // The texts with a part in Han characters, with their scores.
    function holding(part) {
      const found = new Map();
      for (const [place, runs] of chinese) {
        const weight = Math.max(0, ...runs.filter(([text]) => text.includes(part)).map(([, w]) => w));
        if (weight) found.set(place, weight);
      }
      for (const [place, weight] of found) found.set(place, weight * rarity(found.size));
      return found;
    }

    // The texts that answer one word, with their scores, and the words in them that do.
    function answering(asked, how) {
      if (HAN.test(asked)) return [holding(asked), [asked]];
      const [found, words] = [new Map(), []];
      for (const [word, at] of posted) {
        const likeness = how(asked, word);
        if (!likeness) continue;
        words.push(word);
        for (const [place, weight] of at) {
          const score = likeness * weight * rarity(at.size);
          found.set(place, Math.max(found.get(place) ?? 0, score));
        }
      }
      return [found, words];
    }

    function ranked(answers, need) {
      const [scores, counts] = [new Map(), new Map()];
      for (const found of answers) {
        for (const [place, score] of found) {
          scores.set(place, (scores.get(place) ?? 0) + score);
          counts.set(place, (counts.get(place) ?? 0) + 1);
        }
      }
      return [...scores]
        .filter(([place]) => counts.get(place) >= need)
        .map(([place, score]) => [place, score * counts.get(place) ** 2])
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .map(([place]) => place);
    }

    /** The places of the texts found, the best first; whether all words are there; the words found. */
    return (query) => {
      const all = [...new Set(tokens(query))];
      const telling = all.filter((word) => !IDLE.has(word));
      const asked = telling.length ? telling : all;
      const answers = asked.map((word) => {
        const plain = answering(word, exact);
        return plain[0].size ? plain : answering(word, nearly);
      });
      const words = answers.flatMap(([, found]) => found);
      const found = answers.map(([each]) => each);
      const whole = ranked(found, asked.length);
      if (whole.length || !asked.length) return { places: whole, whole: true, words };
      const parts = asked.filter((word) => HAN.test(word) && word.length > 2).flatMap(pairs);
      const places = ranked([...found, ...parts.map(holding)], 1);
      return { places, whole: false, words: [...words, ...parts] };
    };
  }

  globalThis.rederiveFind = { index, fold };
})();
