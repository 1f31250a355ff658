// Scales, axes and the redrawing that all charts share.

const linear = (low, high, from, to) => (value) =>
  from + (value - low) / (high - low || 1) * (to - from);

/** Round steps from 0 to at least the highest value. */
function ticks(highest, wanted = 4) {
  if (!(highest > 0)) return [0, 1];
  const rough = highest / wanted;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * unit).find((n) => n >= rough);
  const list = [];
  for (let place = 0; place <= Math.ceil(highest / step - 1e-9); place++) list.push(place * step);
  return list;
}

/** An image that is as wide as its place, and says in words what it shows. */
const drawing = (width, height, label, ...children) =>
  svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label },
    ...children);

function horizontalGrid(steps, y, left, right, format) {
  return svg("g", { class: "axis" }, steps.map((step) => [
    svg("line", { x1: left, x2: right, y1: y(step), y2: y(step) }),
    svg("text", { x: left - 6, y: y(step) + 4, "text-anchor": "end" }, format(step)),
  ]));
}

// Charts are drawn for the width that they have, so that their letters keep their size.

const drawn = new Set();

function chart(draw, attributes) {
  const box = el("div", { class: "chart", ...attributes });
  box.redraw = () => {
    if (box.clientWidth > 0) box.replaceChildren(draw(box.clientWidth));
    box.lastWidth = box.clientWidth;
  };
  drawn.add(box);
  return box;
}

function redrawAll() {
  for (const box of drawn) {
    if (!box.isConnected) drawn.delete(box);
    else if (box.lastWidth !== box.clientWidth) box.redraw();
  }
}

function listenForWidth() {
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(redrawAll);
  });
}

/** Puts content in place of what a section shows, and draws its charts. */
function show(id, ...content) {
  byId(id).replaceChildren(...content.flat(Infinity).filter(Boolean));
  redrawAll();
}

const legend = (entries) => el("ul", { class: "legend" }, entries.map(([kind, text]) =>
  el("li", {}, svg("svg", { width: 14, height: 14, "aria-hidden": "true" },
    svg("rect", { width: 14, height: 14, rx: 2, class: kind })), text)));
