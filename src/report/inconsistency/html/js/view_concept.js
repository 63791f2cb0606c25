// One concept: its renderings, and its concordance as translators read it, aligned on the mention.

async function conceptView({ argument, parameters }) {
  const concept = report.byId.get(argument);
  if (!concept) return missing("concept", argument);
  const [lines] = await Promise.all([linesOf(concept), matrix()]);
  const state = {
    rendering: parameters.get("rendering") ?? "",
    status: parameters.get("status") ?? "",
    folder: parameters.get("folder") ?? "",
    doc: parameters.get("doc") ?? "",
    sort: parameters.get("sort") ?? "document",
    page: Number(parameters.get("page") ?? 1),
  };
  const concordance = concordanceOf(concept, lines, state);
  const pick = (text) => {
    state.rendering = state.rendering === text ? "" : text;
    state.page = 1;
    concordance.keep();
    concordance.update();
    return state.rendering;
  };
  return {
    title: concept.source,
    content: [
      crumbs(["Concepts", address("concepts")]),
      h("h1", {}, words(concept.source), h("span", { class: "kind" }, concept.kind)),
      conceptLead(concept),
      h("dl", { class: "figures small" },
        figure("Mentions", count(concept.mentions)),
        figure("Documents", count(concept.documents)),
        figure("Success rate", share(concept.success_rate)),
        figure("Consistency", share(concept.consistency)),
        figure("Entropy", [bits(concept.entropy), " bits"]),
        figure("Findings", count(concept.findings)),
        figure("Fixable", count(concept.fixable)),
        figure("Harm", harm(concept.harm))),
      h("section", {}, h("h2", {}, "Renderings"), renderingBar(concept, concept.renderings.map((it) => it.mentions), { height: 28, each: true }), renderingTable(concept, state, pick)),
      concordance.element,
      h("section", {}, h("h2", {}, "Documents"), conceptDocuments(concept)),
    ],
  };
}

const figure = (name, value, about) => h("div", {}, h("dt", {}, name), h("dd", {}, value), about ? h("dd", { class: "about" }, about) : null);

function conceptLead(concept) {
  const asked = concept.preferred.flatMap((text, index) => [index > 0 ? " or " : "", h("strong", {}, words(text))]);
  const rules = Object.entries(concept.rules).flatMap(([name, findings], index) => [index > 0 ? ", " : " Findings: ", h("code", {}, name), ` ${findings.toLocaleString("en")}`]);
  return h("p", { class: "lead" },
    asked.length > 0 ? ["The glossary asks for ", asked, "."] : null,
    concept.note ? [" ", words(concept.note.replace(/[.。]$/, "")), "."] : null,
    rules, rules.length > 0 ? "." : null);
}

/** The renderings as a table; a button each shows the mentions of one only. */
function renderingTable(concept, state, pick) {
  const buttons = new Map();
  const press = (text) => {
    const picked = pick(text);
    for (const [name, button] of buttons) button.setAttribute("aria-pressed", name === picked);
  };
  const rows = concept.renderings.map((rendering) => {
    const { text, status, mentions, documents, first_document, fixable, dominant, is_source } = rendering;
    const button = h("button", { type: "button", class: "pick", "aria-pressed": String(state.rendering === text), onclick: () => press(text) }, words(text));
    buttons.set(text, button);
    const first = report.documents[first_document];
    return h("tr", {},
      h("th", { scope: "row" }, button, dominant ? h("span", { class: "kind" }, "dominant") : null),
      h("td", {}, statusLabel(status), is_source ? h("span", { class: "kind" }, "left in the source language") : null),
      h("td", { class: "number" }, count(mentions)),
      h("td", { class: "number" }, share(mentions / concept.mentions)),
      h("td", { class: "number" }, count(documents)),
      h("td", { class: "number" }, count(fixable)),
      h("td", { class: "path" }, first ? h("a", { href: documentAddress(first) }, words(first.short)) : "–"));
  });
  const head = ["Rendering", "Status", "Mentions", "Share", "Documents", "Fixable", "First document"];
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Renderings" }, h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, head.map((it, index) => h("th", { scope: "col", class: index > 1 && index < 6 ? "number" : "text" }, it)))),
    h("tbody", {}, rows)));
}

const SORTS = {
  document: ["document and line", (line) => [line.document.index, line.line, line.column]],
  before: ["what stands before", (line) => [[...line.left].reverse().join("")]],
  after: ["what stands after", (line) => [line.right]],
  rendering: ["rendering", (line) => [order(line.rendering.status), line.rendering.text]],
};

