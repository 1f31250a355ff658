// The methods over all models, and the sentence that a reader takes away.

function ranking() {
  return report.methods.map((method, place) => {
    const scores = report.models.map((_, model) => totals.get(key(model, place)) ?? null);
    const [average, rank, low, high] = report.averages[place];
    return { method, place, scores, average, rank, low, high };
  });
}

function facts() {
  const sizes = [...cells.values()].map((cell) => cell.trials);
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  return [
    plural(report.trials, "trial", "trials"),
    plural(report.models.length, "model", "models"),
    plural(report.methods.length, "method", "methods"),
    plural(report.tasks.length, "task", "tasks"),
    `${low === high ? count(low) : `${count(low)} to ${count(high)}`} trials a cell`,
  ].join(" · ");
}

function lead() {
  if (!report.headline) return "";
  const all = report.models.length > 1 ? `Over ${report.models.length} models: ` : "";
  const sizes = [...cells.values()].map((cell) => cell.counted);
  const few = Math.min(...sizes) < 30
    ? " Cells are small: read single cells with their intervals." : "";
  const lost = [...cells.values()].reduce((sum, cell) => sum + cell.unanswered, 0);
  const holed = lost === 0 ? ""
    : ` ${plural(lost, "trial was", "trials were")} not answered, by errors of the provider: what rests `
      + "on such a cell is marked with *.";
  return `${all}${report.headline}${few}${holed}`;
}

/** A method’s average with a model and its 95 % interval. */
function averageTip(method, model, { normalized, range: [low, high] }) {
  const range = low === null ? "no interval" : `95 %: ${fixed(low, 1)} to ${fixed(high, 1)}`;
  return `${method.title}, ${report.models[model].title}\n${fixed(normalized, 1)}, ${range}`;
}

const orders = {
  paper: ["Paper’s order", (a, b) => a.place - b.place],
  score: ["Average score", (a, b) => (b.average ?? -1) - (a.average ?? -1) || a.place - b.place],
  rank: ["Average rank", (a, b) => (a.rank ?? 99) - (b.rank ?? 99) || a.place - b.place],
};

function overview(order = "score") {
  const many = report.models.length > 1;
  const rows = ranking().sort(orders[order][1]);
  const sorts = Object.entries(orders).map(([name, [title]]) => [name, title]);
  const choose = choice("Order", sorts, order, (value) => {
    overview(value);
    byId("overview-body").querySelector("select").focus();
  });
  const scale = Math.max(100, ...rows.flatMap((row) =>
    row.scores.map((score) => score?.normalized ?? 0)));
  const meter = (value, model) => el("span", { class: "meter", "aria-hidden": "true" },
    [el("i", { class: `m${model % 6}` })].map((bar) => {
      bar.style.width = `${100 * value / scale}%`;
      return bar;
    }));
  const scoreCell = (row, model) => {
    const total = row.scores[model];
    if (notApplicable.has(key(model, row.place))) return el("td", { class: "n na" }, "NA");
    if (!total || total.normalized === null) {
      return el("td", { class: "n" }, MISSING, total?.unanswered > 0 ? "*" : "");
    }
    return el("td", { class: "n", tip: averageTip(row.method, model, total) },
      meter(total.normalized, model),
      el("b", {}, fixed(total.normalized, 1), total.unanswered > 0 ? "*" : ""));
  };
  // What a mean, a rank or an interval rests on may have holes in any of the models.
  const holes = (row) => row.scores.some((score) => score?.unanswered > 0) ? "*" : "";
  const table = el("table", { class: "board" },
    el("caption", {}, "Average Normalized Score"),
    el("thead", {}, el("tr", {},
      el("th", { scope: "col", class: "n" }, "#"), el("th", { scope: "col" }, "Method"),
      report.models.map((model) => el("th", { scope: "col", class: "n" }, model.title)),
      many && el("th", { scope: "col", class: "n" }, "Average score"),
      el("th", { scope: "col", class: "n" }, "95 % from"),
      el("th", { scope: "col", class: "n" }, "95 % to"),
      el("th", { scope: "col", class: "n" }, many ? "Average rank" : "Rank"))),
    el("tbody", {}, rows.map((row) => el("tr", { class: row.place === report.winner ? "top" : null },
      el("td", { class: "n dim" }, methodNumber(row.place)),
      el("th", { scope: "row" }, row.method.title),
      report.models.map((_, model) => scoreCell(row, model)),
      many && el("td", { class: "n strong" }, fixed(row.average, 1), holes(row)),
      el("td", { class: "n" }, fixed(row.low, 1), holes(row)),
      el("td", { class: "n" }, fixed(row.high, 1), holes(row)),
      el("td", { class: "n" }, fixed(row.rank, many ? 2 : 0), holes(row))))));
  const multi = report.methods.some((method) => !method.single);
  const varied = report.methods.some((method) => method.name.includes("+"));
  show("overview-body",
    el("p", { class: "say" }, "A method’s score in a task divided by the best single-turn score there, ",
      "averaged over the tasks (section 4 of the paper), with its 95 % interval by resampling the ",
      "questions."),
    el("div", { class: "controls" }, choose),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Methods" }, table),
    multi && el("p", { class: "note" },
      "Variants with more turns are divided by the single-turn best, and are not ranked."),
    varied && el("p", { class: "note" },
      "Prompt variants are divided by the best with the base prompts, and are not ranked."));
}
