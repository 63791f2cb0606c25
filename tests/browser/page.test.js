// The report of tests/corpus: what the page shows is what report.json and check say, and everything can be reached.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { allRows, go, launch, open, reportOf, rows, run, shown } from "./support.js";

let browser;
let report;
let view;

before(async () => {
  report = reportOf(["tests/corpus"]);
  browser = await launch();
  view = await open(browser, report.url);
});
after(() => browser?.close());

/** Rows on one page of a table. */
const PAGE = 50;

const right = (status) => status === "preferred" || status === "admitted";
const VIEWS = ["#/", "#/concepts", "#/concept/tectonic", "#/matrix", "#/matrix?as=table", "#/documents", "#/document/tests%2Fcorpus%2Fcoreos-tectonic.md", "#/fixes", "#/nothing"];

/** What the table of concepts should show, counted anew from the matrix and the findings of report.json. */
function expected({ q = "", kind, status, rule, folder = "", doc = "" } = {}) {
  const { concepts, documents, findings } = report.json;
  const isWithin = documents.map(({ path, title }) => {
    const short = path.replace("tests/corpus/", "").toLowerCase();
    return short.slice(0, short.lastIndexOf("/") + 1).includes(folder.toLowerCase()) && (short.includes(doc.toLowerCase()) || title.toLowerCase().includes(doc.toLowerCase()));
  });
  const rows = concepts.map((concept, index) => {
    const amounts = concept.renderings.map(() => 0);
    const wrong = new Map();
    const seen = new Set();
    for (const [document, rendering, mentions] of concept.matrix) {
      if (!isWithin[document]) continue;
      amounts[rendering] += mentions;
      seen.add(document);
      if (!right(concept.renderings[rendering].status)) wrong.set(document, (wrong.get(document) ?? 0) + mentions);
    }
    const own = findings.filter((it) => it.concept === index && isWithin[it.document]);
    return {
      concept: concept.source, kind: concept.kind, own,
      names: [concept.id, concept.source, ...concept.renderings.map((it) => it.text)].join("\n").toLowerCase(),
      statuses: concept.renderings.filter((_, at) => amounts[at] > 0).map((it) => it.status),
      mentions: amounts.reduce((sum, it) => sum + it, 0), documents: seen.size, findings: own.length,
      harm: [...wrong.values()].reduce((sum, it) => sum + 1 + Math.log2(it), 0),
    };
  });
  return rows.filter((it) =>
    it.mentions + it.findings > 0 && it.names.includes(q.toLowerCase()) && (!kind || it.kind === kind) && (!status || it.statuses.includes(status)) && (!rule || it.own.some((finding) => finding.rule === rule)));
}

const comparable = (rows) => rows.map(({ concept, mentions, documents, findings }) => `${concept} ${mentions} ${documents} ${findings}`).sort();

test("it opens in every view without an error, a message or a request", async () => {
  const { page, seen, context } = await open(browser, report.url);
  for (const hash of VIEWS) await go(page, hash);
  await page.locator("#theme").selectOption("dark");
  assert.deepEqual(seen.problems, []);
  assert.deepEqual(seen.requests, [report.url]);
  await context.close();
});

test("the figures are those of report.json and of check", async () => {
  const { page } = view;
  await go(page, "#/");
  const shownFigures = await page.locator("data[data-figure]").evaluateAll((all) => Object.fromEntries(all.map((it) => [it.dataset.figure, Number(it.value)])));
  const { totals, concepts, findings, rules } = report.json;
  const statuses = Object.fromEntries(["preferred", "admitted", "deprecated", "ambiguous", "unlisted"].map((status) => [status, concepts.flatMap((it) => it.renderings).filter((it) => it.status === status).reduce((sum, it) => sum + it.mentions, 0)]));
  for (const name of ["deprecated", "ambiguous", "unlisted"]) assert.equal(statuses[name], totals[name], name);
  const names = ["mentions", "approved", "success_rate", "consistency", "entropy", "findings", "errors", "warnings", "infos", "fixable", "harm"];
  assert.deepEqual(shownFigures, { ...Object.fromEntries(names.map((name) => [name, totals[name]])), ...statuses });

  const lines = run(["check", "tests/corpus", "--no-config", "--quiet", "--format", "json"]).trim().split("\n").map((line) => JSON.parse(line));
  const summary = lines.pop() ?? {};
  const all = [...lines, summary].filter((it) => it.type === "diagnostic");
  assert.equal(all.length, totals.findings);
  assert.equal(findings.length, totals.findings);
  const shownRules = await page.locator("tr[data-rule]").evaluateAll((all) => Object.fromEntries(all.map((it) => [it.dataset.rule, Number(it.querySelector("td data").value)])));
  const counted = {};
  for (const { rule } of all) counted[rule] = (counted[rule] ?? 0) + 1;
  assert.deepEqual(shownRules, counted);
  for (const { name, findings } of rules) assert.equal(findings, counted[name] ?? 0, name);
});

