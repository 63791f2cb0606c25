// The table of concepts, the worst first.

async function conceptsView({ parameters }) {
  await matrix();
  const filters = filtersFrom(parameters);
  const state = { sort: parameters.get("sort") ?? "harm", dir: parameters.get("dir") ?? "down", page: Number(parameters.get("page") ?? 1) };
  const keep = () => keepParameters({ ...filters, ...(state.sort === "harm" && state.dir === "down" ? {} : { sort: state.sort, dir: state.dir }), page: state.page > 1 ? state.page : "" });
  const scope = () => ({ doc: filters.doc, folder: filters.folder });
  const columns = [
    { key: "concept", label: "Concept", text: true, value: (row) => row.concept.source, cell: (row) => conceptName(row.concept, scope()) },
    { key: "renderings", label: "Renderings", wide: true, about: "sorted by how many there are", value: (row) => row.amounts.filter((it) => it > 0).length, cell: renderingCell },
    { key: "mentions", label: "Mentions", value: (row) => row.mentions },
    { key: "documents", label: "Documents", value: (row) => row.documents },
    { key: "success", label: "Success rate", about: FORMULAS.success_rate, value: (row) => row.rate, cell: (row) => share(row.rate) },
    { key: "consistency", label: "Consistency", about: FORMULAS.consistency, value: (row) => row.consistency, cell: (row) => share(row.consistency) },
    { key: "entropy", label: "Entropy", about: FORMULAS.entropy, value: (row) => row.entropy, cell: (row) => bits(row.entropy) },
    { key: "findings", label: "Findings", value: (row) => row.findings },
    { key: "fixable", label: "Fixable", about: "findings that fix mends", value: (row) => row.fixable, cell: (row) => (row.fixable === null ? "–" : count(row.fixable)) },
    { key: "harm", label: "Harm", about: FORMULAS.harm, value: (row) => row.harm, cell: (row) => harm(row.harm) },
  ];
  const rows = table({ caption: "Concepts", columns, state, changed: keep, what: ["concept"] });
  const summary = h("p", { class: "summary", "aria-live": "polite" });

  function update() {
    const { rows: found, flags, documents } = selected(filters);
    summary.replaceChildren(
      count(found.length), ` of ${counted(report.concepts.length, "concept")}`,
      ...(flags ? [`, counted in ${documents.toLocaleString("en")} of ${counted(report.documents.length, "document")}`] : []),
      found.length === 0 ? ". Nothing fits: clear a filter." : "",
    );
    rows.show(found);
  }

  const fields = filterFields(filters, FILTERS, () => {
    state.page = 1;
    keep();
    update();
  });
  update();
  return {
    title: "Concepts",
    content: [
      h("h1", {}, "Concepts"),
      h("p", { class: "lead" }, "The most harmful first: how many readers meet a wrong form. Each bar shows how a concept is written."),
      fields, legend(), summary, rows.element,
    ],
  };
}

const conceptName = (concept, parameters) =>
  h("span", { class: "name" }, h("a", { href: conceptAddress(concept, parameters) }, words(concept.source)), h("span", { class: "kind" }, concept.kind));

/** The bar, and the renderings in words, the most frequent first. */
function renderingCell(row) {
  const { concept, amounts } = row;
  const shown = amounts.map((amount, index) => ({ amount, ...concept.renderings[index] })).filter((it) => it.amount > 0).sort((one, other) => other.amount - one.amount);
  const more = shown.length - 4;
  const said = shown.slice(0, 4).map(({ text, status, amount }, index) => [
    h("span", {}, h("span", { class: isRight(status) ? "right" : "wrong" }, STATUSES[status].mark, " ", words(text), " ", amount.toLocaleString("en")), index < shown.length - 1 ? " ·" : ""), " ",
  ]);
  return h("div", { class: "renderings" }, renderingBar(concept, amounts), h("div", { class: "said" }, said, more > 0 ? `${more} more` : ""));
}
