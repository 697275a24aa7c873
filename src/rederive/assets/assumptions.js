// Works a result out again under the choices of its form, and keeps them in the address.
// Figures, formulas and printed numbers come with the page (rederive.pages.assumptions); nothing is asked for.
(() => {
  "use strict";
  // Only English has commas between the digits of a number.
  const useGrouping = document.documentElement.lang.startsWith("en");
  const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);

  const { h, render } = window.preact;
  const OPERATIONS = {
    "+": (a, b) => a + b,
    "-": (a, b) => a - b,
    "*": (a, b) => a * b,
    "/": (a, b) => a / b,
    "**": (a, b) => a ** b,
  };
  const usual = new Map(); // the option of each field that stands there at first
  const questions = [];

  const pick = (table, chosen) => table.values[table.by.map((name) => chosen[name]).join("|")];

  // The result, or a sentence that says why there is none.
  function result({ steps, inputs }, chosen) {
    const stack = [];
    for (const name in inputs) {
      const figure = pick(inputs[name], chosen);
      if (typeof figure === "string") return figure;
    }
    for (const step of steps) {
      if (step in OPERATIONS) {
        const [second, first] = [stack.pop(), stack.pop()];
        stack.push(OPERATIONS[step](first, second));
      } else stack.push(typeof step === "string" ? pick(inputs[step], chosen) : step);
    }
    return stack.pop();
  }

  // The formula and what went into it.
  function working({ formula, inputs }, chosen) {
    const figures = Object.keys(inputs).map(
      (name) => `${name} = ${pick(inputs[name], chosen).toLocaleString("en-US", { maximumSignificantDigits: 10, useGrouping })}`,
    );
    return [h("code", null, formula), say(" with {figures}", { figures: figures.join(", ") })];
  }

  // A result that is an end but for round-off is that end; how much is granted comes with the page.
  function within(x, [low, high, lowClosed, highClosed, lowGrant, highGrant]) {
    const atLow = low !== null && Math.abs(x - low) <= lowGrant;
    const atHigh = high !== null && Math.abs(x - high) <= highGrant;
    if (atLow || atHigh) return (atLow && lowClosed) || (atHigh && highClosed);
    return (low === null || x > low) && (high === null || x < high);
  }

  const number = (x, digits) =>
    x.toLocaleString("en-US", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping,
    });

  // The verdict on a result, among those that the page brings, and its ground.
  function judged(x, { claimed, expected, step }, outcomes) {
    for (const [name, interval] of [["expected", expected], ["claimed", claimed]])
      if (within(x, interval)) return [outcomes[name], outcomes[name].condition];
    const [low, high, , , , highGrant] = claimed;
    const gap = (high !== null && x >= high - highGrant ? x - high : x - low) / step;
    const size = number(Math.abs(gap), 1);
    return [outcomes.outside, gap < 0
      ? say("{size} units of the last printed digit below what is printed", { size })
      : say("{size} units of the last printed digit above what is printed", { size })];
  }

  const badge = ({ verdict, icon, words }) =>
    h("span", { class: `verdict verdict-${verdict}` },
      h("span", { "aria-hidden": "true" }, icon), ` ${words}`);

  // Every combination that is held against the same printed number, with its result.
  function rivals(question, claim) {
    let chosen = [{}];
    for (const { name, options } of question.fields)
      chosen = chosen.flatMap((each) => options.map((option) => ({ ...each, [name]: option })));
    return chosen
      .filter((each) => pick(question.data.printed, each).claim === claim)
      .map((each) => result(question.data, each))
      .filter((each) => typeof each === "number");
  }

  // All results on one line, with what is printed as a band.
  function strip(all, current, printed) {
    const ends = printed.claimed.slice(0, 2).filter((end) => end !== null);
    const [low, high] = [Math.min(...all, ...ends), Math.max(...all, ...ends)];
    const place = (x) => (high > low ? 2 + (96 * (x - low)) / (high - low) : 50);
    const from = place(printed.claimed[0] ?? low);
    const to = place(printed.claimed[1] ?? high);
    const scaled = (x) => number(x / printed.factor, printed.digits);
    const agree = all.filter((x) => within(x, printed.claimed)).length;
    const summary = agree === 1
      ? say("Of {count} results on offer for this number, one agrees with what is printed.", { count: all.length })
      : say("Of {count} results on offer for this number, {agree} agree with what is printed.", { count: all.length, agree });
    return [
      h("div", { class: "assumption-strip", "aria-hidden": "true" },
        h("span", { class: "band", style: { left: `${from}%`, width: `${to - from}%` } }),
        all.map((x) => h("span", { class: "dot", style: { left: `${place(x)}%` } })),
        h("span", { class: "dot current", style: { left: `${place(current)}%` } })),
      h("p", { class: "assumption-ends", "aria-hidden": "true" },
        h("span", null, scaled(low)),
        h("span", null, say("dots: all results; ring: this one; bar: printed")),
        h("span", null, scaled(high))),
      h("p", null, summary),
    ];
  }

  function show(question) {
    const chosen = {};
    for (const { name, field } of question.fields) chosen[name] = field.value;
    const printed = pick(question.data.printed, chosen);
    const found = result(question.data, chosen);
    const link = h("a", { href: printed.page }, printed.claim);
    const known = typeof found === "number";
    const [outcome, why] = known ? judged(found, printed, question.data.outcomes) : [];
    const sentence = known
      ? h("p", null,
          h("strong", null, say("{quantity}: {number} {unit}", {
            quantity: question.quantity, number: number(found / printed.factor, printed.digits), unit: printed.unit })),
          " ", badge(outcome), ` ${why}`)
      : h("p", null, found);
    render([
      h("div", { role: "status", "data-result": known ? found : "" }, sentence),
      h("p", null, say("The report prints {text}, which can mean {means}. ", printed), link,
        say(", in the register: {register}.", printed)),
      known ? h("p", { class: "assumption-working" }, working(question.data, chosen)) : null,
      known ? strip(rivals(question, printed.claim), found, printed) : null,
    ], question.place);
  }

  // The address holds what differs from the usual choices, and nothing else.
  function remember() {
    const address = new URL(location.href);
    for (const { fields } of questions) {
      for (const { field } of fields) {
        if (field.value === usual.get(field)) address.searchParams.delete(field.name);
        else address.searchParams.set(field.name, field.value);
      }
    }
    try {
      history.replaceState(null, "", address);
    } catch {
      // An address that may not be changed: the page works on without it.
    }
  }

  for (const section of document.querySelectorAll(".assumption")) {
    const form = section.querySelector("form");
    const place = section.querySelector(".assumption-result");
    const question = {
      place,
      quantity: place.dataset.quantity,
      data: JSON.parse(section.querySelector("script").textContent),
      fields: Array.from(form.querySelectorAll("select"), (field) => ({
        field,
        name: field.name.split(".")[1],
        options: Array.from(field.options, (option) => option.value),
      })),
    };
    questions.push(question);
    const asked = new URLSearchParams(location.search);
    for (const { field, options } of question.fields) {
      usual.set(field, Array.from(field.options).find((option) => option.defaultSelected).value);
      if (options.includes(asked.get(field.name))) field.value = asked.get(field.name);
    }
    const changed = () => {
      show(question);
      remember();
    };
    form.addEventListener("change", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(changed));
    section.querySelector(".assumption-plain").remove();
    place.replaceChildren();
    form.hidden = false;
    show(question);
  }
})();
