// Making elements. Text becomes text nodes and nothing else: there is no way from here to markup.

const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "tip") tips.set(node, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** An HTML element: el("button", { class: "x", onclick: f }, "text"). */
const el = (name, attributes, ...children) =>
  fill(document.createElement(name), attributes, children);

/** An SVG element. */
const svg = (name, attributes, ...children) =>
  fill(document.createElementNS(SVG, name), attributes, children);

/** A labelled choice; options are [value, text]. */
function choice(label, options, value, onchange) {
  const select = el("select", { onchange: () => onchange(select.value) },
    options.map(([key, text]) => el("option", { value: key, selected: key === value }, text)));
  return el("label", {}, label, " ", select);
}

// One note that follows pointer and focus; whatever it says is also in a label or a table.

const tips = new WeakMap();

function showTip(event) {
  const tip = byId("tip");
  let node = event.target;
  while (node && node.nodeType === 1 && !tips.has(node)) node = node.parentNode;
  const text = node && tips.get(node);
  if (!text) {
    tip.hidden = true;
    return;
  }
  tip.replaceChildren(...text.split("\n").map((line) => el("div", {}, line)));
  tip.hidden = false;
  const box = node.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - tip.offsetWidth / 2),
    innerWidth - tip.offsetWidth - 8);
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${(above > 0 ? above : box.bottom + 8) + scrollY}px`;
}

function listenForTips() {
  document.addEventListener("pointerover", showTip);
  document.addEventListener("focusin", showTip);
  document.addEventListener("scroll", () => { byId("tip").hidden = true; }, { passive: true });
}
