// The panel over the page: a cell with its trials, or a trial with its transcript. What it shows is in
// the address after the #, so that it can be sent to somebody, and that Back goes back.

const go = (kind, ...places) => {
  const names = [report.models, report.methods, report.tasks].map((list, i) =>
    places[i] >= 0 ? list[places[i]].name : "");
  location.hash = [kind, ...names, ...places.slice(3).map(String)].map((part) =>
    encodeURIComponent(part)).join("/");
};

const place = (list, name) => list.findIndex((entry) => entry.name === name);

let opener = null;

function openPanel(title, ...content) {
  const panel = byId("panel");
  const close = el("button", { type: "button", class: "close", onclick: () => panel.close() }, "Close");
  panel.replaceChildren(
    el("div", { class: "panel-head" }, el("h2", { id: "panel-title", tabindex: -1 }, title), close),
    el("div", { class: "panel-body", tabindex: -1 }, content));
  if (!panel.open) {
    opener = document.activeElement;
    panel.showModal();
  }
  byId("panel-title").focus();
  panel.querySelector(".panel-body").scrollTop = 0;
}

function openCell(model, method, task, rung) {
  const { title } = report.methods[method];
  const name = task >= 0 ? report.tasks[task].title : "all tasks";
  const cell = task >= 0 ? cells.get(key(model, method, task)) : totals.get(key(model, method));
  const facts = [
    ["Mean score", fixed(cell.mean, 1)],
    ["Correct", `${cell.correct} of ${cell.counted} (${percent(cell.correct, cell.counted)})`],
    ["95 % interval", `${fixed(cell.low, 1)} to ${fixed(cell.high, 1)} %`],
    ["Answered", `${cell.answered} of ${cell.counted}`],
    ...cell.unanswered > 0 ? [["Unanswered", `${cell.unanswered} of ${cell.trials}`]] : [],
    ["Used code", percent(cell.code, cell.counted)],
    ["Tokens a trial", count(cell.tokens)], ["Runtime a trial", seconds(cell.runtime)],
    ["Money a trial", dollars(cell.money)],
  ];
  const filter = { model, method, rung };
  if (task >= 0) filter.task = task;
  openPanel(`${title}: ${name}`,
    el("p", { class: "facts" }, report.models[model].title),
    el("dl", { class: "tiles" }, facts.map(([label, text]) =>
      el("div", {}, el("dt", {}, label), el("dd", {}, text)))),
    svg("svg", {
      class: "strip", viewBox: "0 0 600 14", preserveAspectRatio: "none", role: "img",
      "aria-label": cell.outcomes.map((part, i) => part && `${words(report.outcomes[i])} ${part}`)
        .filter(Boolean).join(", "),
    }, outcomeBar(cell.outcomes, 600, 14)),
    legend(cell.outcomes.map((part, i) => part > 0 && [`o${i}`, `${words(report.outcomes[i])} ${count(part)}`])
      .filter(Boolean)),
    explorer(filter, task >= 0 ? [] : ["task"]));
}

/** The neighbours of a trial in its cell, to read one after the other. */
function openTrial(index) {
  const one = trial(index);
  const same = pick({ model: one.model, method: one.method, task: one.task });
  const at = same.indexOf(index);
  const link = (text, to) => to === undefined ? el("span", { class: "dim" }, text)
    : el("a", { href: `#${["trial", ...trialName(trial(to)).map(encodeURIComponent)].join("/")}` }, text);
  const cellHash = ["cell", ...trialName(one).slice(0, 3)].map(encodeURIComponent).join("/");
  openPanel(`${one.question}${one.sample > 0 ? ` · sample ${one.sample}` : ""}`,
    el("nav", { class: "steps", "aria-label": "Trials of this cell" },
      el("a", { href: `#${cellHash}` }, `${report.methods[one.method].title}: ${report.tasks[one.task].title}`),
      link("← previous", same[at - 1]), `${count(at + 1)} of ${count(same.length)}`,
      link("next →", same[at + 1])),
    transcriptView(index));
}

function findTrial([model, method, task, question, sample]) {
  const [m, k, t] = [place(report.models, model), place(report.methods, method), place(report.tasks, task)];
  if (m < 0 || k < 0 || t < 0) return -1;
  return pick({ model: m, method: k, task: t }).find((index) => {
    const one = trial(index);
    return one.question === question && one.sample === Number(sample || 0);
  }) ?? -1;
}

function parts() {
  try {
    return location.hash.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return [];
  }
}

/** Shows what the address names; an address that names nothing here closes the panel. */
function follow() {
  const [kind, ...names] = parts();
  const panel = byId("panel");
  if (kind === "trial") {
    const index = findTrial(names);
    if (index >= 0) return openTrial(index);
    return openPanel("No such trial", el("p", {}, "This report has no trial of that name."));
  }
  if (kind === "cell") {
    const [model, method] = [place(report.models, names[0]), place(report.methods, names[1])];
    const task = names[2] ? place(report.tasks, names[2]) : -1;
    if (model >= 0 && method >= 0 && (task >= 0 ? cells.has(key(model, method, task)) : !names[2])) {
      return openCell(model, method, task, names[3] ? Number(names[3]) : undefined);
    }
    return openPanel("No such cell", el("p", {}, "This report has no cell of that name."));
  }
  if (panel.open) panel.close();
}

function listenForPanel() {
  const panel = byId("panel");
  panel.addEventListener("close", () => {
    if (/^#(cell|trial)\//.test(location.hash)) history.pushState(null, "", "#");
    panel.replaceChildren();
    opener?.focus?.();
    opener = null;
  });
  // A click beside the panel closes it.
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  addEventListener("hashchange", follow);
}
