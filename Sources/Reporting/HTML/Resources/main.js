// Puts the sections together.

const themes = [["", "auto", "as the system has them"], ["light", "light", "light"], ["dark", "dark", "dark"]];
let theme = 0;

function turnTheme() {
  theme = (theme + 1) % themes.length;
  const [name, text, words] = themes[theme];
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
  byId("theme").textContent = `Theme: ${text}`;
  byId("theme").setAttribute("aria-label", `Colours: ${words}`);
}

function showModel(model) {
  for (const node of document.querySelectorAll("h2 .of")) {
    node.textContent = report.models.length > 1 ? `· ${report.models[model].title}` : "";
  }
  heatmap(model);
  costSection(model);
  ladderSection(model);
  outcomeSection(model);
  comparisonSection(model);
}

// Paper has nothing to open: what is folded is shown while it is printed, and folded again.
function listenForPrint() {
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open])")];
    for (const node of folded) node.open = true;
  });
  addEventListener("afterprint", () => {
    for (const node of folded) node.open = false;
    folded = [];
  });
}

function start() {
  byId("facts").textContent = facts();
  byId("lead").textContent = lead();
  const select = byId("model");
  select.append(...report.models.map((model, number) => el("option", { value: number }, model.title)));
  select.addEventListener("change", () => showModel(Number(select.value)));
  byId("model-label").hidden = report.models.length < 2;
  byId("theme").addEventListener("click", turnTheme);
  if (report.comparison) {
    byId("comparison").hidden = false;
    byId("comparison-link").hidden = false;
  }
  overview();
  showModel(0);
  trialSection();
  listenForTips();
  listenForWidth();
  listenForPanel();
  listenForPrint();
  follow();
}

start();
