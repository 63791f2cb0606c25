// The documents, those in need of most work first, and one of them with all that is found in it.

/** Errors and warnings first, then what is only worth knowing. */
const byWork = (one, other) => other.work - one.work || other.infos - one.infos || one.index - other.index;

const documentName = (row) =>
  h("span", { class: "name" }, h("a", { href: documentAddress(row) }, words(row.title || row.short)), row.unreadable ? h("span", { class: "kind" }, "could not be read") : null, row.title ? h("span", { class: "path" }, words(row.short)) : null);

async function documentsView({ parameters }) {
  const filters = filtersFrom(parameters);
  const state = { sort: parameters.get("sort") ?? "work", dir: parameters.get("dir") ?? "down", page: Number(parameters.get("page") ?? 1) };
  const keep = () => keepParameters({ folder: filters.folder, doc: filters.doc, ...(state.sort === "work" && state.dir === "down" ? {} : { sort: state.sort, dir: state.dir }), page: state.page > 1 ? state.page : "" });
  const columns = [
    { key: "document", label: "Document", text: true, value: (row) => row.short, cell: documentName },
    { key: "mentions", label: "Mentions", value: (row) => row.mentions },
    { key: "approved", label: "Approved", about: "approved mentions ÷ mentions", value: (row) => (row.mentions ? row.approved / row.mentions : null), cell: (row) => share(row.mentions ? row.approved / row.mentions : null) },
    { key: "errors", label: "Errors", value: (row) => row.errors },
    { key: "warnings", label: "Warnings", value: (row) => row.warnings },
    { key: "infos", label: "Info", value: (row) => row.infos },
    { key: "fixable", label: "Fixable", value: (row) => row.fixable },
    { key: "work", label: "Work", about: "errors + warnings", value: (row) => row.work },
  ];
  const rows = table({ caption: "Documents", columns, state, changed: keep, what: ["document"] });
  const summary = h("p", { class: "summary", "aria-live": "polite" });
  const sorted = [...report.documents].sort(byWork);
  function update() {
    const flags = documentsFor(filters);
    const found = flags ? sorted.filter((row) => flags[row.index]) : sorted;
    summary.replaceChildren(count(found.length), ` of ${counted(report.documents.length, "document")}`, report.folder ? ", all in " : "", report.folder ? h("code", {}, words(report.folder)) : "");
    rows.show(found);
  }
  const fields = filterFields(filters, ["folder", "doc"], () => {
    state.page = 1;
    keep();
    update();
  });
  update();
  return {
    title: "Documents",
    content: [h("h1", {}, "Documents"), h("p", { class: "lead" }, "Those in need of most work first: errors and warnings together."), fields, summary, rows.element],
  };
}

async function documentView({ argument }) {
  const row = report.byPath.get(argument);
  if (!row) return missing("document", argument);
  const [findings, changes] = await Promise.all([findingsOf(row), changesOf(row), matrix()]);
  const ranked = [...report.documents].sort(byWork);
  const rank = ranked.indexOf(row);
  const beside = (other, label) => (other ? h("a", { href: documentAddress(other) }, label) : null);
  return {
    title: row.title || row.short,
    content: [
      crumbs(["Documents", address("documents")]),
      h("h1", {}, words(row.title || row.short)),
      h("p", { class: "lead" }, h("a", { class: "path", href: fileLink(row, 1) }, words(row.path)), ` · ${(rank + 1).toLocaleString("en")} of ${report.documents.length.toLocaleString("en")} by work · `, beside(ranked[rank - 1], "‹ previous"), rank > 0 ? " " : "", beside(ranked[rank + 1], "next ›")),
      h("dl", { class: "figures small" },
        figure("Mentions", count(row.mentions)),
        figure("Approved", share(row.mentions ? row.approved / row.mentions : null)),
        figure("Errors", count(row.errors)),
        figure("Warnings", count(row.warnings)),
        figure("Info", count(row.infos)),
        figure("Fixable", count(row.fixable))),
      h("section", {}, h("h2", {}, "Findings"), findingList(row, findings)),
      h("section", {}, h("h2", {}, "What fix would do"), changeList(row, changes)),
      h("section", {}, h("h2", {}, "Concepts here"), documentConcepts(row)),
    ],
  };
}


function findingList(row, findings) {
  const total = row.errors + row.warnings + row.infos;
  if (total === 0) return h("p", {}, "Nothing was found here.");
  const item = (finding) =>
    h("li", { class: `finding ${finding.severity}` },
      h("a", { class: "place", href: fileLink(row, finding.line) }, finding.line === null ? "file" : `${finding.line}:${finding.column}`),
      severityBadge(finding.severity),
      h("div", { class: "message" },
        h("span", {}, prose(finding.message)),
        changeOf(finding),
        h("span", { class: "under" },
          h("code", {}, finding.rule.name),
          finding.concept ? [" · ", h("a", { href: conceptAddress(finding.concept, { doc: row.short }) }, words(finding.concept.source))] : null,
          finding.evidence.length > 0 ? [" · ", finding.evidence.map((it, index) => [index > 0 ? "; " : "", prose(it)])] : null)));
  const dropped = total - findings.length;
  return [pagedList(findings, { name: "findings", what: ["finding"], line: item }), dropped > 0 ? h("p", { class: "dropped" }, `${counted(dropped, "further finding")} of this document ${dropped === 1 ? "is" : "are"} in findings.csv, not on this page.`) : null];
}

/** What would stand there, and who may put it there. */
function changeOf({ found, replacement, applicability }) {
  if (replacement === null) return null;
  const who = { safe: null, unsafe: "a person should look", display: "by hand" }[applicability];
  return h("span", { class: "change" }, found === null ? null : [h("del", {}, words(found)), " → "], replacement === "" ? "nothing" : h("ins", {}, words(replacement)), who ? h("span", { class: "kind" }, who) : null);
}

function documentConcepts(row) {
  const rows = [];
  for (const concept of report.concepts) {
    const cells = report.cells[concept.index];
    let amounts = null;
    for (let at = 0; at < cells.length; at += 3) {
      if (cells[at] !== row.index) continue;
      amounts ??= concept.renderings.map(() => 0);
      amounts[cells[at + 1]] += cells[at + 2];
    }
    if (!amounts) continue;
    const wrong = amounts.reduce((sum, amount, index) => sum + (isRight(concept.renderings[index].status) ? 0 : amount), 0);
    rows.push({ concept, amounts, wrong, mentions: amounts.reduce((sum, amount) => sum + amount, 0) });
  }
  const columns = [
    { key: "concept", label: "Concept", text: true, value: (it) => it.concept.source, cell: (it) => conceptName(it.concept, { doc: row.short }) },
    { key: "renderings", label: "Renderings", wide: true, value: (it) => it.amounts.filter((amount) => amount > 0).length, cell: renderingCell },
    { key: "mentions", label: "Mentions", value: (it) => it.mentions },
    { key: "wrong", label: "Wrong", value: (it) => it.wrong },
  ];
  const list = table({ caption: "Concepts in this document", columns, state: { sort: "wrong", dir: "down", page: 1 }, changed: () => {}, what: ["concept"] });
  list.show(rows);
  return list.element;
}
