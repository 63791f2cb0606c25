// The whole at a glance: what is wrong, where most of it is, and what to do first.

/** How each figure is counted. The same words stand in `model.rs`. */
const FORMULAS = {
  success_rate: "approved mentions ÷ mentions",
  consistency: "mentions in their concept’s dominant rendering ÷ mentions",
  entropy: "−Σ p·log₂ p over a concept’s renderings, in bits",
  harm: "Σ over documents of 1 + log₂(wrong mentions)",
};

async function overviewView() {
  const { totals } = report;
  const wrong = totals.mentions - totals.approved;
  const parts = statusParts(totals);
  const work = [...report.documents].filter((row) => row.work > 0).sort(byWork);
  const harmful = report.concepts.filter((concept) => concept.harm > 0);
  const mixed = report.concepts.filter((concept) => concept.renderings.length > 1).length;
  return {
    title: "Overview",
    content: [
      h("h1", {}, totals.mentions === 0 ? "No concept of the glossary is mentioned" : wrong === 0 ? "Every mention is in an approved rendering" : [count(wrong), ` of ${counted(totals.mentions, "mention")} ${wrong === 1 ? "is" : "are"} not in an approved rendering`]),
      h("p", { class: "lead" },
        `${counted(totals.concepts, "concept")} in ${counted(totals.files, "document")}; ${mixed.toLocaleString("en")} of them are written in more than one way. `,
        h("a", { href: address("fixes") }, "fix"), " mends ", count(totals.fixable), ` of ${counted(totals.findings, "finding")}; `, count(totals.findings - totals.fixable), " are left for a person."),
      h("section", { class: "whole" }, bar(parts, { height: 28, label: parts.map((it) => it.label).join(", ") }), statusLegend(parts, totals)),
      figures(totals),
      h("div", { class: "columns" },
        top("Concepts that do most harm", 12, harmful, (concept) => [conceptName(concept), renderingBar(concept, concept.renderings.map((it) => it.mentions)), harm(concept.harm, { class: "end" })], address("concepts"), "harm"),
        top("Documents in need of most work", 8, work, (row) => [documentName(row), workBar(row), count(row.work, { class: "end" })], address("documents"), "work")),
      h("div", { class: "columns" }, ruleTable(), trend()),
      comparison(),
      method(totals),
    ],
  };
}

/** The mentions by status, summed over concepts: the totals tell approved ones not apart. */
function statusParts(totals) {
  const amounts = Object.fromEntries(Object.keys(STATUSES).map((status) => [status, 0]));
  for (const { renderings } of report.concepts) for (const { status, mentions } of renderings) amounts[status] += mentions;
  return Object.entries(amounts).map(([status, amount]) => ({ status, amount, label: `${status}: ${counted(amount, "mention")}, ${percent(amount / Math.max(1, totals.mentions))}` }));
}

const statusLegend = (parts, totals) =>
  h("ul", { class: "legend counted" }, parts.map(({ status, amount }) => h("li", { title: STATUSES[status].about },
    h("a", { href: address("concepts", null, { status }) }, swatch(status), status), " ", count(amount, { "data-figure": status }), h("span", { class: "muted" }, ` ${percent(amount / Math.max(1, totals.mentions))}`))));

function figures(totals) {
  const named = (name, value) => {
    value.setAttribute("data-figure", name);
    return value;
  };
  return h("dl", { class: "figures" },
    figure("Mentions", named("mentions", count(totals.mentions)), "of the glossary’s concepts"),
    figure("Approved", named("approved", count(totals.approved)), "preferred or admitted"),
    figure("Terminology success rate", named("success_rate", share(totals.success_rate)), FORMULAS.success_rate),
    figure("Consistency", named("consistency", share(totals.consistency)), FORMULAS.consistency),
    figure("Entropy", [named("entropy", bits(totals.entropy)), h("span", { class: "unit" }, " bits")], "mean over concepts, weighted by mentions"),
    figure("Findings", named("findings", count(totals.findings)), [named("errors", count(totals.errors)), ` ${totals.errors === 1 ? "error" : "errors"}, `, named("warnings", count(totals.warnings)), ` ${totals.warnings === 1 ? "warning" : "warnings"}, `, named("infos", count(totals.infos)), " info"]),
    figure("Fixable", named("fixable", count(totals.fixable)), "findings that fix mends safely"),
    figure("Harm", named("harm", harm(totals.harm)), FORMULAS.harm));
}

/** The first `most`, and a link to all. */
function top(title, most, rows, line, href, what) {
  const shown = rows.slice(0, most);
  return h("section", { class: "top-list" }, h("h2", {}, title, h("span", { class: "end muted" }, what)),
    shown.length === 0 ? h("p", {}, "None.") : h("ol", {}, shown.map((row) => h("li", {}, line(row)))),
    rows.length > shown.length ? h("p", {}, h("a", { href }, `All ${rows.length.toLocaleString("en")} ›`)) : null);
}

