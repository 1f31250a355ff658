// Tasks by methods for one model: a grid of cells that open.

const shade = (score) => score === null ? "blank" : `h${Math.min(10, Math.max(0, Math.round(score / 10)))}`;

/** What is missing of a cell, in words. */
const holes = (cell) => cell.unanswered > 0
  ? `\n${cell.unanswered} of ${cell.trials} not answered: the provider's error` : "";

function cellLabel(cell) {
  const name = `${report.methods[cell.method].title}, ${report.tasks[cell.task].title}`;
  return `${name}: mean score ${fixed(cell.mean, 1)}\n${cell.correct} of ${cell.counted} correct, `
    + `95 %: ${fixed(cell.low, 1)} to ${fixed(cell.high, 1)}${holes(cell)}`;
}

/** A line from 0 to 100 with the interval on it. */
function intervalMark(cell) {
  if (cell.low === null) return null;
  const width = 56;
  const x = linear(0, 100, 0, width);
  return svg("svg", { class: "mark", viewBox: `0 0 ${width} 6`, width, height: 6, "aria-hidden": "true" },
    svg("line", { class: "rail", x1: 0, x2: width, y1: 3, y2: 3 }),
    svg("line", { class: "span", x1: x(cell.low), x2: x(cell.high), y1: 3, y2: 3 }),
    svg("circle", { cx: x(100 * cell.correct / cell.counted), cy: 3, r: 2.5 }));
}

function heatCell(model, method, task) {
  const cell = cells.get(key(model, method, task));
  if (!cell) {
    const isNA = notApplicable.has(key(model, method)) || notApplicable.has(key(model, method, task));
    const word = isNA ? "NA" : MISSING;
    return el("td", { role: "gridcell", class: "empty" },
      el("span", { tabindex: -1, class: "hole" }, word));
  }
  const label = cellLabel(cell);
  return el("td", { role: "gridcell" },
    el("button", {
      type: "button", tabindex: -1, class: `heat ${shade(cell.mean)}`, tip: label,
      "aria-label": label.replaceAll("\n", ". "),
      onclick: () => go("cell", model, method, task),
    }, el("b", {}, fixed(cell.mean, 0), cell.unanswered > 0 ? "*" : ""), intervalMark(cell)));
}

/** Arrow keys move through a grid; the Tab key passes it in one step. */
function gridKeys(table) {
  const rows = [...table.tBodies[0].rows].map((row) =>
    [...row.querySelectorAll("[tabindex]")]);
  rows[0]?.[0]?.setAttribute("tabindex", 0);
  const move = (node) => {
    table.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
    node.setAttribute("tabindex", 0);
    node.focus();
  };
  table.addEventListener("keydown", (event) => {
    const y = rows.findIndex((row) => row.includes(event.target));
    if (y < 0) return;
    const x = rows[y].indexOf(event.target);
    const last = rows[y].length - 1;
    const places = {
      ArrowLeft: [x - 1, y], ArrowRight: [x + 1, y], ArrowUp: [x, y - 1], ArrowDown: [x, y + 1],
      Home: [0, y], End: [last, y],
    };
    const [toX, toY] = places[event.key] ?? [];
    const next = rows[toY]?.[toX];
    if (places[event.key]) event.preventDefault();
    if (next) move(next);
  });
  table.addEventListener("focusin", (event) => {
    if (event.target.getAttribute("tabindex") === "-1") {
      table.querySelector("[tabindex='0']")?.setAttribute("tabindex", -1);
      event.target.setAttribute("tabindex", 0);
    }
  });
}

function heatmap(model) {
  const { title, notes } = report.models[model];
  const summaryRow = (name, value) => el("tr", { class: "sum" },
    el("th", { scope: "row" }, name),
    report.methods.map((_, method) => {
      const total = totals.get(key(model, method));
      const isNA = notApplicable.has(key(model, method));
      return el("td", { class: "n" }, isNA ? "NA" : total ? value(total) : MISSING);
    }));
  const table = el("table", { class: "heatmap", role: "grid", "aria-label": `Scores of ${title}` },
    el("thead", {}, el("tr", {}, el("td", {}),
      report.methods.map((method, place) => el("th", { scope: "col" },
        el("small", {}, methodNumber(place)), method.title)))),
    el("tbody", {}, report.tasks.map((task, place) => el("tr", {},
      el("th", { scope: "row" }, task.title),
      report.methods.map((_, method) => heatCell(model, method, place))))),
    el("tfoot", {},
      summaryRow("Average Normalized Score", (total) => fixed(total.normalized, 1) + (total.unanswered > 0 ? "*" : "")),
      summaryRow("Rank", (total) => fixed(total.rank, 0))));
  gridKeys(table);
  const scale = el("p", { class: "scale" }, "0", Array.from({ length: 11 }, (_, step) =>
    el("i", { class: `h${step}` })), "100");
  show("scores-body",
    el("div", { class: "scroll wide", role: "region", "aria-label": "Scores" }, table),
    scale, notes.map((note) => el("p", { class: "note" }, note)));
}
