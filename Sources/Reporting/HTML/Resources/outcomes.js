// How the trials of each method ended.

function outcomeBar(counts, width, height = 18) {
  const all = counts.reduce((sum, part) => sum + part, 0);
  let x = 0;
  return counts.map((part, place) => {
    const size = all > 0 ? width * part / all : 0;
    const from = x;
    x += size;
    return part > 0 && svg("rect", {
      class: `o${place}`, x: from, y: 0, width: Math.max(size, 0.5), height,
      tip: `${words(report.outcomes[place])}: ${part} (${percent(part, all)})`,
    });
  });
}

function outcomeSection(model) {
  const rows = report.methods.map((method, place) => ({ method, total: totals.get(key(model, place)) }))
    .filter(({ total }) => total);
  const drawRows = (width) => {
    const wide = width > 520;
    const left = wide ? 170 : 0;
    const step = wide ? 28 : 44;
    const label = rows.map(({ method, total }) => `${method.title}: ` + total.outcomes
      .map((part, place) => part && `${words(report.outcomes[place])} ${percent(part, total.trials)}`)
      .filter(Boolean).join(", ")).join("; ");
    return drawing(width, rows.length * step + 4, label, rows.map(({ method, total }, place) =>
      svg("g", { transform: `translate(0 ${place * step})` },
        svg("text", { class: "name", x: 0, y: wide ? 15 : 12 }, method.title),
        svg("g", { transform: `translate(${left} ${wide ? 2 : 18})` },
          outcomeBar(total.outcomes, width - left - 2)))));
  };
  show("outcomes-body",
    el("div", { class: "controls" }, legend(report.outcomes
      .map((name, place) => [`o${place}`, words(name), rows.some(({ total }) => total.outcomes[place] > 0)])
      .filter(([, , occurs]) => occurs))),
    chart(drawRows));
}
