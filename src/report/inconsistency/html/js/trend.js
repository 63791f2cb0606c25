// How it was before: a line over several reports, and what changed since the last one, concept by concept.

function trend() {
  const { history } = report;
  if (history.length < 2) return null;
  return h("section", { class: "trend" }, h("h2", {}, `Trend over ${history.length} reports`),
    chart("Terminology success rate", history, (totals) => totals.success_rate, percent),
    chart("Findings", history, (totals) => totals.findings, (value) => Math.round(value).toLocaleString("en"), 0),
    h("details", {}, h("summary", {}, "As a table"), trendTable(history)));
}

/** A line with a point for each report. It starts at `floor`, or, without, a little below its lowest point. */
function chart(title, history, value, text, floor) {
  const [wide, high, left, right, up, down] = [560, 150, 12, 12, 26, 26];
  const values = history.map((it) => value(it.totals));
  const [lowest, highest] = [floor ?? Math.min(...values), Math.max(...values)];
  const span = highest - lowest || 1;
  const x = (index) => left + ((wide - left - right) * index) / (history.length - 1);
  const y = (value) => high - down - ((high - up - down) * (value - lowest)) / span;
  const points = values.map((it, index) => `${x(index).toFixed(1)},${y(it).toFixed(1)}`).join(" ");
  const [first, last] = [values[0], values.at(-1)];
  const label = (index, anchor) => [
    s("text", { x: x(index), y: Math.max(14, y(values[index]) - 9), "text-anchor": anchor, class: "value" }, text(values[index])),
    s("text", { x: x(index), y: high - 6, "text-anchor": anchor, class: "name" }, short(history[index].label)),
  ];
  return h("figure", {}, h("figcaption", {}, title),
    s("svg", { class: "line", viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": plain(`${title}: ${text(first)} in ${history[0].label}, ${text(last)} in ${history.at(-1).label}`) },
      s("path", { class: "axis", d: `M${left} ${high - down}H${wide - right}` }),
      s("polyline", { class: "measure-line", points }),
      values.map((it, index) => s("circle", { class: "measure", cx: x(index), cy: y(it), r: 3.5 }, s("title", {}, plain(`${history[index].label}: ${text(it)}`)))),
      label(0, "start"), label(values.length - 1, "end")));
}

const short = (label) => {
  const shown = plain(label);
  return shown.length > 28 ? `…${shown.slice(-27)}` : shown;
};

function trendTable(history) {
  const head = ["Report", "Mentions", "Approved", "Success rate", "Consistency", "Entropy", "Findings", "Harm"];
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Trend" }, h("table", { class: "plain" },
    h("thead", {}, h("tr", {}, head.map((it, index) => h("th", { scope: "col", class: index > 0 ? "number" : "text" }, it)))),
    h("tbody", {}, history.map(({ label, totals }) => h("tr", {}, h("th", { scope: "row" }, words(label)),
      [count(totals.mentions), count(totals.approved), share(totals.success_rate), share(totals.consistency), bits(totals.entropy), count(totals.findings), harm(totals.harm)].map((it) => h("td", { class: "number" }, it)))))));
}

const DIRECTIONS = { better: "▲", worse: "▼", same: "＝" };

function comparison() {
  const { compare } = report;
  if (!compare) return null;
  const { label, concepts, unchanged } = compare;
  const of = (direction) => concepts.filter((it) => it.direction === direction).length;
  const cell = (before, after, show) => h("td", { class: "number" }, before ? show(before) : "–", " → ", after ? show(after) : "–");
  const rows = concepts.slice(0, PAGE).map(({ id, source, direction, before, after }) =>
    h("tr", { class: direction },
      h("th", { scope: "row" }, report.byId.has(id) ? h("a", { href: address("concept", id) }, words(source)) : words(source)),
      h("td", { class: "text" }, h("span", { class: `direction ${direction}` }, h("span", { "aria-hidden": "true" }, DIRECTIONS[direction]), " ", direction)),
      cell(before, after, (it) => it.harm.toFixed(1)),
      cell(before, after, (it) => percent(it.success_rate)),
      cell(before, after, (it) => percent(it.consistency)),
      cell(before, after, (it) => it.mentions.toLocaleString("en")),
      cell(before, after, (it) => it.findings.toLocaleString("en"))));
  const head = ["Concept", "Change", "Harm", "Success rate", "Consistency", "Mentions", "Findings"];
  return h("section", { class: "comparison" }, h("h2", {}, "Since ", words(label)),
    h("p", {}, `${counted(of("better"), "concept")} better, ${of("worse").toLocaleString("en")} worse, ${of("same").toLocaleString("en")} with other numbers but as right as before, ${unchanged.toLocaleString("en")} unchanged.`),
    concepts.length === 0 ? null : h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "What changed" }, h("table", { class: "plain" },
      h("thead", {}, h("tr", {}, head.map((it, index) => h("th", { scope: "col", class: index > 1 ? "number" : "text" }, it)))),
      h("tbody", {}, rows))),
    concepts.length > PAGE ? h("p", { class: "dropped" }, `The ${PAGE} that changed most are shown of ${concepts.length.toLocaleString("en")}; report.json has all.`) : null);
}
