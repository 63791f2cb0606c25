// Which concepts and documents are looked at, and their numbers within what is looked at.

/** The filters that concepts and the matrix share. Words that stand nowhere else in an address. */
const FILTERS = ["q", "kind", "status", "rule", "folder", "doc"];

/** The documents that `folder` and `doc` leave: a flag each, or `null` for all. */
function documentsFor({ folder = "", doc = "" }) {
  const [wantedFolder, wantedText] = [folder.toLowerCase(), doc.toLowerCase()];
  if (!wantedFolder && !wantedText) return null;
  const flags = new Uint8Array(report.documents.length);
  for (const row of report.documents) {
    const path = row.short.toLowerCase();
    const within = path.slice(0, path.lastIndexOf("/") + 1);
    const hasText = path.includes(wantedText) || (row.title ?? "").toLowerCase().includes(wantedText);
    if (within.includes(wantedFolder) && hasText) flags[row.index] = 1;
  }
  return flags;
}

/**
 * The concepts that the filters leave, each with its numbers within the documents that they leave:
 * `{ concept, amounts, mentions, documents, approved, rate, consistency, entropy, findings, fixable, rules, harm }`.
 * Without a filter on documents the numbers are those of the report itself.
 */
function selected(filters) {
  const flags = documentsFor(filters);
  const text = (filters.q ?? "").trim().toLowerCase();
  const rows = [];
  for (const concept of report.concepts) {
    if (text && !concept.key.includes(text)) continue;
    if (filters.kind && concept.kind !== filters.kind) continue;
    const row = flags ? within(concept, flags) : whole(concept);
    if (row.mentions === 0 && row.findings === 0) continue;
    if (filters.status && !concept.renderings.some((it, index) => it.status === filters.status && row.amounts[index] > 0)) continue;
    if (filters.rule && !(row.rules[filters.rule] > 0)) continue;
    rows.push(row);
  }
  return { rows, flags, documents: flags ? flags.reduce((sum, flag) => sum + flag, 0) : report.documents.length };
}

const whole = (concept) => ({
  concept,
  amounts: concept.renderings.map((it) => it.mentions),
  mentions: concept.mentions,
  documents: concept.documents,
  approved: concept.approved,
  rate: concept.success_rate,
  consistency: concept.consistency,
  entropy: concept.entropy,
  findings: concept.findings,
  fixable: concept.fixable,
  rules: concept.rules,
  harm: concept.harm,
});

/** The same numbers, counted from the cells of these documents. `fixable` is known for the whole only. */
function within(concept, flags) {
  const cells = report.cells[concept.index];
  const amounts = concept.renderings.map(() => 0);
  let [documents, last, approved, wrong, harm] = [0, -1, 0, 0, 0];
  for (let at = 0; at < cells.length; at += 3) {
    const [document, rendering, mentions] = [cells[at], cells[at + 1], cells[at + 2]];
    if (!flags[document]) continue;
    if (document !== last) {
      harm += harmOf(wrong);
      [documents, last, wrong] = [documents + 1, document, 0];
    }
    amounts[rendering] += mentions;
    if (isRight(concept.renderings[rendering].status)) approved += mentions;
    else wrong += mentions;
  }
  harm += harmOf(wrong);
  const rules = {};
  let findings = 0;
  const found = report.findingCells[concept.index];
  for (let at = 0; at < found.length; at += 3) {
    if (!flags[found[at]]) continue;
    const { name } = report.rules[found[at + 1]];
    rules[name] = (rules[name] ?? 0) + found[at + 2];
    findings += found[at + 2];
  }
  const mentions = amounts.reduce((sum, amount) => sum + amount, 0);
  return {
    concept, amounts, mentions, documents, approved, findings, rules,
    fixable: null,
    rate: mentions ? approved / mentions : 1,
    consistency: mentions ? Math.max(...amounts) / mentions : 1,
    entropy: entropy(amounts),
    harm,
  };
}

/** Shannon's entropy of the renderings, in bits. */
function entropy(amounts) {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  return amounts.filter((it) => it > 0).reduce((sum, it) => sum - (it / total) * Math.log2(it / total), 0);
}

/** What a document with so many wrong mentions adds to the harm: who reads it meets a wrong form once, and a little more. */
const harmOf = (wrong) => (wrong > 0 ? 1 + Math.log2(wrong) : 0);

/**
 * The fields to filter by. `values` are read and changed; `changed` is told after each.
 */
function filterFields(values, fields, changed) {
  const set = (name) => (event) => {
    values[name] = event.target.value;
    changed();
  };
  const search = (name, label, placeholder, list) =>
    h("label", { class: `field field-${name}` }, label,
      h("input", { type: "search", name, value: values[name] ?? "", placeholder, list, autocomplete: "off", spellcheck: "false", oninput: set(name) }));
  const choice = (name, label, options) =>
    h("label", { class: `field field-${name}` }, label, h("select", { name, onchange: set(name) },
      h("option", { value: "" }, "any"),
      options.map((it) => h("option", { value: it, selected: it === values[name] }, it))));
  const kinds = [...new Set(report.concepts.map((it) => it.kind))].sort();
  const every = {
    q: () => search("q", "Concept or rendering", "Tectonic, 构造…"),
    kind: () => choice("kind", "Kind", kinds),
    status: () => choice("status", "Status", Object.keys(STATUSES)),
    rule: () => choice("rule", "Rule", report.rules.filter((it) => it.findings > 0).map((it) => it.name)),
    folder: () => [search("folder", "Folder", "any", "folders"), h("datalist", { id: "folders" }, folders().map((value) => h("option", { value })))],
    doc: () => search("doc", "Document", "path or title"),
  };
  const clear = h("button", { type: "reset" }, "Clear");
  const rest = fields.slice(1);
  // On a phone the first field is enough to begin with.
  const isGiven = rest.some((name) => values[name]);
  const more = h("button", { type: "button", class: "more", "aria-expanded": String(isGiven), "aria-controls": "more-filters", onclick: () => more.setAttribute("aria-expanded", more.getAttribute("aria-expanded") !== "true") }, "More filters");
  const form = h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault(), onreset: empty },
    every[fields[0]](),
    rest.length > 1 ? more : null,
    h("div", { class: "rest", id: "more-filters" }, rest.map((name) => every[name]()), clear));
  // Not what a reset does by itself: it would bring back what the address said.
  function empty(event) {
    event.preventDefault();
    for (const name of fields) {
      values[name] = "";
      form.elements[name].value = "";
    }
    changed();
  }
  return form;
}

/** The folders of the documents, at most 200, for suggestions. */
function folders() {
  const all = new Set(report.documents.map((it) => it.short.slice(0, it.short.lastIndexOf("/") + 1)).filter(Boolean));
  return [...all].sort().slice(0, 200);
}

/** The filters in an address, with those that are given nowhere as empty. */
const filtersFrom = (parameters) => Object.fromEntries(FILTERS.map((name) => [name, parameters.get(name) ?? ""]));
