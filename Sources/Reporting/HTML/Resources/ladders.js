// Along the ladders of complexity: code usage and success as the paper's figures show them.

const classes = [
  ["codeRight", "code-right", "code, right"], ["textRight", "text-right", "no code, right"],
  ["textWrong", "text-wrong", "no code, wrong"], ["codeWrong", "code-wrong", "code, wrong"],
];

function rungLabel(task, row) {
  const like = task >= 0 ? rungWords[task].get(row.rung) : null;
  return `Rung ${row.rung}${like ? ` (${like})` : ""}, ${plural(row.trials, "trial", "trials")}`;
}

function rungTip(task, row) {
  const shares = classes.filter(([name]) => row[name] > 0)
    .map(([name, , text]) => `${text}: ${row[name]} (${percent(row[name], row.trials)})`);
  return [rungLabel(task, row), ...shares,
    `success ${fixed(row.rate, 0)} %, 95 %: ${interval(row)}`].join("\n");
}

function whisker(row, x, y) {
  return svg("g", { class: "whisker" },
    svg("line", { x1: x, x2: x, y1: y(row.low), y2: y(row.high) }),
    svg("line", { x1: x - 4, x2: x + 4, y1: y(row.low), y2: y(row.low) }),
    svg("line", { x1: x - 4, x2: x + 4, y1: y(row.high), y2: y(row.high) }),
    svg("circle", { cx: x, cy: y(row.rate), r: 3 }));
}

function stacked(model, method, task, rows, width) {
  const height = 170;
  const box = { left: 42, right: width - 4, top: 8, bottom: height - 22 };
  const y = linear(0, 100, box.bottom, box.top);
  const step = (box.right - box.left) / rows.length;
  const bar = Math.min(36, step * 0.72);
  return drawing(width, height,
    `${report.methods[method].title}: ${rows.map((row) => rungTip(task, row)).join("; ")}`,
    horizontalGrid([0, 50, 100], y, box.left, box.right, (value) => `${value} %`),
    rows.map((row, place) => {
      const x = box.left + step * (place + 0.5);
      let done = 0;
      const parts = classes.map(([name, kind]) => {
        const from = done;
        done += 100 * row[name] / row.trials;
        return row[name] > 0 && svg("rect", {
          class: kind, x: x - bar / 2, width: bar, y: y(done), height: y(from) - y(done),
        });
      });
      return svg("g", {
        class: "rung", tip: rungTip(task, row),
        onclick: () => go("cell", model, method, task, row.rung),
      }, svg("rect", { class: "reach", x: x - step / 2, width: step, y: box.top, height: height - box.top }),
      parts, whisker(row, x, y),
      svg("text", { x, y: height - 6, "text-anchor": "middle" }, row.rung));
    }));
}

function lines(method, task, series, width) {
  const height = 170;
  const box = { left: 42, right: width - 8, top: 8, bottom: height - 22 };
  const rungs = [...new Set(series.flatMap(({ rows }) => rows.map((row) => row.rung)))]
    .sort((a, b) => a - b);
  const y = linear(0, 100, box.bottom, box.top);
  const step = (box.right - box.left) / rungs.length;
  const words = series.map(({ model, rows }) => `${report.models[model].title} `
    + rows.map((row) => `${row.rung}: ${fixed(row.rate, 0)} %`).join(", ")).join("; ");
  return drawing(width, height, `${report.methods[method].title}, success: ${words}`,
    horizontalGrid([0, 50, 100], y, box.left, box.right, (value) => `${value} %`),
    rungs.map((rung, place) => svg("text", {
      class: "tick", x: box.left + step * (place + 0.5), y: height - 6, "text-anchor": "middle",
    }, rung)),
    series.map(({ model, rows }, number) => {
      const shift = (number - (series.length - 1) / 2) * Math.min(7, step / (series.length + 1));
      const x = (row) => box.left + step * (rungs.indexOf(row.rung) + 0.5) + shift;
      const path = rows.map((row, i) => `${i ? "L" : "M"}${x(row)},${y(row.rate)}`).join("");
      return svg("g", { class: `series s${model % 6}` },
        svg("path", { d: path }),
        rows.map((row) => svg("g", {
          tip: `${report.models[model].title}\n${rungTip(task, row)}`,
        }, svg("line", { class: "band", x1: x(row), x2: x(row), y1: y(row.low), y2: y(row.high) }),
        marker(model, x(row), y(row.rate)))));
    }));
}

/** Marks that differ in shape too, for eyes and printers that do not tell the colours. */
function marker(model, x, y) {
  switch (model % 3) {
  case 0: return svg("circle", { cx: x, cy: y, r: 4 });
  case 1: return svg("rect", { x: x - 3.5, y: y - 3.5, width: 7, height: 7 });
  default: return svg("path", { class: "solid", d: `M${x - 4.5},${y + 4}H${x + 4.5}L${x},${y - 4.5}Z` });
  }
}

let ladderTask = -1;

function ladderSection(model) {
  const options = [["-1", "all tasks"]].concat(report.tasks.map((task, place) =>
    [String(place), task.title]));
  const choose = choice("Task", options, String(ladderTask), (value) => {
    ladderTask = Number(value);
    ladderSection(model);
    byId("ladders-body").querySelector("select").focus();
  });
  const panels = report.methods.map((method, place) => {
    const rows = ladder.get(key(model, place, ladderTask));
    if (!rows) return null;
    return el("figure", { class: "panel" },
      el("figcaption", {}, el("button", {
        type: "button", class: "link", onclick: () => go("cell", model, place, ladderTask),
      }, method.title)),
      chart((width) => stacked(model, place, ladderTask, rows, width)));
  }).filter(Boolean);
  const words = ladderTask < 0
    ? "Rung 1 is the easiest of each task. The rungs of different tasks are not the same hardness."
    : [...rungWords[ladderTask]].map(([rung, like]) => `${rung}: ${like}`).join(" · ");
  show("ladders-body",
    el("div", { class: "controls" }, choose, legend(classes.map(([, kind, text]) => [kind, text]))),
    el("div", { class: "grid" }, panels), el("p", { class: "note" }, words),
    report.models.length > 1 && successByModel());
}

function successByModel() {
  const panels = report.methods.map((method, place) => {
    const series = report.models.map((_, model) =>
      ({ model, rows: ladder.get(key(model, place, ladderTask)) })).filter(({ rows }) => rows);
    if (series.length === 0) return null;
    return el("figure", { class: "panel" }, el("figcaption", {}, method.title),
      chart((width) => lines(place, ladderTask, series, width)));
  }).filter(Boolean);
  return [el("h3", {}, "Success along complexity, model against model"),
    el("div", { class: "controls" },
      legend(report.models.map((model, place) => [`key s${place % 6}`, model.title]))),
    el("div", { class: "grid" }, panels)];
}
