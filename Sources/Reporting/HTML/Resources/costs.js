// Score against tokens, runtime and money, with the Pareto front.

const costs = [
  { name: "Tokens a trial", of: (total) => total.tokens, format: count, mark: count },
  {
    name: "Runtime a trial", of: (total) => total.runtime, format: seconds,
    mark: (value) => `${+value.toPrecision(6)} s`,
  },
  { name: "Money a trial", of: (total) => total.money, format: dollars, mark: dollarMark },
];

/** Moves marks that lie on each other apart, the same way every time. */
function spread(marks, radius, box) {
  for (let round = 0; round < 80; round++) {
    for (let i = 0; i < marks.length; i++) {
      for (let j = i + 1; j < marks.length; j++) {
        const [a, b] = [marks[i], marks[j]];
        let [dx, dy] = [b.x - a.x, b.y - a.y];
        const distance = Math.hypot(dx, dy);
        const missing = 2 * radius + 2 - distance;
        if (missing <= 0) continue;
        if (distance < 0.01) [dx, dy] = [Math.cos(j), Math.sin(j)];
        const unit = missing / 2 / (Math.hypot(dx, dy) || 1);
        a.x -= dx * unit; a.y -= dy * unit;
        b.x += dx * unit; b.y += dy * unit;
      }
    }
    for (const mark of marks) {
      mark.x = Math.min(Math.max(mark.x, box.left + radius), box.right - radius);
      mark.y = Math.min(Math.max(mark.y, box.top + radius), box.bottom - radius);
    }
  }
}

function scatter(measure, place, points, width) {
  const height = 260;
  const box = { left: 38, right: width - 14, top: 12, bottom: height - 40 };
  const xTicks = ticks(Math.max(...points.map((point) => measure.of(point))), width < 300 ? 3 : 4);
  const yTicks = ticks(Math.max(...points.map((point) => point.normalized)), 4);
  const x = linear(0, xTicks.at(-1), box.left, box.right);
  const y = linear(0, yTicks.at(-1), box.bottom, box.top);
  const marks = points.map((point) => {
    const [atX, atY] = [x(measure.of(point)), y(point.normalized)];
    return { point, atX, atY, x: atX, y: atY, front: point.fronts[place] };
  });
  spread(marks, 9, box);
  const front = marks.filter((mark) => mark.front)
    .sort((a, b) => a.atX - b.atX || b.atY - a.atY);
  const path = front.map((mark, i) =>
    i === 0 ? `M${mark.atX},${mark.atY}` : `H${mark.atX}V${mark.atY}`).join("");
  const named = points.map((point) => report.methods[point.method].title
    + ` ${fixed(point.normalized, 1)} at ${measure.format(measure.of(point))}`).join("; ");
  return drawing(width, height, `${measure.name} and score: ${named}`,
    horizontalGrid(yTicks, y, box.left, box.right, (step) => String(step)),
    svg("g", { class: "axis" }, xTicks.map((step) =>
      svg("text", { x: x(step), y: box.bottom + 16, "text-anchor": "middle" },
        measure.mark(step)))),
    svg("text", { class: "title", x: (box.left + box.right) / 2, y: height - 6, "text-anchor": "middle" },
      measure.name),
    path && svg("path", { class: "front", d: `${path}H${box.right}` }),
    marks.map((mark) => svg("line", {
      class: "leader", x1: mark.atX, y1: mark.atY, x2: mark.x, y2: mark.y,
    })),
    marks.map((mark) => svg("circle", { class: "spot", cx: mark.atX, cy: mark.atY, r: 2 })),
    marks.map((mark) => svg("g", {
      class: mark.front ? "dot on" : "dot",
      tip: `${report.methods[mark.point.method].title}\nscore ${fixed(mark.point.normalized, 1)}, `
        + `${measure.format(measure.of(mark.point))}${mark.front ? "\non the Pareto front" : ""}`,
    },
    svg("circle", { cx: mark.x, cy: mark.y, r: 9 }),
    svg("text", { x: mark.x, y: mark.y + 3.5, "text-anchor": "middle" },
      methodNumber(mark.point.method)))));
}

function costTable(points) {
  const on = (point, place) => point.fronts[place] ? el("span", { class: "on", title: "on the front" }, "●") : "";
  const priced = points.some((point) => point.money !== null);
  const titles = ["#", "Method", "Score", "Tokens", "Runtime", ...priced ? ["Money"] : []];
  return el("table", { class: "plain" },
    el("caption", {}, "Means a trial; ● lies on the front."),
    el("thead", {}, el("tr", {}, titles.map((title) =>
      el("th", { scope: "col", class: title === "Method" ? null : "n" }, title)))),
    el("tbody", {}, points.map((point) => el("tr", {},
      el("td", { class: "n dim" }, methodNumber(point.method)),
      el("th", { scope: "row" }, report.methods[point.method].title),
      el("td", { class: "n" }, fixed(point.normalized, 1)),
      [count(point.tokens), seconds(point.runtime), ...priced ? [dollars(point.money)] : []].map((text, place) =>
        el("td", { class: "n" }, on(point, place), " ", text))))));
}

function costSection(model) {
  const all = report.methods.map((_, method) => totals.get(key(model, method)))
    .filter((total) => total && total.normalized !== null);
  const charts = costs.map((measure, place) => {
    const points = all.filter((total) => measure.of(total) !== null);
    if (points.length > 0) return chart((width) => scatter(measure, place, points, width));
    const why = place === 2 && !report.models[model].priced
      ? `No price of ${report.models[model].title} is known`
        + (report.prices ? ` in the price table of ${report.prices}.` : ": there is no price table.")
      : "The providers did not report what this needs, or no method has a score.";
    return el("div", { class: "chart blank" }, el("strong", {}, measure.name), el("p", {}, why));
  });
  show("costs-body", el("div", { class: "trio" }, charts),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Costs" }, costTable(all)));
}
