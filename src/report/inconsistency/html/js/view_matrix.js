// Documents by concepts: as a heat map, and as a table for who cannot see it.

async function matrixView({ parameters }) {
  await matrix();
  const filters = filtersFrom(parameters);
  const state = { zoom: parameters.get("zoom") ?? "large", as: parameters.get("as") ?? "map", all: parameters.get("all") ?? "", sort: "wrong", dir: "down", page: 1 };
  const keep = () => keepParameters({ ...filters, zoom: state.zoom === "large" ? "" : state.zoom, as: state.as === "map" ? "" : state.as, all: state.all });
  const summary = h("p", { class: "summary", "aria-live": "polite" });
  const stage = h("div", { class: "stage" });
  const readout = h("p", { class: "readout" });
  let map = null;

  const choice = (name, label, options) => h("label", { class: `field field-${name}` }, label, h("select", { name, onchange: (event) => {
    state[name] = event.target.value;
    keep();
    if (name === "zoom") map?.zoom(state.zoom);
    else update();
  } }, options.map(([value, text]) => h("option", { value, selected: state[name] === value }, text))));

  function update() {
    const { rows: concepts, flags } = selected(filters);
    const columns = concepts.filter((row) => state.all || row.harm > 0);
    const documents = gather(columns, flags);
    const shown = state.all ? documents : documents.filter((row) => row.wrong > 0);
    shown.sort((one, other) => other.wrong - one.wrong || one.document.index - other.document.index);
    summary.replaceChildren(count(shown.length), ` ${shown.length === 1 ? "document" : "documents"} × `, count(columns.length), ` ${columns.length === 1 ? "concept" : "concepts"}`,
      state.all ? "" : `, those with a wrong form only: ${counted(concepts.length - columns.length, "concept")} and ${counted(documents.length - shown.length, "document")} without are left out`);
    readout.replaceChildren();
    map = null;
    if (shown.length === 0 || columns.length === 0) stage.replaceChildren(h("p", {}, "Nothing fits: clear a filter, or show all."));
    else if (state.as === "table") stage.replaceChildren(asTable(shown, columns, state));
    else drawMap(shown, columns);
  }

  function drawMap(shown, columns) {
    const at = (row, column) => shown[row].cells.get(column);
    const said = (row, column) => plain(`${shown[row].document.short}, ${columns[column].concept.source}: ${amountsText(columns[column].concept, at(row, column))}`);
    map = heatMap({
      rows: shown.map((row) => ({ label: row.document.title || row.document.short, cells: row.cells })),
      columns: columns.map((row) => ({ label: row.concept.source })),
      said,
      open: (row, column) => {
        if (!at(row, column)) return;
        isByLink = true;
        location.hash = conceptAddress(columns[column].concept, { doc: shown[row].document.short });
      },
      onmove: (row, column) => {
        const { document } = shown[row];
        const { concept } = columns[column];
        readout.replaceChildren(
          h("a", { href: documentAddress(document) }, words(document.short)), " × ",
          h("a", { href: conceptAddress(concept, { doc: document.short }) }, words(concept.source)), ": ",
          amountsText(concept, at(row, column)));
      },
    });
    stage.replaceChildren(map.element, readout);
    map.zoom(state.zoom);
  }

  const fields = filterFields(filters, FILTERS, () => {
    state.page = 1;
    keep();
    update();
  });
  const controls = h("div", { class: "filters" },
    choice("as", "Show as", [["map", "heat map"], ["table", "table"]]),
    choice("all", "What", [["", "wrong forms only"], ["yes", "every mention"]]),
    choice("zoom", "Cells", [["large", "large"], ["medium", "medium"], ["small", "small"]]));
  update();
  return {
    title: "Matrix",
    content: [
      h("h1", {}, "Matrix"),
      h("p", { class: "lead" }, "Each row a document, each column a concept, the worst first. A cell is a stacked bar: ", cellSample("right"), " approved, ", cellSample("wrong"), " wrong; the more mentions, the stronger. Arrow keys move from cell to cell, Enter or a double click opens the lines."),
      fields, controls, summary, stage,
    ],
  };
}

const cellSample = (what) => s("svg", { class: "swatch", width: 12, height: 12, "aria-hidden": "true" }, s("rect", { width: 12, height: 12, fill: what === "right" ? "url(#fill-preferred)" : "url(#fill-deprecated)" }));

/** The documents that mention these concepts, each with its cells by column. */
function gather(columns, flags) {
  const documents = new Map();
  columns.forEach(({ concept }, column) => {
    const flat = report.cells[concept.index];
    for (let at = 0; at < flat.length; at += 3) {
      const [document, rendering, mentions] = [flat[at], flat[at + 1], flat[at + 2]];
      if (flags && !flags[document]) continue;
      if (!documents.has(document)) documents.set(document, { document: report.documents[document], cells: new Map(), wrong: 0, mentions: 0 });
      const row = documents.get(document);
      if (!row.cells.has(column)) row.cells.set(column, { wrong: 0, approved: 0, amounts: [] });
      const cell = row.cells.get(column);
      const isWrong = !isRight(concept.renderings[rendering].status);
      cell[isWrong ? "wrong" : "approved"] += mentions;
      cell.amounts.push([rendering, mentions]);
      row.mentions += mentions;
      if (isWrong) row.wrong += mentions;
    }
  });
  return [...documents.values()];
}

const amountsText = (concept, cell) =>
  cell ? cell.amounts.map(([rendering, mentions]) => `${plain(concept.renderings[rendering].text)} ${mentions} (${concept.renderings[rendering].status})`).join(", ") : "not mentioned";

/** The same cells as rows of a table. */
function asTable(shown, columns, state) {
  const rows = [];
  for (const { document, cells } of shown) {
    for (const [column, cell] of cells) if (state.all || cell.wrong > 0) rows.push({ document, concept: columns[column].concept, ...cell });
  }
  const amountsOf = (row) => {
    const amounts = row.concept.renderings.map(() => 0);
    for (const [rendering, mentions] of row.amounts) amounts[rendering] += mentions;
    return { concept: row.concept, amounts };
  };
  const list = table({
    caption: "Cells of the matrix", state, changed: () => {}, what: ["cell"],
    columns: [
      { key: "document", label: "Document", text: true, value: (row) => row.document.short, cell: (row) => documentName(row.document) },
      { key: "concept", label: "Concept", text: true, value: (row) => row.concept.source, cell: (row) => conceptName(row.concept, { doc: row.document.short }) },
      { key: "renderings", label: "Renderings", wide: true, value: (row) => row.amounts.length, cell: (row) => renderingCell(amountsOf(row)) },
      { key: "approved", label: "Approved", value: (row) => row.approved },
      { key: "wrong", label: "Wrong", value: (row) => row.wrong },
    ],
  });
  list.show(rows);
  return list.element;
}
