// Tables that sort by each column and show one page of rows at a time.

/**
 * A column: `key`, `label`, `value(row)` to sort by, `cell(row)` to show (the value if left out), `text` for a column
 * of words, `wide` for one that has a line of its own on a phone.
 */

/** Rows on one page. */
const PAGE = 50;

/**
 * A table with its sorting and paging. `state` has `sort`, `dir` and `page`, and is changed here; `changed` is told.
 * `show(rows)` draws rows that were filtered elsewhere.
 */
function table({ caption, columns, state, changed, what }) {
  const body = h("tbody", { role: "rowgroup" });
  const headings = new Map();
  const heads = columns.map((column) => {
    const button = h("button", { type: "button", onclick: () => sortBy(column.key) }, column.label);
    const head = h("th", { role: "columnheader", scope: "col", class: `${kindOf(column)} col-${column.key}`, title: column.about }, button);
    headings.set(column.key, head);
    return head;
  });
  const select = h("select", { onchange: () => sortBy(select.value) }, columns.map((it) => h("option", { value: it.key }, it.label.toLowerCase())));
  const pager = h("nav", { class: "pager", "aria-label": `Pages of ${caption.toLowerCase()}` });
  const grid = h("table", { role: "table", class: "rows" },
    h("caption", { class: "unseen" }, caption),
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads)),
    body,
  );
  const element = h("div", { class: "table" }, h("label", { class: "sort-select" }, "Sort by ", select), grid, pager);
  let rows = [];

  function sortBy(key) {
    const column = columns.find((it) => it.key === key);
    const first = column.text ? "up" : "down";
    state.dir = state.sort === key ? (state.dir === "up" ? "down" : "up") : first;
    state.sort = key;
    state.page = 1;
    changed();
    show(rows);
    say(`sorted by ${column.label}, ${state.dir === "up" ? "ascending" : "descending"}`);
  }

  function sorted() {
    const column = columns.find((it) => it.key === state.sort) ?? columns[0];
    const sign = state.dir === "up" ? 1 : -1;
    const keyed = rows.map((row, index) => ({ row, index, value: column.value(row) }));
    // Equal ones keep the order of the report, whichever way the column runs.
    keyed.sort((one, other) => sign * compare(one.value, other.value) || one.index - other.index);
    return keyed.map((it) => it.row);
  }

  function show(given) {
    rows = given;
    const pages = Math.max(1, Math.ceil(rows.length / PAGE));
    state.page = Math.min(Math.max(1, state.page), pages);
    const from = (state.page - 1) * PAGE;
    for (const [key, head] of headings) {
      if (key === state.sort) head.setAttribute("aria-sort", state.dir === "up" ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    select.value = state.sort;
    body.replaceChildren(...sorted().slice(from, from + PAGE).map(line));
    showPager(pager, state, rows.length, what, (page) => {
      state.page = page;
      changed();
      show(rows);
      element.scrollIntoView({ block: "start" });
    });
  }

  function line(row) {
    const cells = columns.map((column) =>
      h("td", { role: "cell", class: `${kindOf(column)} col-${column.key}`, "data-label": column.label.toLowerCase() },
        column.cell ? column.cell(row) : count(column.value(row))),
    );
    return h("tr", { role: "row" }, cells);
  }

  return { element, show };
}

/** A list that is shown page by page: `line(row)` makes an item. */
function pagedList(rows, { name, what, line }) {
  const state = { page: 1 };
  const list = h("ol", { class: name });
  const pager = h("nav", { class: "pager", "aria-label": `Pages of ${what[0]}s` });
  const show = () => {
    const from = (state.page - 1) * PAGE;
    list.replaceChildren(...rows.slice(from, from + PAGE).map(line));
    showPager(pager, state, rows.length, what, (page) => {
      state.page = page;
      show();
      list.scrollIntoView({ block: "start" });
    });
  };
  show();
  return rows.length > PAGE ? [list, pager] : [list];
}

const kindOf = (column) => (column.wide ? "wide" : column.text ? "text" : "number");

const collator = new Intl.Collator("en", { numeric: true });
const compare = (one, other) => (typeof one === "string" ? collator.compare(one, other) : (one ?? -1) - (other ?? -1));

/** "1–100 of 703 concepts" with its buttons; nothing but the count if all rows fit. */
function showPager(pager, state, total, what, go) {
  const pages = Math.max(1, Math.ceil(total / PAGE));
  const from = total === 0 ? 0 : (state.page - 1) * PAGE + 1;
  const to = Math.min(total, state.page * PAGE);
  const text = h("span", {}, pages > 1 ? `${from.toLocaleString("en")}–${to.toLocaleString("en")} of ${counted(total, ...what)}` : counted(total, ...what));
  const button = (label, page, isOff) => h("button", { type: "button", disabled: isOff, onclick: () => go(page) }, label);
  pager.replaceChildren(...(pages > 1 ? [button("Previous", state.page - 1, state.page === 1), text, button("Next", state.page + 1, state.page === pages)] : [text]));
}
