// What the report holds. The summary is read at once; trials and transcripts when they are asked for.

const read = (id) => JSON.parse(byId(id).textContent);
const report = read("summary-data");

function cellOf([counts, mean, low, high, tokens, runtime, money, text]) {
  const [
    model, method, task, trials, correct, answered, code, calls, counted, unanswered, ...outcomes
  ] = counts;
  return {
    model, method, task, trials, correct, answered, code, calls, counted, unanswered, outcomes,
    mean, low, high, tokens, runtime, money, text,
  };
}

const key = (...places) => places.join("/");
const cells = new Map(report.cells.map(cellOf).map((cell) =>
  [key(cell.model, cell.method, cell.task), cell]));
const totals = new Map(report.totals.map(({ total, normalized, interval, rank, fronts }) => {
  const cell = { ...cellOf(total), normalized, range: interval, rank, fronts };
  return [key(cell.model, cell.method), cell];
}));
const notApplicable = new Set(report.notApplicable.map((pair) => key(...pair)));
const methodNumber = (method) => method + 1;

/** The rungs of a model, method and task, ascending; the task -1 is all of them together. */
const ladder = new Map();
for (const [model, method, task, rung, ...rest] of report.ladder) {
  const [codeRight, textRight, codeWrong, textWrong, low, high] = rest;
  const trials = codeRight + textRight + codeWrong + textWrong;
  const place = key(model, method, task);
  if (!ladder.has(place)) ladder.set(place, []);
  ladder.get(place).push({
    rung, trials, codeRight, textRight, codeWrong, textWrong, low, high,
    rate: 100 * (codeRight + textRight) / trials,
  });
}
const rungWords = report.rungs.map((pairs) => new Map(pairs));

let questionStore = null;
const questions = () => (questionStore ??= read("question-data"));

let trialStore = null;

/** The letter that stands for a small number in a column of letters. */
const letter = (number) => String.fromCharCode(97 + number);

/** The trials, column by column, with the places of model, method and task spread out. */
function trials() {
  if (trialStore) return trialStore;
  const store = read("trial-data");
  const length = store.item.length;
  store.model = new Uint16Array(length);
  store.method = new Uint16Array(length);
  store.task = new Uint16Array(length);
  let start = 0;
  for (const [model, method, task, size] of store.blocks) {
    store.model.fill(model, start, start + size);
    store.method.fill(method, start, start + size);
    store.task.fill(task, start, start + size);
    start += size;
  }
  store.length = length;
  return (trialStore = store);
}

function trial(index) {
  const store = trials();
  const [, question, rung, reference] = questions().items[store.item[index]];
  return {
    index, question, rung, reference,
    model: store.model[index], method: store.method[index], task: store.task[index],
    sample: store.sample[index] ?? 0,
    outcome: store.outcome.charCodeAt(index) - 97, code: store.code[index] === letter(1),
    score: store.score[index] < 0 ? null : store.score[index] / 1e6, tokens: store.tokens[index] < 0 ? null : store.tokens[index],
    text: store.text[index], runtime: store.runtime[index] < 0 ? null : store.runtime[index] / 1e6,
    calls: store.calls[index], runs: store.runs[index],
  };
}

const trialName = (one) => [
  report.models[one.model].name, report.methods[one.method].name, report.tasks[one.task].name,
  one.question, String(one.sample),
];

let transcriptStore = null;

/** The transcript of a trial; undefined where the report does not hold it. */
function transcript(index) {
  if (!transcriptStore) {
    const { texts, cuts, entries, images = [] } = read("transcript-data");
    transcriptStore = {
      texts,
      images,
      cuts: new Map(cuts.map(([place, bytes, shown, gap]) => [place, { bytes, shown, gap }])),
      entries: new Map(entries),
    };
  }
  return transcriptStore.entries.get(index);
}