test("the table of concepts has every number of report.json, and they add up", async () => {
  const { page } = view;
  await go(page, "#/concepts");
  const table = await allRows(page);
  const { concepts, totals } = report.json;
  assert.deepEqual(
    table.map(({ concept, mentions, documents, success, consistency, entropy, findings, fixable, harm }) => [concept, mentions, documents, success, consistency, entropy, findings, fixable, harm]),
    concepts.map((it) => [it.source, it.mentions, it.documents, it.success_rate, it.consistency, it.entropy, it.findings, it.fixable, it.harm]),
  );
  const sum = (name) => table.reduce((sum, row) => sum + row[name], 0);
  assert.equal(sum("mentions"), totals.mentions);
  assert.ok(Math.abs(sum("harm") - totals.harm) < 1e-9);
  // Findings that are about no concept stand with their documents.
  assert.equal(sum("findings"), totals.findings - report.json.findings.filter((it) => it.concept === null).length);
});

test("each column sorts both ways, and equal rows keep their order", async () => {
  const { page } = view;
  const collator = new Intl.Collator("en", { numeric: true });
  const columns = {
    Concept: [(it) => it.source, true], Renderings: [(it) => it.renderings.length], Mentions: [(it) => it.mentions], Documents: [(it) => it.documents],
    "Success rate": [(it) => it.success_rate], Consistency: [(it) => it.consistency], Entropy: [(it) => it.entropy], Findings: [(it) => it.findings],
    Fixable: [(it) => it.fixable], Harm: [(it) => it.harm],
  };
  for (const [label, [value, isText]] of Object.entries(columns)) {
    await go(page, "#/");
    await go(page, "#/concepts");
    const head = page.locator("th", { has: page.getByRole("button", { name: label, exact: true }) });
    const start = await head.getAttribute("aria-sort");
    for (let press = 0; press < 2; press += 1) {
      await head.getByRole("button").click();
      const direction = await head.getAttribute("aria-sort");
      if (press === 0) assert.equal(direction, start === "descending" || isText ? "ascending" : "descending", label);
      const sign = direction === "ascending" ? 1 : -1;
      const sorted = report.json.concepts.map((it, index) => ({ it, index })).sort((one, other) => {
        const [a, b] = [value(one.it), value(other.it)];
        return sign * (isText ? collator.compare(a, b) : a - b) || one.index - other.index;
      });
      assert.deepEqual((await rows(page)).map((it) => it.concept), sorted.slice(0, PAGE).map(({ it }) => it.source), `${label} ${direction}`);
    }
  }
});

test("filters leave the right rows with the right numbers as one types", async () => {
  const { page } = view;
  const folders = report.json.documents.map((it) => it.path).filter((it) => it.split("/").length > 3);
  const cases = [
    { q: "tecto" }, { q: "构造" }, { q: "HIGHTOWER" }, { q: "no such thing" }, { kind: "person" }, { status: "deprecated" }, { status: "ambiguous" }, { status: "unlisted" },
    { rule: "mixed-renderings" }, { rule: "ambiguous-rendering", kind: "product" }, { doc: "hightower-keynote" }, { doc: "md", status: "admitted" },
    { doc: "tectonic", rule: "ambiguous-rendering" }, ...(folders.length > 0 ? [{ folder: folders[0].replace("tests/corpus/", "").split("/")[0] }] : []),
  ];
  assert.ok(folders.length > 0, "the corpus has a folder in it");
  for (const wanted of cases) {
    await go(page, "#/");
    await go(page, "#/concepts");
    for (const [name, value] of Object.entries(wanted)) {
      const field = page.locator(`.filters [name="${name}"]`);
      if (["kind", "status", "rule"].includes(name)) await field.selectOption(value);
      else await field.pressSequentially(value);
    }
    const what = JSON.stringify(wanted);
    const table = await allRows(page);
    /** Rows on one page of a table. */
const PAGE = 50;

const right = expected(wanted);
    assert.deepEqual(comparable(table), comparable(right), what);
    // report.json rounds to three places.
    for (const row of right) assert.ok(Math.abs(table.find((it) => it.concept === row.concept).harm - row.harm) < 1e-3, `${what} ${row.concept}`);
    // The address says what is shown, so that it can be shared.
    const address = await page.evaluate(() => location.hash);
    for (const [name, value] of Object.entries(wanted)) assert.equal(new URLSearchParams(address.split("?")[1]).get(name), value, what);
    const other = await open(browser, `${report.url}${address}`);
    assert.deepEqual(comparable(await allRows(other.page)), comparable(right), `${what} by its address`);
    await other.context.close();
  }
  await page.getByRole("button", { name: "Clear" }).click();
  assert.equal((await allRows(page)).length, report.json.concepts.length);
});

