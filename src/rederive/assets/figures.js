// The values of a figure, told under the pointer and by keyboard. The drawing is complete without.
(() => {
  "use strict";
  const say = (text, given) => text.replace(/\{(\w+)\}/g, (_, name) => given[name]);

  const NEAR = 28; // pixels within which the pointer finds a datum
  const SVG = "http://www.w3.org/2000/svg";
  const POINT = 96 / 72; // the drawing's own unit is a point

  function prepare(figure) {
    // [series, words, x, y in the wide drawing, x, y in the narrow one, what is measured, with its unit]
    const values = JSON.parse(figure.querySelector(".chart-values").textContent);
    if (!values.length) return;
    const view = figure.querySelector(".chart-view");
    const note = figure.querySelector(".chart-value");
    const drawings = Array.from(view.querySelectorAll(".chart-drawing > svg"));
    const series = [...new Set(values.map(([name]) => name))];
    let chosen = -1;

    // The drawing that is seen, the place of a datum in it, and how many pixels its unit has.
    const seen = () => drawings.find((drawing) => drawing.getBoundingClientRect().width > 0);
    const placeIn = (drawing, value) => drawings.indexOf(drawing) ? value.slice(4, 6) : value.slice(2, 4);
    // Pixels from the left edge of a drawing, which may begin left of zero.
    const across = (drawing, x) => (x - drawing.viewBox.baseVal.x) * scaleOf(drawing);
    const scaleOf = (drawing) => drawing.getBoundingClientRect().width / drawing.viewBox.baseVal.width;

    function hide() {
      chosen = -1;
      note.hidden = true;
      for (const ring of view.querySelectorAll(".chart-ring")) ring.remove();
    }

    function show(index) {
      const drawing = seen();
      if (index === chosen || !drawing) return;
      hide();
      chosen = index;
      const [name, words] = values[index];
      const [x, y] = placeIn(drawing, values[index]);
      const ring = document.createElementNS(SVG, "circle");
      ring.setAttribute("class", "chart-ring");
      ring.setAttribute("cx", x);
      ring.setAttribute("cy", y);
      ring.setAttribute("r", 5 / POINT);
      drawing.append(ring);
      note.textContent = say("{name}: {words}", { name, words });
      const measured = values[index][6];
      if (measured && measured !== name) {
        const unit = document.createElement("small");
        unit.textContent = measured;
        note.append(document.createElement("br"), unit);
      }
      note.hidden = false;
      const scale = scaleOf(drawing);
      const right = Math.max(0, view.clientWidth - note.offsetWidth);
      const above = y * scale - note.offsetHeight - 10;
      note.style.left = `${Math.min(Math.max(0, across(drawing, x) - note.offsetWidth / 2), right)}px`;
      note.style.top = `${above < 0 ? y * scale + 12 : above}px`;
    }

    function nearest(event) {
      const drawing = seen();
      const box = drawing.getBoundingClientRect();
      const scale = scaleOf(drawing);
      let found = -1;
      let least = NEAR;
      values.forEach((value, index) => {
        const [x, y] = placeIn(drawing, value);
        const away = Math.hypot(box.left + across(drawing, x) - event.clientX, box.top + y * scale - event.clientY);
        if (away < least) [found, least] = [index, away];
      });
      return found;
    }

    function point(event) {
      const index = nearest(event);
      if (index < 0) hide();
      else show(index);
    }

    // Left and right along a series, up and down to the next one, at the nearest place.
    function move(key) {
      const drawing = seen();
      const of = (name) => values.flatMap(([each], index) => (each === name ? [index] : []));
      if (chosen < 0) return 0;
      const [name] = values[chosen];
      const along = of(name);
      const at = along.indexOf(chosen);
      if (key === "ArrowRight") return along[Math.min(at + 1, along.length - 1)];
      if (key === "ArrowLeft") return along[Math.max(at - 1, 0)];
      if (key === "Home") return along[0];
      if (key === "End") return along.at(-1);
      const step = key === "ArrowDown" ? 1 : series.length - 1;
      const other = of(series[(series.indexOf(name) + step) % series.length]);
      const [x, y] = placeIn(drawing, values[chosen]);
      const away = (index) => {
        const [u, v] = placeIn(drawing, values[index]);
        return Math.abs(u - x) + Math.abs(v - y) / 1000;
      };
      return other.reduce((best, index) => (away(index) < away(best) ? index : best));
    }

    const number = figure.querySelector(".chart-number").textContent.replace(/\.$/, "");
    view.tabIndex = 0;
    view.setAttribute("role", "group");
    view.ariaLabel = say("{figure}, values: the arrow keys go from one to the next, Escape leaves", { figure: number });
    view.addEventListener("pointermove", point);
    view.addEventListener("pointerdown", point);
    view.addEventListener("pointerleave", hide);
    view.addEventListener("blur", hide);
    view.addEventListener("keydown", (event) => {
      if (event.key === "Escape") return hide();
      if (!["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      show(move(event.key));
    });
    window.addEventListener("resize", hide);
  }

  for (const figure of document.querySelectorAll("figure.chart")) prepare(figure);
})();
