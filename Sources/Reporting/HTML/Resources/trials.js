// Lists of trials: picked by column, shown a page at a time, so that a hundred thousand cost nothing.

const pageSize = 50;

/** The places of the trials that a filter lets through. */
function pick(filter) {
  const store = trials();
  const { items } = questions();
  const found = [];
  const text = filter.text?.trim().toLowerCase();
  const code = filter.code === undefined ? undefined : letter(filter.code);
  const outcome = filter.outcome === undefined ? undefined : letter(filter.outcome);
  for (let index = 0; index < store.length; index++) {
    if (filter.model !== undefined && store.model[index] !== filter.model) continue;
    if (filter.method !== undefined && store.method[index] !== filter.method) continue;
    if (filter.task !== undefined && store.task[index] !== filter.task) continue;
    if (outcome !== undefined && store.outcome[index] !== outcome) continue;
    if (code !== undefined && store.code[index] !== code) continue;
    const item = items[store.item[index]];
    if (filter.rung !== undefined && item[2] !== filter.rung) continue;
    if (text && !item[1].toLowerCase().includes(text)) continue;
    found.push(index);
  }
  return found;
}

const columnsOf = {
  model: ["Model", (one) => report.models[one.model].title],
  method: ["Method", (one) => report.methods[one.method].title],
  task: ["Task", (one) => report.tasks[one.task].title],
};

function outcomeBadge(place) {
  return el("span", { class: "badge" },
    svg("svg", { width: 10, height: 10, "aria-hidden": "true" },
      svg("rect", { width: 10, height: 10, rx: 2, class: `o${place}` })),
    words(report.outcomes[place]));
}

/** A table of trials with buttons to turn its pages. */
function trialList(indices, names) {
  const box = el("div", { class: "list" });
  const pages = Math.max(1, Math.ceil(indices.length / pageSize));
  const row = (index) => {
    const one = trial(index);
    const target = ["trial", ...trialName(one).map(encodeURIComponent)].join("/");
    return el("tr", {},
      el("th", { scope: "row" }, el("a", { href: `#${target}` },
        one.question, one.sample > 0 ? ` · sample ${one.sample}` : "")),
      names.map((name) => el("td", {}, columnsOf[name][1](one))),
      el("td", { class: "n" }, one.rung), el("td", {}, outcomeBadge(one.outcome)),
      el("td", { class: "n" }, one.score === null ? MISSING : fixed(100 * one.score, 0)), el("td", {}, one.code ? "code" : "text"),
      el("td", { class: "n" }, count(one.tokens)), el("td", { class: "n" }, seconds(one.runtime)));
  };
  const turn = (page, focus) => {
    const part = indices.slice(page * pageSize, (page + 1) * pageSize);
    const button = (text, to, name) => el("button", {
      type: "button", disabled: to < 0 || to >= pages, "data-turn": name, onclick: () => turn(to, name),
    }, text);
    box.replaceChildren(
      el("p", { class: "pages", role: "status" },
        plural(indices.length, "trial", "trials"),
        pages > 1 && [` · page ${count(page + 1)} of ${count(pages)} `,
          button("First", page > 0 ? 0 : -1, "first"), button("Previous", page - 1, "previous"),
          button("Next", page + 1, "next"), button("Last", page < pages - 1 ? pages - 1 : -1, "last")]),
      indices.length > 0 && el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Trials" },
        el("table", { class: "plain rows" },
          el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Question"),
            names.map((name) => el("th", { scope: "col" }, columnsOf[name][0])),
            [["Rung", "n"], ["Outcome"], ["Score", "n"], ["By"], ["Tokens", "n"], ["Runtime", "n"]]
              .map(([title, kind]) => el("th", { scope: "col", class: kind }, title)))),
          el("tbody", {}, part.map(row)))) || el("p", {}, "No trial is like that."));
    if (focus) {
      const same = box.querySelector(`[data-turn=${focus}]`);
      (same?.disabled ? box.querySelector("button:enabled") : same)?.focus();
    }
  };
  turn(0);
  return box;
}

/** Filters and the list that they leave; what is fixed has no filter. */
function explorer(fixedPart, names) {
  const filter = { ...fixedPart };
  const place = el("div", {});
  const update = () => place.replaceChildren(trialList(pick(filter), names));
  const select = (label, name, entries) => choice(label, [["", "all"]].concat(entries),
    filter[name] === undefined ? "" : String(filter[name]), (value) => {
      filter[name] = value === "" ? undefined : Number(value);
      update();
    });
  const titles = (entries) => entries.map(({ title }, number) => [String(number), title]);
  const rungs = [...new Set(questions().items.map((item) => item[2]))].sort((a, b) => a - b);
  const search = el("input", { type: "search", placeholder: "question", "aria-label": "Question holds" });
  search.addEventListener("input", () => { filter.text = search.value; update(); });
  const controls = el("div", { class: "controls" },
    names.includes("model") && select("Model", "model", titles(report.models)),
    names.includes("method") && select("Method", "method", titles(report.methods)),
    names.includes("task") && select("Task", "task", titles(report.tasks)),
    select("Outcome", "outcome", report.outcomes.map((name, number) => [String(number), words(name)])),
    select("Rung", "rung", rungs.map((rung) => [String(rung), rung])),
    select("By", "code", [["1", "code"], ["0", "text"]]),
    search);
  update();
  return [controls, place];
}

/** The list of all trials is made when it comes near the window. */
function trialSection() {
  const start = () => show("trials-body", explorer({}, ["model", "method", "task"]));
  if (!("IntersectionObserver" in window)) {
    start();
    return;
  }
  show("trials-body", el("p", {}, el("button", { type: "button", onclick: start }, "Show the trials")));
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    start();
  }, { rootMargin: "200px" });
  observer.observe(byId("trials"));
}
