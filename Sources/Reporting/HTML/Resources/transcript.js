// One trial as a conversation: what was asked, said, run and printed, and how it was graded.

const firstLook = 20_000;
const nextLook = 200_000;

/** A long text, as much of it as was asked for. */
function longText(text, kind) {
  const box = el("pre", { class: kind });
  let shown = 0;
  const more = () => {
    const next = shown + (shown === 0 ? firstLook : nextLook);
    box.querySelector("button")?.remove();
    box.append(document.createTextNode(text.slice(shown, next)));
    shown = Math.min(next, text.length);
    const rest = text.length - shown;
    if (rest > 0) {
      box.append(el("button", { type: "button", onclick: more },
        `Show more: ${count(rest)} of ${count(text.length)} characters are left`));
    }
  };
  more();
  return box;
}

/** Prose with its fenced blocks set apart. */
function prose(text) {
  if (text.length > firstLook) return longText(text, "text");
  const box = el("pre", { class: "text" });
  let open = false;
  let part = [];
  const flush = () => {
    if (part.length === 0) return;
    const content = part.join("\n");
    box.append(open ? el("code", { class: "fence" }, content) : document.createTextNode(content));
    part = [];
  };
  const fence = (line) => {
    if (!open && part.length > 0) part.push("");
    flush();
    box.append(el("span", { class: "fence-mark" }, line));
    open = !open;
    if (!open) box.append(document.createTextNode("\n"));
  };
  for (const line of text.split("\n")) {
    if (line.trimStart().startsWith("```")) {
      fence(line);
    } else {
      part.push(line);
    }
  }
  flush();
  return box;
}

function textBlock(title, place, kind = "prose") {
  const text = transcriptStore.texts[place];
  const cut = transcriptStore.cuts.get(place);
  const one = (part) => kind === "prose" ? prose(part) : longText(part, kind);
  const body = text === "" ? el("p", { class: "dim" }, "(nothing)")
    : !cut ? one(text)
      : [one(text.slice(0, cut.gap)),
        el("p", { class: "cut" }, `${count(cut.bytes - cut.shown)} of ${count(cut.bytes)} bytes are left `
          + "out here; steerbench transcript shows all."),
        one(text.slice(cut.gap))];
  return el("div", { class: `block ${kind}` }, el("h4", {}, title), body);
}

/** An image that a message shows; one that is too large for the page is only named. */
function imageBlock(place) {
  const [title, source] = transcriptStore.images[place];
  return el("figure", { class: "block shown" },
    source && el("img", { src: source, alt: title, loading: "lazy", decoding: "async" }),
    el("figcaption", { class: "dim" }, title));
}

/** A reply, its thoughts folded away: they are no answer. */
function replyBlocks(step) {
  if (!step.parts) return textBlock("assistant", step.answer);
  return step.parts.map(([isThought, text]) => isThought
    ? el("details", { class: "thought" }, el("summary", {}, "assistant thinks"),
      textBlock("thoughts, which are not read for the answer", text, "text"))
    : textBlock("assistant", text));
}

function callStep(step, number) {
  const facts = [step.stop, step.tokens === null || step.tokens === undefined ? "tokens unknown"
    : plural(step.tokens, "token", "tokens"), seconds(step.microseconds / 1e6)].filter(Boolean);
  return el("section", { class: "step" },
    el("h3", {}, step.lane === "extraction" ? "Call that reads the answer"
      : step.lane === "judge" ? "Call of a judge" : `Call ${number}`,
      el("small", {}, step.action)),
    step.messages.map(([role, text, images = []]) => [images.map(imageBlock), textBlock(role, text)]),
    step.answer !== undefined
      ? [replyBlocks(step),
        step.tools.map(([name, text]) =>
          textBlock(`assistant calls ${transcriptStore.texts[name]}`, text, "code"))]
      : textBlock(`provider error ${step.status} ${transcriptStore.texts[step.code]}`, step.message),
    el("p", { class: "dim" }, facts.join(" · ")));
}

function runStep(step, number) {
  return el("section", { class: "step" },
    el("h3", {}, step.hosted ? `Run ${number}, by the provider`
      : step.lane === "program" ? "Run of the grader" : step.lane === "tests" ? "Run of the tests"
        : `Run ${number}`,
      el("small", {}, step.action)),
    textBlock(step.lane ? "given" : "code", step.code, "code"),
    textBlock(step.cut ? "printed, cut at the output limit" : "printed", step.printed, "output"),
    transcriptStore.texts[step.errors] !== "" && textBlock("errors", step.errors, "output"),
    step.files?.length > 0 && el("p", {}, "Files: ",
      longText(step.files.map((file) => transcriptStore.texts[file]).join(", "), "inline")),
    el("p", { class: "dim" }, step.hosted ? step.end : `${step.end} · ${seconds(step.microseconds / 1e6)}`));
}

function verdict(one, entry) {
  const { texts } = transcriptStore;
  const reference = one.reference === null ? null : questions().references[one.reference];
  const where = {
    stdout: "what the code printed", response: "what the model wrote",
    extraction: "what the extraction model copied out",
  };
  const rows = [
    ["Answer that was read", entry.answer === null ? "none" : texts[entry.answer], "inline quoted"],
    ["Read from", entry.source === null ? "nowhere" : where[entry.source]],
    [entry.answer === null ? "Why none" : "By the rule", texts[entry.rule]],
    ["A right answer", reference ?? "not known to this report", "inline quoted"],
    ["Because", texts[entry.because]],
    ...entry.quirks.length ? [["Quirks of the published code", entry.quirks.join(", ")]] : [],
  ];
  return el("section", { class: "step verdict" },
    el("h3", {}, "Extraction and grade"),
    el("p", { class: "strong" }, outcomeBadge(one.outcome), ` · score ${fixed(100 * one.score, 1)} of 100`),
    el("dl", {}, rows.map(([name, text, kind]) =>
      [el("dt", {}, name), el("dd", {}, longText(text, kind ?? "inline"))])),
    el("details", {}, el("summary", {}, "Digests of the layers"),
      el("dl", { class: "layers" }, report.layers.map((name, place) =>
        [el("dt", {}, name), el("dd", {}, entry.layers[place])]))));
}

function transcriptView(index) {
  const one = trial(index);
  const entry = transcript(index);
  const name = trialName(one).join("/");
  const head = el("p", { class: "facts" }, [
    `rung ${one.rung}`, plural(one.calls, "call", "calls"), plural(one.runs, "run of code", "runs of code"),
    one.tokens === null ? "tokens unknown" : plural(one.tokens, "token", "tokens"), seconds(one.runtime),
  ].join(" · "));
  if (!entry) {
    return [head, el("p", {}, outcomeBadge(one.outcome), ` · score ${fixed(100 * one.score, 1)} of 100`),
      el("p", { class: "note" }, "This file does not hold the transcript of this trial. See it with:"),
      el("pre", { class: "code" }, `steerbench transcript ${name}`),
      el("p", { class: "note" }, "Or write the report with --transcripts all.")];
  }
  let [calls, runs] = [0, 0];
  const steps = entry.steps.map((step) =>
    step.kind === "call" ? callStep(step, ++calls) : runStep(step, ++runs));
  return [head, verdict(one, entry), steps];
}
