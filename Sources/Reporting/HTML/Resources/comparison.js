// This report's sheet against another: B less A.

const shift = (points) => {
  if (Math.abs(points) < 0.05) return "d0";
  const size = Math.min(4, Math.ceil(Math.abs(points) / 25));
  return `${points > 0 ? "up" : "down"}${size}`;
};
const signed = (value, decimals) => `${value > 0 ? "+" : value < 0 ? "−" : ""}`
  + fixed(Math.abs(value), decimals);

function comparisonSection(model) {
  const other = report.comparison;
  if (!other) return;
  const before = new Map(other.cells.map(([of, method, task, mean]) => [key(of, method, task), mean]));
  const table = el("table", {
    class: "heatmap", role: "grid", "aria-label": "Difference of mean scores, B less A",
  },
    el("thead", {}, el("tr", {}, el("td", {}), report.methods.map((method, place) =>
      el("th", { scope: "col" }, el("small", {}, methodNumber(place)), method.title)))),
    el("tbody", {}, report.tasks.map((task, place) => el("tr", {},
      el("th", { scope: "row" }, task.title),
      report.methods.map((_, method) => {
        const cell = cells.get(key(model, method, place));
        const old = before.get(key(model, method, place));
        if (!cell || cell.mean === null || old === undefined || old === null) {
          return el("td", { role: "gridcell", class: "empty" },
            el("span", { tabindex: -1, class: "hole" }, MISSING));
        }
        const change = cell.mean - old;
        const label = `${cellLabel(cell)}\nA ${fixed(old, 1)}, B ${fixed(cell.mean, 1)}`;
        return el("td", { role: "gridcell" }, el("button", {
          type: "button", tabindex: -1, class: `heat ${shift(change)}`, tip: label,
          "aria-label": label.replaceAll("\n", ". "),
          onclick: () => go("cell", model, method, place),
        }, Math.abs(change) < 0.05 ? "=" : signed(change, 0)));
      })))));
  gridKeys(table);
  show("comparison-body",
    el("p", { class: "say sides" }, el("span", {}, el("strong", {}, "A "), other.a),
      el("span", {}, el("strong", {}, "B "), other.b)),
    el("p", {}, other.regime), el("p", { class: "strong" }, other.verdict),
    (!other.exact || other.flips.length > 0) && [
      el("div", { class: "scroll wide", role: "region", "aria-label": "Differences" }, table),
      el("p", { class: "note" }, "Difference of mean scores in points, B less A."),
    ],
    other.methods.some(([of]) => of === model) && chart((width) => forest(model, width)),
    other.flips.length > 0 && flipList(other.flips));
}

/** Each method's difference with its interval. */
function forest(model, width) {
  const rows = report.comparison.methods.filter(([of]) => of === model);
  const reach = 10 * Math.max(1, ...rows.map(([, , , low, high]) =>
    Math.ceil(Math.max(Math.abs(low), Math.abs(high)) / 10)));
  const left = Math.min(170, width * 0.4);
  const x = linear(-reach, reach, left, width - 12);
  const bottom = rows.length * 24 + 4;
  const label = rows.map(([, method, change, low, high]) =>
    `${report.methods[method].title} ${signed(change, 1)} from ${signed(low, 1)} to ${signed(high, 1)}`);
  return drawing(width, bottom + 40, `Difference of success in points: ${label.join("; ")}`,
    svg("g", { class: "axis" }, svg("line", { x1: x(0), x2: x(0), y1: 0, y2: bottom }),
      [-reach, 0, reach].map((step) => svg("text", {
        x: x(step), y: bottom + 14, "text-anchor": "middle",
      }, signed(step, 0)))),
    svg("text", { class: "title", x: x(0), y: bottom + 34, "text-anchor": "middle" },
      "Success, B less A, points, 95 %"),
    rows.map(([, method, change, low, high, p, pairs], place) => svg("g", {
      class: p !== null && p < 0.05 ? "effect on" : "effect",
      tip: `${report.methods[method].title}\n${signed(change, 1)} points, ${signed(low, 1)} to `
        + `${signed(high, 1)}\n${pairs} pairs${p === null ? "" : `, p ${fixed(p, 4)} after Holm`}`,
    }, svg("text", { class: "name", x: 0, y: place * 24 + 16 }, report.methods[method].title),
    svg("line", { x1: x(low), x2: x(high), y1: place * 24 + 12, y2: place * 24 + 12 }),
    svg("circle", { cx: x(change), cy: place * 24 + 12, r: 4 }))));
}

function flipList(flips) {
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Flips" },
    el("table", { class: "plain" }, el("caption", {}, "Trials that changed"),
      el("thead", {}, el("tr", {}, ["Trial", "Cause", "A", "B"].map((title) =>
        el("th", { scope: "col" }, title)))),
      el("tbody", {}, flips.map(([name, cause, before, after]) => el("tr", {},
        el("th", { scope: "row" }, el("a", { href: `#trial/${name.split("/").map(encodeURIComponent).join("/")}` }, name)),
        el("td", {}, cause), el("td", {}, before), el("td", {}, after))))));
}
