// The data that the page carries: what is read at once, and the parts that are read when a view wants them.

/** Parts that were read: a promise by name, so that each is decoded once. */
const parts = new Map();

/** A part of the data. Large ones are deflated, and in base64 because a page is text. */
function part(name) {
  if (!parts.has(name)) parts.set(name, decode(document.getElementById(`data-${name}`)));
  return parts.get(name);
}

async function decode(element) {
  const text = element.textContent;
  element.remove();
  if (element.dataset.encoding !== "deflate") return JSON.parse(text);
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

/** The report: totals, rules, documents, concepts, history. Filled by `load`. */
const report = {};

async function load() {
  const core = await part("core");
  Object.assign(report, core);
  report.folder = commonFolder(core.documents.path);
  const { path, ...columns } = core.documents;
  report.documents = path.map((path, index) => {
    const row = { index, path, short: path.slice(report.folder.length) };
    for (const name in columns) row[name] = columns[name][index];
    row.work = row.errors + row.warnings;
    return row;
  });
  // A file is called by its name alone where no other file has it.
  const names = new Map();
  for (const row of report.documents) {
    row.name = row.path.slice(row.path.lastIndexOf("/") + 1);
    names.set(row.name, (names.get(row.name) ?? 0) + 1);
  }
  for (const row of report.documents) if (names.get(row.name) > 1) row.name = row.short;
  report.concepts.forEach((concept, index) => {
    concept.index = index;
    concept.key = [concept.id, concept.source, ...concept.renderings.map((it) => it.text)].join("\n").toLowerCase();
  });
  report.language = corpusLanguage();
  report.byPath = new Map(report.documents.map((it) => [it.path, it]));
  report.byId = new Map(report.concepts.map((it) => [it.id, it]));
}

/** What Han stand for here: Japanese or Korean if enough renderings are in those scripts, else Chinese. */
function corpusLanguage() {
  const texts = report.concepts.flatMap((it) => it.renderings.map((rendering) => rendering.text));
  const share = (script) => texts.filter((text) => script.test(text)).length / Math.max(1, texts.length);
  if (share(/[\p{Script=Hiragana}\p{Script=Katakana}]/u) > 0.1) return "ja";
  if (share(/\p{Script=Hangul}/u) > 0.1) return "ko";
  return "zh-Hans";
}

/** The folder that all paths share, with its slash; empty if there is none. */
function commonFolder(paths) {
  if (paths.length === 0) return "";
  let folder = paths[0].slice(0, paths[0].lastIndexOf("/") + 1);
  for (const path of paths) {
    while (!path.startsWith(folder)) folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  }
  return folder;
}

/**
 * Per concept its cells, `[document, rendering, mentions, …]` flat, and its findings by document and rule,
 * `[document, rule, findings, …]`; documents as indices.
 */
async function matrix() {
  if (!report.cells) {
    const { cells, findings } = await part("matrix");
    report.cells = cells.map(documentsFromSteps);
    report.findingCells = findings.map(documentsFromSteps);
  }
  return report.cells;
}

/** The first of each three numbers is the step from the document before. */
function documentsFromSteps(steps) {
  const flat = Int32Array.from(steps);
  for (let at = 3; at < flat.length; at += 3) flat[at] += flat[at - 3];
  return flat;
}

/** The part among `starts` (first indices, ascending) that holds `index`, and what it has for it. */
async function fromParts(kind, index) {
  const starts = report.parts[kind];
  let number = starts.length - 1;
  while (number > 0 && starts[number] > index) number -= 1;
  if (number < 0) return undefined;
  const rows = await part(`${kind}-${number}`);
  return rows[index - starts[number]];
}

/** The concordance of a concept. */
async function linesOf(concept) {
  const rows = (await fromParts("lines", concept.index)) ?? [];
  return rows.map(([rendering, document, line, column, left, found, right, rule, replacement, source]) => ({
    rendering: concept.renderings[rendering],
    document: report.documents[document],
    rule: rule === null ? null : report.rules[rule],
    line, column, left, found, right, replacement, source,
  }));
}

/** The findings of a document, in its order. */
async function findingsOf(row) {
  const rows = (await fromParts("findings", row.index)) ?? [];
  return rows.map(([concept, rule, severity, message, line, column, found, replacement, applicability, evidence]) => ({
    concept: concept === null ? null : report.concepts[concept],
    rule: report.rules[rule],
    severity: ["error", "warning", "info"][severity],
    applicability: applicability === null ? null : ["safe", "unsafe", "display"][applicability],
    message, line, column, found, replacement, evidence,
  }));
}

/** What `fix` changes in a document: `changes` as `[line, before, after]`, and how many hunks were left out. */
async function changesOf(row) {
  const [changes, left] = (await fromParts("fixes", row.index)) ?? [[], 0];
  return { changes, left };
}
