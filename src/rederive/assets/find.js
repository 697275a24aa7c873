// Finds texts by words, the best first: in any language, and with slips of the pen.
// Used by the register (register.js) and by the book's search (search.js).
(() => {
  "use strict";

  // What is compared: lower case, without accents, full-width forms made plain, no commas in numbers.
  const fold = (text) =>
    text.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase()
      .replace(/(\d),(?=\d{3})/g, "$1");

  // A number with what it counts in, a run of Han characters, a word.
  const SCALE = "(?:\\s*(?:hundred|thousand|million|billion|trillion|bn|tn)s?(?!\\p{L}))+|\\s*[十百千万萬亿億]+";
  const NUMBER = `(\\d+(?:\\.\\d+)*)(?:(${SCALE})|\\s*(%|per ?cent(?:age points?)?(?!\\p{L})|个百分点))?`;
  const TOKEN = new RegExp(`${NUMBER}|\\p{sc=Han}+|(?!\\p{sc=Han})\\p{L}(?:(?!\\p{sc=Han})[\\p{L}\\p{N}])*`, "gu");
  const QUANTITY = new RegExp(`^${NUMBER}$`, "u");
  const POWERS = {
    hundred: 2, thousand: 3, million: 6, billion: 9, trillion: 12, bn: 9, tn: 12,
    十: 1, 百: 2, 千: 3, 万: 4, 萬: 4, 亿: 8, 億: 8,
  };
  const HAN = /^\p{sc=Han}/u;
  const IDLE = new Set(
    ("a about an and any are as at be been by can did do does for from had has have how if in is it its " +
      "many much of on or people per percent said say says that the their there this to was were what when where " +
      "which who why with").split(" "),
  );
  const singular = (word) =>
    word.length < 4 || /(ss|us|is)$/.test(word) ? word
      : word.endsWith("ies") ? `${word.slice(0, -3)}y` : word.replace(/s$/, "");
  const tokens = (text) => (fold(text).match(TOKEN) ?? []).map(singular);

  // A number: its digits, and its worth, which is one for 2 billion and 20亿, for 3% and 3 percent.
  // Nothing of other words.
  function quantity(token) {
    const [, digits, scale = "", percent] = QUANTITY.exec(token) ?? [];
    if (!digits) return null;
    const power = (scale.match(/[a-z]+|\p{sc=Han}/gu) ?? [])
      .reduce((sum, word) => sum + (POWERS[word] ?? POWERS[word.replace(/s$/, "")]), 0);
    const worth = Number(`${digits}e${power}`);
    // How far numbers go that begin as this one does: of 2 billion up to 3, of 12% up to 13.
    const [whole, part = ""] = digits.split(".");
    const zeros = percent || part ? 0 : whole.length - whole.replace(/0+$/, "").length;
    const step = 10 ** (power + zeros - part.length);
    return { digits, worth, step, percent: Boolean(percent), marked: Boolean(scale || percent) };
  }

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
    if (asked.length < 2) return 0;
    return word.startsWith(asked) ? 0.2 + (0.5 * asked.length) / word.length : 0;
  }
  function nearly(asked, word) {
    if (/\d/.test(asked) || asked.length < 4) return 0;
    const most = asked.length < 8 ? 1 : 2;
    const whole = slips(asked, word, most);
    if (whole <= most) return 0.6 / whole ** 2;
    return slips(asked, word.slice(0, asked.length), 1) <= 1 ? 0.3 : 0;
  }
  // Of numbers, one that begins as it was asked comes after those that are the number, wherever it
  // stands. Where a unit was asked for, what the number is worth counts, and not its digits.
  function same(asked, number) {
    if (!asked.marked) {
      if (number.digits === asked.digits) return 1;
      return number.worth === asked.worth ? 0.9 : begins(asked, number);
    }
    if (number.percent !== asked.percent) return 0;
    if (number.worth === asked.worth) return 1;
    return number.worth > asked.worth && number.worth < asked.worth + asked.step ? 0.02 : 0;
  }
  function begins({ digits }, number) {
    if (!number.digits.startsWith(digits)) return 0;
    return number.digits === digits ? 0.05 : number.digits[digits.length] === "." ? 0.02 : 0.01;
  }
  // A text with how many Han characters it has.
  const measured = (text) => [text, text.match(/\p{sc=Han}/gu)?.length ?? 0];
  // The parts of words in Han characters that may stand apart.
  const pairs = (run) => Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2));

  /**
   * An index of texts. Each is a list of fields: a text, its weight, and the weight of its numbers.
   * A word counts in its best field, and with a share of `more` in the others.
   */
  function index(texts, more = 0) {
    const posted = new Map(); // word: (place of the text: its weight there)
    const numbers = new Map(); // those of the words that are numbers: what they are
    const chinese = []; // for each text, its fields with Han characters
    texts.forEach((fields, place) => {
      const runs = [];
      for (const [text, weight, ofNumbers = weight] of fields) {
        const words = tokens(text);
        const long = 1 + words.length / 400; // in a long text a word says less
        for (const word of new Set(words)) {
          if (/^\d/.test(word) && !numbers.has(word)) numbers.set(word, quantity(word));
          if (!posted.has(word)) posted.set(word, new Map());
          const [at, share] = [posted.get(word), (numbers.has(word) ? ofNumbers : weight) / long];
          const before = at.get(place) ?? 0;
          at.set(place, Math.max(before, share) + more * Math.min(before, share));
        }
        // A word of a list, or a sentence, which its marks and numbers do not divide.
        const found = fold(text).split(/(?<=\p{sc=Han}) (?=\p{sc=Han})/u).map(measured).filter(([, size]) => size);
        if (found.length) runs.push([found, weight]);
      }
      if (runs.length) chinese.push([place, runs]);
    });
    const rarity = (count) => Math.log(1 + texts.length / count);

    // The texts with a part in Han characters, with their scores.
    function holding(part) {
      const found = new Map();
      for (const [place, texts] of chinese) {
        // The more of a word or a clause it is, the more the text is about it; and a little for each
        // further field.
        const weights = texts.map(([runs, w]) => {
          const shares = runs.map(([run, size]) => (run.includes(part) ? part.length / size : 0));
          const share = Math.max(...shares);
          return share && w * (0.9 + 0.1 * share);
        });
        const weight = 0.95 * Math.max(...weights) + 0.05 * weights.reduce((sum, each) => sum + each);
        if (weight) found.set(place, weight);
      }
      for (const [place, weight] of found) found.set(place, weight * rarity(found.size));
      return found;
    }

    // The texts that answer one word, with their scores, and the words in them that do.
    function answering(asked, how) {
      if (HAN.test(asked)) return [holding(asked), [asked]];
      const [found, words] = [new Map(), []];
      const number = quantity(asked);
      for (const [word, at] of posted) {
        const likeness = !number ? how(asked, word)
          : !numbers.has(word) ? 0 : (how === exact ? same : begins)(number, numbers.get(word));
        if (!likeness) continue;
        words.push(number ? numbers.get(word).digits : word);
        for (const [place, weight] of at) {
          // A number that is rare is no better one.
          const score = likeness * weight * (number ? 1 : rarity(at.size));
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