test("a concept opens its concordance, aligned, each line linked to its file and line", async () => {
  const { page } = view;
  const { concepts, documents, lines, findings } = report.json;
  for (const concept of concepts.slice(0, 12)) {
    await go(page, "#/concepts");
    await page.locator("td.col-concept a", { hasText: new RegExp(`^${concept.source.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) }).first().click();
    await shown(page);
    const index = concepts.indexOf(concept);
    const own = lines.filter((it) => it.concept === index);
    const found = await page.locator(".kwic-line").evaluateAll((all) =>
      all.map((line) => ({
        found: line.querySelector("mark").textContent, left: line.querySelector(".left").textContent, right: line.querySelector(".onward").textContent,
        x: Math.round(line.querySelector("mark").getBoundingClientRect().x), href: line.querySelector("a.place").href, verdict: line.querySelector(".verdict")?.textContent ?? "",
      })));
    const sorted = [...own].sort((one, other) => one.document - other.document || one.line - other.line || one.column - other.column).slice(0, PAGE);
    assert.deepEqual(found.map((it) => [it.left, it.found, it.right]), sorted.map((it) => [it.left, it.found, it.found + it.right]), concept.id);
    assert.ok(new Set(found.map((it) => it.x)).size <= 1, `${concept.id}: mentions stand in one column`);
    found.forEach(({ href, verdict, found }, at) => {
      const line = sorted[at];
      const url = new URL(href);
      assert.equal(url.hash, `#L${line.line}`);
      url.hash = "";
      const path = fileURLToPath(url);
      assert.ok(path.endsWith(documents[line.document].path) && existsSync(path), path);
      if (line.finding !== null) assert.ok(verdict.startsWith(findings[line.finding].rule), verdict);
      const text = readFileSync(path, "utf8").split("\n")[line.line - 1];
      // Markup or another encoding may stand between, so only most lines hold the words as they are seen.
      if (/^[\w\s]+$/.test(found) && !/gb18030|markup/.test(path)) assert.ok(text.includes(found.split(/\s/)[0]), `${path}:${line.line} ${found}`);
    });
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
  }
});

test("renderings and the concordance's own filters choose lines", async () => {
  const { page } = view;
  const { concepts, lines } = report.json;
  const index = concepts.findIndex((it) => it.renderings.length > 2);
  const concept = concepts[index];
  const own = lines.filter((it) => it.concept === index);
  await go(page, "#/");
  await go(page, `#/concept/${encodeURIComponent(concept.id)}`);
  for (const [at, rendering] of concept.renderings.entries()) {
    const pick = page.locator("button.pick").nth(at);
    assert.equal(await pick.textContent(), rendering.text);
    await pick.click();
    assert.equal(await pick.getAttribute("aria-pressed"), "true");
    assert.equal(await page.locator(".kwic-line").count(), own.filter((it) => it.rendering === at).length);
    await pick.click();
  }
  await page.locator('[name="kwic-sort"]').selectOption("after");
  const afters = await page.locator(".kwic-line .onward").evaluateAll((all) => all.map((it) => it.lastChild.textContent));
  const collator = new Intl.Collator("en", { numeric: true });
  assert.deepEqual(afters, [...afters].sort(collator.compare));
});

test("a document shows its findings and what fix would do", async () => {
  const { page } = view;
  const { documents, findings, fixes } = report.json;
  for (const [index, document] of documents.entries()) {
    await go(page, `#/document/${encodeURIComponent(document.path)}`);
    const messages = await page.locator(".finding .message > :first-child").allTextContents();
    assert.deepEqual(messages, findings.filter((it) => it.document === index).map((it) => it.message), document.path);
    const fix = fixes.find((it) => it.document === index);
    const changed = fix ? fix.diff.split("\n").filter((it) => it.startsWith("-")).length : 0;
    assert.equal(await page.locator(".diff li").count(), changed, document.path);
    for (const [at, text] of (await page.locator(".diff p").evaluateAll((all) => all.map((it) => [...it.childNodes].filter((node) => node.tagName !== "DEL").map((node) => node.textContent).join("")))).entries()) {
      const after = fix.diff.split("\n").filter((it) => it.startsWith("+"))[at].slice(1);
      if (after.length < 80) assert.equal(text, after);
    }
  }
  await go(page, "#/documents");
  const table = await allRows(page);
  for (const name of ["mentions", "errors", "warnings", "infos", "fixable"]) {
    assert.equal(table.reduce((sum, row) => sum + row[name], 0), documents.reduce((sum, it) => sum + it[name], 0), name);
  }
  const work = table.map((it) => it.work);
  assert.deepEqual(work, [...work].sort((one, other) => other - one));
  await go(page, "#/fixes");
  assert.equal(await page.locator("details.fix").count(), fixes.length);
});

test("the matrix says its cells by keyboard, and as a table", async () => {
  const { page } = view;
  await go(page, "#/matrix?all=yes");
  await page.locator(".matrix").focus();
  const said = () => page.locator("#matrix-cell").textContent();
  const first = await said();
  assert.match(first, /: /);
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await said(), first);
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator(".matrix [role=row]").getAttribute("aria-rowindex"), "2");
  assert.equal(await page.locator("#matrix-cell").getAttribute("aria-colindex"), "2");
  await page.keyboard.press("Control+End");
  assert.equal(Number(await page.locator("#matrix-cell").getAttribute("aria-colindex")), report.json.concepts.filter((it) => it.mentions > 0 || it.findings > 0).length);
  await page.keyboard.press("Control+Home");
  for (let steps = 0; /not mentioned/.test(await said()) && steps < 100; steps += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await shown(page);
  assert.match(await page.evaluate(() => location.hash), /^#\/concept\//);
  await page.goBack();
  await shown(page);
  assert.ok(await page.locator(".matrix").isVisible());

  await go(page, "#/matrix?as=table&all=yes");
  const table = await allRows(page);
  const cells = report.json.concepts.flatMap((it) => it.matrix);
  assert.equal(table.reduce((sum, row) => sum + row.approved + row.wrong, 0), cells.reduce((sum, [, , mentions]) => sum + mentions, 0));
  assert.equal(table.reduce((sum, row) => sum + row.wrong, 0), report.json.totals.mentions - report.json.totals.approved);
});

test("everything can be reached and used with the keyboard, and Back works", async () => {
  const { page, context } = await open(browser, report.url);
  const reach = async (name) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement.textContent)) === name) return;
    }
    assert.fail(`${name} cannot be reached`);
  };
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await reach("Concepts");
  await page.keyboard.press("Enter");
  await shown(page);
  await page.locator('[name="q"]').focus();
  await page.keyboard.type("tectonic");
  assert.equal((await rows(page)).length, expected({ q: "tectonic" }).length);
  await reach("Mentions");
  await page.keyboard.press("Space");
  assert.equal(await page.locator("th.col-mentions").getAttribute("aria-sort"), "descending");
  await reach("Tectonic");
  await page.keyboard.press("Enter");
  await shown(page);
  assert.equal(await page.locator("h1 bdi").textContent(), "Tectonic");
  await page.goBack();
  await shown(page);
  assert.equal(await page.locator('[name="q"]').inputValue(), "tectonic");
  await page.goBack();
  await shown(page);
  assert.equal(await page.locator("nav [aria-current]").textContent(), "Overview");
  await context.close();
});

