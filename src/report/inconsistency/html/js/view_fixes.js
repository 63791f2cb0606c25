// What `fix` would change, document by document.

async function fixesView({ parameters }) {
  const filters = filtersFrom(parameters);
  const state = { page: Number(parameters.get("page") ?? 1) };
  const { findings, fixable } = report.totals;
  const rows = report.documents.filter((row) => row.edits > 0).sort((one, other) => other.edits - one.edits || one.index - other.index);
  const list = h("div", { class: "fixes" });
  const pager = h("nav", { class: "pager", "aria-label": "Pages of documents" });
  const summary = h("p", { class: "summary", "aria-live": "polite" });
  const keep = () => keepParameters({ folder: filters.folder, doc: filters.doc, page: state.page > 1 ? state.page : "" });
  function update() {
    const flags = documentsFor(filters);
    const found = flags ? rows.filter((row) => flags[row.index]) : rows;
    const edits = found.reduce((sum, row) => sum + row.edits, 0);
    const left = report.sampling.fixes - rows.length;
    summary.replaceChildren(count(edits), ` edits in ${counted(found.length, "document")}`,
      left > 0 ? `. Of ${counted(report.sampling.fixes, "document")} that fix would change, the ${rows.length.toLocaleString("en")} with most edits are here; glossator fix --diff shows the other ${left.toLocaleString("en")}.` : "");
    showPager(pager, state, found.length, ["document"], (page) => {
      state.page = page;
      keep();
      update();
      list.scrollIntoView({ block: "start" });
    });
    const from = (state.page - 1) * PAGE;
    list.replaceChildren(...found.slice(from, from + PAGE).map((row, index) => fixOf(row, index < 5)));
  }
  const fields = filterFields(filters, ["folder", "doc"], () => {
    state.page = 1;
    keep();
    update();
  });
  update();
  return {
    title: "Fixes",
    content: [
      h("h1", {}, "What fix would do"),
      h("p", { class: "lead" }, h("code", {}, "glossator fix"), " mends ", count(fixable), ` of ${counted(findings, "finding")} safely: the sentence around each stays right. The other `, count(findings - fixable), " are left for a person. Nothing has been changed yet."),
      fields, summary, list, pager,
    ],
  };
}

/** A document's changes behind its name, read when they are opened. */
function fixOf(row, isOpen) {
  const place = h("div", {});
  const details = h("details", { class: "fix", open: isOpen, ontoggle: fillIn },
    h("summary", {}, words(row.title || row.short), h("span", { class: "path" }, words(row.short)), h("span", { class: "kind" }, counted(row.edits, "edit"))), place);
  async function fillIn() {
    if (!details.open || place.firstChild) return;
    place.append(h("p", { class: "under" }, h("a", { href: documentAddress(row) }, "all findings of this document")), ...[changeList(row, await changesOf(row))].flat(Infinity));
  }
  return details;
}
