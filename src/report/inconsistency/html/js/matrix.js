// A heat map on a canvas. Only what is in its window is drawn, so it stays quick at 200 × 30,000.

/** Sizes of a cell in pixels: everything at once, or each cell to read. */
const ZOOMS = { small: 5, medium: 11, large: 20 };

/**
 * The map. `rows` are documents with `label` and `cells`: `{ wrong, approved }` by column; `columns` are concepts with `label`.
 * `said(row, column)` says a cell in words, `open(row, column)` follows it, `onmove(row, column)` hears which is looked at.
 *
 * The keyboard moves one cell; a screen reader hears it as a cell of a grid, whose rows and columns are not all in the page.
 */
function heatMap({ rows, columns, said, open, onmove }) {
  const canvas = h("canvas", { "aria-hidden": "true" });
  const spacer = h("div", { class: "spacer" });
  const cell = h("div", { role: "gridcell", id: "matrix-cell", class: "unseen" });
  const line = h("div", { role: "row", class: "unseen" }, cell);
  const scroller = h("div", { class: "matrix-window" }, spacer, canvas);
  const element = h("div", {
    class: "matrix", tabindex: 0, role: "grid", "aria-label": "Documents by concepts. Arrow keys move, Enter opens.",
    "aria-rowcount": rows.length, "aria-colcount": columns.length, "aria-activedescendant": "matrix-cell", onkeydown: key, onfocus: () => move(active.row, active.column),
  }, scroller, line);
  const active = { row: 0, column: 0 };
  let size = ZOOMS.large;
  let isDrawn = true;
  let colors = {};

  const labelWidth = () => (size < 9 ? 6 : scroller.clientWidth < 600 ? 112 : 260);
  const headHeight = () => (size < 9 ? 6 : 136);

  function resize() {
    spacer.style.width = `${labelWidth() + columns.length * size + 60}px`;
    spacer.style.height = `${headHeight() + rows.length * size + 4}px`;
    // As high as it must be, and never higher than the window allows.
    scroller.style.height = `min(${headHeight() + rows.length * size + 20}px, 72vh, 760px)`;
    redraw();
  }

  function redraw() {
    if (!isDrawn) return;
    isDrawn = false;
    requestAnimationFrame(() => {
      isDrawn = true;
      draw();
    });
  }

  function readColors() {
    const style = getComputedStyle(document.documentElement);
    const named = (name) => style.getPropertyValue(`--${name}`).trim();
    colors = { paper: named("paper"), ink: named("ink"), muted: named("muted"), line: named("line"), right: named("preferred"), wrong: named("deprecated"), mark: named("on-deprecated"), accent: named("accent") };
    colors.font = getComputedStyle(document.body).fontFamily;
  }

  function draw() {
    const [wide, high] = [scroller.clientWidth, scroller.clientHeight];
    if (wide === 0) return;
    const density = devicePixelRatio || 1;
    canvas.width = wide * density;
    canvas.height = high * density;
    canvas.style.width = `${wide}px`;
    canvas.style.height = `${high}px`;
    const brush = canvas.getContext("2d");
    brush.scale(density, density);
    const [left, top] = [labelWidth(), headHeight()];
    const [firstRow, firstColumn] = [Math.floor(scroller.scrollTop / size), Math.floor(scroller.scrollLeft / size)];
    const lastRow = Math.min(rows.length, Math.ceil((scroller.scrollTop + high - top) / size));
    const lastColumn = Math.min(columns.length, Math.ceil((scroller.scrollLeft + wide - left) / size));
    const x = (column) => left + column * size - scroller.scrollLeft;
    const y = (row) => top + row * size - scroller.scrollTop;

    brush.save();
    brush.beginPath();
    brush.rect(left, top, wide - left, high - top);
    brush.clip();
    for (let row = firstRow; row < lastRow; row += 1) {
      for (const [column, found] of rows[row].cells) if (column >= firstColumn && column < lastColumn) drawCell(brush, x(column), y(row), found);
    }
    if (size >= 9) {
      brush.strokeStyle = colors.line;
      brush.lineWidth = 0.5;
      brush.beginPath();
      for (let row = firstRow; row <= lastRow; row += 1) brush.moveTo(left, y(row)), brush.lineTo(x(lastColumn), y(row));
      for (let column = firstColumn; column <= lastColumn; column += 1) brush.moveTo(x(column), top), brush.lineTo(x(column), y(lastRow));
      brush.stroke();
    }
    brush.strokeStyle = colors.ink;
    brush.lineWidth = 2;
    brush.strokeRect(x(active.column), y(active.row), size, size);
    brush.restore();
    if (size >= 9) labels(brush, { left, top, wide, high, firstRow, lastRow, firstColumn, lastColumn, x, y });
  }

  /** A cell is a little stacked bar: wrong mentions at the bottom, striped; the more mentions, the stronger the colour. */
  function drawCell(brush, x, y, found) {
    const gap = size >= 9 ? 1 : 0.5;
    const side = size - 2 * gap;
    const mentions = found.wrong + found.approved;
    brush.globalAlpha = mentions >= 5 ? 1 : mentions >= 2 ? 0.7 : 0.42;
    const high = found.wrong === 0 ? 0 : Math.max(side * 0.25, (side * found.wrong) / mentions);
    brush.fillStyle = colors.right;
    brush.fillRect(x + gap, y + gap, side, side - high);
    if (high > 0) {
      brush.globalAlpha = Math.max(brush.globalAlpha, 0.7);
      brush.fillStyle = colors.wrong;
      brush.fillRect(x + gap, y + gap + side - high, side, high);
      if (size >= 9) {
        brush.save();
        brush.beginPath();
        brush.rect(x + gap, y + gap + side - high, side, high);
        brush.clip();
        brush.globalAlpha = 1;
        brush.strokeStyle = colors.mark;
        brush.lineWidth = 1;
        brush.beginPath();
        for (let at = -size; at < size; at += 5) brush.moveTo(x + at, y + size), brush.lineTo(x + at + size, y);
        brush.stroke();
        brush.restore();
      }
    }
    brush.globalAlpha = 1;
  }

  function labels(brush, { left, top, wide, high, firstRow, lastRow, firstColumn, lastColumn, x, y }) {
    const text = Math.min(12, size - 1);
    brush.font = `${text}px ${colors.font}`;
    brush.textBaseline = "middle";
    brush.fillStyle = colors.paper;
    brush.fillRect(0, top, left, high - top);
    brush.save();
    brush.beginPath();
    brush.rect(0, top, left - 6, high - top);
    brush.clip();
    for (let row = firstRow; row < lastRow; row += 1) {
      brush.fillStyle = row === active.row ? colors.ink : colors.muted;
      brush.fillText(fit(rows[row].label, (left - 10) / text), 2, y(row) + size / 2);
    }
    brush.restore();
    brush.fillStyle = colors.paper;
    brush.fillRect(0, 0, wide, top);
    brush.save();
    brush.beginPath();
    brush.rect(left - 30, 0, wide, top);
    brush.clip();
    for (let column = firstColumn; column < lastColumn; column += 1) {
      brush.save();
      brush.translate(x(column) + size / 2, top - 6);
      brush.rotate(-Math.PI / 3.4);
      brush.fillStyle = column === active.column ? colors.ink : colors.muted;
      brush.fillText(fit(columns[column].label, 11), 0, 0);
      brush.restore();
    }
    brush.restore();
  }

  function move(row, column) {
    active.row = Math.max(0, Math.min(rows.length - 1, row));
    active.column = Math.max(0, Math.min(columns.length - 1, column));
    const [left, top] = [labelWidth(), headHeight()];
    const [x, y] = [active.column * size, active.row * size];
    if (x < scroller.scrollLeft) scroller.scrollLeft = x;
    if (x + size > scroller.scrollLeft + scroller.clientWidth - left) scroller.scrollLeft = x + size - scroller.clientWidth + left;
    if (y < scroller.scrollTop) scroller.scrollTop = y;
    if (y + size > scroller.scrollTop + scroller.clientHeight - top) scroller.scrollTop = y + size - scroller.clientHeight + top;
    line.setAttribute("aria-rowindex", active.row + 1);
    cell.setAttribute("aria-colindex", active.column + 1);
    cell.textContent = said(active.row, active.column);
    onmove(active.row, active.column);
    redraw();
  }

  function key(event) {
    const page = Math.max(1, Math.floor((scroller.clientHeight - headHeight()) / size) - 1);
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-page, 0], PageDown: [page, 0] };
    const step = steps[event.key];
    if (step) move(active.row + step[0], active.column + step[1]);
    else if (event.key === "Home") move(event.ctrlKey ? 0 : active.row, 0);
    else if (event.key === "End") move(event.ctrlKey ? rows.length - 1 : active.row, columns.length - 1);
    else if (event.key === "Enter") open(active.row, active.column);
    else return;
    event.preventDefault();
  }

  /** The cell under the pointer, if there is one. */
  function under(event) {
    const box = canvas.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left - labelWidth() + scroller.scrollLeft) / size);
    const row = Math.floor((event.clientY - box.top - headHeight() + scroller.scrollTop) / size);
    const isInside = event.clientX - box.left >= labelWidth() && event.clientY - box.top >= headHeight();
    return isInside && row >= 0 && row < rows.length && column >= 0 && column < columns.length ? [row, column] : null;
  }

  scroller.addEventListener("scroll", redraw, { passive: true });
  canvas.addEventListener("mousemove", (event) => {
    const found = under(event);
    if (found) onmove(...found);
    canvas.style.cursor = found && rows[found[0]].cells.has(found[1]) ? "pointer" : "default";
  });
  canvas.addEventListener("mouseleave", () => onmove(active.row, active.column));
  canvas.addEventListener("click", (event) => {
    const found = under(event);
    if (found) move(...found);
  });
  canvas.addEventListener("dblclick", (event) => {
    const found = under(event);
    if (found) open(...found);
  });
  new ResizeObserver(() => (element.isConnected ? resize() : null)).observe(scroller);
  const retheme = () => {
    if (!element.isConnected) return;
    readColors();
    redraw();
  };
  document.addEventListener("theme", retheme);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", retheme);
  readColors();

  return {
    element,
    zoom(name) {
      size = ZOOMS[name] ?? ZOOMS.large;
      resize();
    },
  };
}

/** As much of a text as is about so many ems wide: Han are one, others a little more than half. */
function fit(text, ems) {
  const characters = [...plain(text)];
  let wide = 0;
  const end = characters.findIndex((character) => (wide += character > "\u2e7f" ? 1 : 0.58) > ems);
  return end < 0 ? characters.join("") : `${characters.slice(0, Math.max(1, end - 1)).join("")}…`;
}

/** As many characters of a text. */
const cut = (text, most) => {
  const characters = [...plain(text)];
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : characters.join("");
};