function concordanceOf(concept, lines, state) {
  const list = h("ol", { class: "kwic" });
  const pager = h("nav", { class: "pager", "aria-label": "Pages of the concordance" });
  const summary = h("p", { class: "summary", "aria-live": "polite" });
  const keep = () => keepParameters({ ...state, sort: state.sort === "document" ? "" : state.sort, page: state.page > 1 ? state.page : "" });
  const changed = (name) => (event) => {
    state[name] = event.target.value;
    state.page = 1;
    keep();
    update();
  };
  const choice = (name, label, options) => h("label", { class: `field field-kwic-${name}` }, label, h("select", { name: `kwic-${name}`, onchange: changed(name) }, options.map(([value, text]) => h("option", { value, selected: state[name] === value }, text))));
  const controls = h("div", { class: "filters" },
    choice("status", "Status", [["", "any"], ...Object.keys(STATUSES).filter((it) => concept.renderings.some((other) => other.status === it)).map((it) => [it, it])]),
    h("label", { class: "field" }, "Document", h("input", { type: "search", name: "kwic-doc", value: state.doc, placeholder: "path or title", oninput: changed("doc") })),
    choice("sort", "Sort by", Object.entries(SORTS).map(([key, [label]]) => [key, label])));

  function update() {
    const flags = documentsFor(state);
    const fits = (line) => (!state.rendering || line.rendering.text === state.rendering) && (!state.status || line.rendering.status === state.status) && (!flags || flags[line.document.index]);
    const keyOf = SORTS[state.sort]?.[1] ?? SORTS.document[1];
    const found = lines.filter(fits).map((line, index) => ({ line, index, key: keyOf(line) }));
    found.sort((one, other) => {
      for (let at = 0; at < one.key.length; at += 1) {
        const difference = compare(one.key[at], other.key[at]);
        if (difference !== 0) return difference;
      }
      return one.index - other.index;
    });
    const scope = [
      state.rendering ? [" of ", words(state.rendering)] : "",
      state.folder ? [" in folders with ", words(state.folder)] : "",
      state.doc ? [" in documents with ", words(state.doc)] : "",
    ];
    summary.replaceChildren();
    fill(summary, {}, [count(found.length), ` of ${counted(lines.length, "line")} shown here`, scope,
      lines.length < concept.mentions ? `. They are a sample of each rendering, ${lines.length.toLocaleString("en")} of ${counted(concept.mentions, "mention")}; the numbers above are of all.` : "", "."]);
    showPager(pager, state, found.length, ["line"], (page) => {
      state.page = page;
      keep();
      update();
      list.scrollIntoView({ block: "start" });
    });
    const from = (state.page - 1) * PAGE;
    list.replaceChildren(...found.slice(from, from + PAGE).map(({ line }) => kwicLine(line)));
  }

  const element = h("section", { id: "concordance" }, h("h2", {}, "Concordance"), controls, summary, list, pager);
  update();
  return { element, update, keep };
}

/** As much of a file's name as tells it from others at a glance; the link's title has all of it. */
const shortName = (name) => cut(name.replace(/\.\w+$/, ""), 26);

/** One mention in its line. */
function kwicLine({ rendering, document, line, left, found, right, rule, replacement, source }) {
  const { status } = rendering;
  const place = h("a", { class: "place", href: fileLink(document, line), title: plain(`${document.path}:${line}`) },
    shortName(document.name), `:${line}`);
  const verdict = isRight(status) && !rule ? null : h("span", { class: "verdict" }, rule ? rule.name : status, replacement ? [" → ", words(replacement)] : null);
  return h("li", { class: `kwic-line ${status}` },
    place,
    h("span", { class: "left" }, words(left, { lang: report.language })),
    h("span", { class: "onward" }, h("mark", { class: isRight(status) ? "right" : "wrong" }, words(found)), words(right, { lang: report.language })),
    h("span", { class: "judged" }, swatch(status), h("span", { class: "unseen" }, status), verdict),
    source ? h("span", { class: "source" }, h("span", { class: "unseen" }, "source: "), words(source)) : null);
}

/** The documents that name the concept, those with most wrong mentions first. */
function conceptDocuments(concept) {
  const cells = report.cells[concept.index];
  const rows = new Map();
  for (let at = 0; at < cells.length; at += 3) {
    const row = rows.get(cells[at]) ?? { document: report.documents[cells[at]], amounts: concept.renderings.map(() => 0), wrong: 0, mentions: 0 };
    row.amounts[cells[at + 1]] += cells[at + 2];
    row.mentions += cells[at + 2];
    if (!isRight(concept.renderings[cells[at + 1]].status)) row.wrong += cells[at + 2];
    rows.set(cells[at], row);
  }
  const state = { sort: "wrong", dir: "down", page: 1 };
  const columns = [
    { key: "document", label: "Document", text: true, value: (row) => row.document.short, cell: (row) => documentName(row.document) },
    { key: "renderings", label: "Renderings", wide: true, value: (row) => row.amounts.filter((it) => it > 0).length, cell: (row) => renderingCell({ concept, amounts: row.amounts }) },
    { key: "mentions", label: "Mentions", value: (row) => row.mentions },
    { key: "wrong", label: "Wrong", value: (row) => row.wrong },
  ];
  const list = table({ caption: "Documents of the concept", columns, state, changed: () => {}, what: ["document"] });
  list.show([...rows.values()]);
  return list.element;
}

const crumbs = ([label, href]) => h("nav", { class: "crumbs", "aria-label": "Above" }, h("a", { href }, "‹ ", label));

const missing = (what, name) => ({ title: "Not here", content: [h("h1", {}, "Not here"), h("p", {}, `This report has no ${what} “`, words(name), "”. ", h("a", { href: "#/" }, "To the overview"))] });