/** Errors and warnings of a document beside the document with most of them. */
function workBar(row) {
  const most = Math.max(1, ...[...report.documents].sort(byWork).slice(0, 1).map((it) => it.work));
  const drawing = s("svg", { class: "bar", width: "100%", height: 12, role: "img", "aria-label": `${counted(row.errors, "error")}, ${counted(row.warnings, "warning")}` });
  const [errors, warnings] = [(row.errors / most) * 100, (row.warnings / most) * 100];
  drawing.append(
    s("rect", { width: `${errors}%`, height: "100%", fill: "url(#fill-deprecated)" }, s("title", {}, counted(row.errors, "error"))),
    s("rect", { x: `${errors}%`, width: `${warnings}%`, height: "100%", fill: "url(#fill-ambiguous)" }, s("title", {}, counted(row.warnings, "warning"))));
  return drawing;
}

function ruleTable() {
  const rules = report.rules.filter((rule) => rule.findings > 0).sort((one, other) => other.findings - one.findings || compare(one.name, other.name));
  const silent = report.rules.length - rules.length;
  const most = Math.max(1, ...rules.map((rule) => rule.findings));
  const row = (rule) =>
    h("tr", { "data-rule": rule.name },
      h("th", { scope: "row" }, h("a", { href: address("concepts", null, { rule: rule.name }) }, h("code", {}, rule.name)), h("span", { class: "about" }, rule.summary)),
      h("td", { class: "text" }, severityBadge(rule.severity)),
      h("td", { class: "number" }, count(rule.findings)),
      h("td", { class: "meter" }, s("svg", { width: "100%", height: 8, "aria-hidden": "true" }, s("rect", { class: "measure", width: `${(rule.findings / most) * 100}%`, height: 8 }))));
  return h("section", { class: "rules" }, h("h2", {}, "Findings by rule"),
    rules.length === 0 ? h("p", {}, "No rule found anything.") : h("table", { class: "plain" },
      h("thead", { class: "unseen" }, h("tr", {}, ["Rule", "Severity", "Findings", "Bar"].map((it) => h("th", { scope: "col" }, it)))),
      h("tbody", {}, rules.map(row))),
    silent > 0 ? h("p", { class: "muted" }, `${counted(silent, "other rule")} found nothing.`) : null);
}

const SEVERITIES = { error: "✕", warning: "!", info: "i" };
const severityBadge = (severity) => h("span", { class: `badge ${severity}` }, h("span", { "aria-hidden": "true" }, SEVERITIES[severity]), " ", severity);

/** How the figures are counted, where the formulas come from, and what the page leaves out. */
function method(totals) {
  const { sampling } = report;
  const term = (name, ...text) => [h("dt", {}, name), h("dd", {}, text)];
  return h("section", { class: "method" }, h("h2", {}, "How this is counted"),
    h("dl", {},
      term("Mention", "One place in visible text that names a concept of the glossary in some rendering. An ambiguous string counts only where evidence took it for the concept: of ", count(totals.matches), " strings of the glossary that were found, ", count(totals.ordinary), " are the ordinary word here and are no mentions; ", count(totals.near), " mentions are of names that no string of the glossary matches, one sound or one letter away.",
        totals.beside > 0 ? [" ", count(totals.beside), " mentions are known from the originals only: a warning or an error says that this string, or one that cannot be named, stands there for the term of the original. They are unlisted."] : null),
      term("Approved", "In a preferred or admitted rendering. A source term that stands in the text is one of these unless the glossary says otherwise."),
      term("Terminology success rate", FORMULAS.success_rate, ". The measure of the WMT shared tasks on terminology (Semenov et al. 2023, Findings of the WMT 2023 Shared Task on Machine Translation with Terminologies), here of all mentions found; where originals stand beside, a term of theirs that is missing or rendered by another string is a mention too, and a wrong one."),
      term("Consistency", FORMULAS.consistency, ". After the WMT 2025 task on terminology, which scores how uniformly a document renders a term; here over the whole corpus."),
      term("Entropy", FORMULAS.entropy, ": 0 if a concept is always written in one way, 1 if in two ways equally often (Shannon 1948, A Mathematical Theory of Communication)."),
      term("Harm", FORMULAS.harm, ": each document that has a wrong form harms its readers once, and a little more for each doubling. Our own measure."),
      term("Bars", `A status takes at least ${NARROWEST * 100} % of a bar, so that one wrong mention among thousands is seen; the numbers beside are exact.`),
      term("What is not here", dropped(sampling))));
}

/** What the report and this page leave out, with numbers. */
function dropped(sampling) {
  const { lines, findings, fixes } = report.kept;
  const said = [
    `The concordances are a sample: they show ${lines.toLocaleString("en")} of ${counted(sampling.lines, "mention")}: at most ${sampling.lines_of_approved.toLocaleString("en")} of an approved rendering and ${sampling.lines_of_wrong.toLocaleString("en")} of another`,
  ];
  if (lines < sampling.lines_kept) said[0] += `, and fewer on this page for its size; report.json has ${sampling.lines_kept.toLocaleString("en")}`;
  if (findings < report.totals.findings) said.push(`of ${counted(report.totals.findings, "finding")} ${findings.toLocaleString("en")} are listed one by one; findings.csv has all`);
  if (fixes < sampling.fixes) said.push(`the changes of ${fixes.toLocaleString("en")} of ${counted(sampling.fixes, "document")} are shown; glossator fix --diff shows all`);
  return `${said.join("; ")}. All counts are of everything.`;
}

