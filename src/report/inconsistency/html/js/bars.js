// The status of a rendering, and stacked bars. Colour is never alone: each status has a pattern and a word.

/** Every status, the right ones first, and what each means. */
const STATUSES = {
  preferred: { mark: "●", about: "the rendering that the glossary asks for" },
  admitted: { mark: "○", about: "right too" },
  deprecated: { mark: "✕", about: "always wrong" },
  ambiguous: { mark: "?", about: "an ordinary word that stands for the concept here: wrong" },
  unlisted: { mark: "+", about: "no row of the glossary knows it" },
};

const isRight = (status) => status === "preferred" || status === "admitted";

/** A small square with the status's colour and pattern. */
const swatch = (status) =>
  s("svg", { class: "swatch", width: 12, height: 12, "aria-hidden": "true" }, s("rect", { width: 12, height: 12, rx: 2, fill: `url(#fill-${status})` }));

/** The status as a word with its square. */
const statusLabel = (status) => h("span", { class: "status", title: STATUSES[status].about }, swatch(status), status);

/** No status in a bar is narrower than this, so that one wrong mention among thousands can be seen. */
const NARROWEST = 0.015;

/**
 * A stacked bar of `{ status, amount, label }`, in the order of the statuses. `label` is what a screen reader says of all.
 * Within a status the parts are in proportion; a status with few mentions is as wide as `NARROWEST`.
 */
function bar(parts, { height = 12, label }) {
  const drawing = s("svg", { class: "bar", width: "100%", height, role: "img", "aria-label": label });
  const total = parts.reduce((sum, part) => sum + part.amount, 0);
  const groups = Object.keys(STATUSES)
    .map((status) => parts.filter((part) => part.status === status && part.amount > 0))
    .filter((group) => group.length > 0)
    .map((group) => ({ group, amount: group.reduce((sum, part) => sum + part.amount, 0) }))
    .map(({ group, amount }) => ({ group, amount, width: Math.max(amount / total, NARROWEST) }));
  const whole = groups.reduce((sum, { width }) => sum + width, 0);
  let x = 0;
  for (const { group, amount, width } of groups) {
    for (const part of group) {
      const wide = (width / whole) * (part.amount / amount);
      drawing.append(s("rect", { x: `${x * 100}%`, width: `${wide * 100}%`, height: "100%", fill: `url(#fill-${part.status})` }, s("title", { lang: languageOf(part.label) }, plain(part.label))));
      x += wide;
    }
  }
  return drawing;
}

/** The bar of a concept; `amounts` in the order of its renderings. `each` draws every rendering by itself, else every status. */
function renderingBar(concept, amounts, { height, each } = {}) {
  const parts = concept.renderings.map(({ text, status }, index) => ({ status, amount: amounts[index], label: `${text}: ${amounts[index]} (${status})` }));
  parts.sort((one, other) => other.amount - one.amount);
  const shares = Object.keys(STATUSES)
    .map((status) => ({ status, amount: parts.reduce((sum, part) => sum + (part.status === status ? part.amount : 0), 0) }))
    .filter(({ amount }) => amount > 0)
    .map(({ status, amount }) => ({ status, amount, label: `${status}: ${amount.toLocaleString("en")}` }));
  return bar(each ? parts : shares, { height, label: shares.map((it) => it.label).join(", ") });
}

const order = (status) => Object.keys(STATUSES).indexOf(status);

/** What the patterns mean. */
const legend = (statuses = Object.keys(STATUSES)) => h("ul", { class: "legend" }, statuses.map((status) => h("li", {}, statusLabel(status), h("span", { class: "muted" }, ` ${STATUSES[status].about}`))));