test("Han are upright, in their language, and never in a Latin face", async () => {
  const { page } = view;
  for (const hash of VIEWS) {
    await go(page, hash);
    const wrong = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
      const wrong = [];
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (!/\p{Script=Han}/u.test(data)) continue;
        const style = getComputedStyle(parentElement);
        if (!parentElement.closest("[lang^=zh]") || style.fontStyle !== "normal" || !/PingFang|CJK/.test(style.fontFamily)) wrong.push(data);
      }
      return wrong;
    });
    assert.deepEqual(wrong, [], hash);
  }
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    test(`axe finds nothing serious, and nothing is cut off: ${colorScheme}, ${width} px`, async () => {
      const { page, context } = await open(browser, report.url, { width, colorScheme });
      for (const hash of VIEWS) {
        await go(page, hash);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        const grave = violations.filter((it) => ["serious", "critical"].includes(it.impact));
        assert.deepEqual(grave.map((it) => `${it.id}: ${it.nodes[0].html} ${it.nodes[0].failureSummary}`), [], hash);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${hash} is as wide as the window`);
      }
      await context.close();
    });
  }
}

test("the theme can be chosen, and is kept", async () => {
  const { page, context } = await open(browser, report.url);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.locator("#theme").selectOption("dark");
  assert.notEqual(await ground(), light);
  await page.reload();
  await shown(page);
  assert.notEqual(await ground(), light);
  await context.close();
});
