// 3,000 real articles: small enough to send, quick enough to use. And a report that is compared with earlier ones.

import assert from "node:assert/strict";
import { cpSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { allRows, folder, go, launch, open, reportOf, root, shared } from "./support.js";

const BYTES = 5_000_000;
/** Rows on one page of a table or a concordance. */
const PAGE = 50;
const MILLISECONDS = 2_000;
const corpus = join(shared, "corpora/thenewstack-zh/docs");
const reason = existsSync(corpus) ? false : `no articles at ${corpus}: set GLOSSATOR_SHARED`;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test("3,000 articles: under 5 MB, interactive within 2 seconds, nothing left out unsaid", { skip: reason }, async () => {
  const report = reportOf([corpus]);
  const { size } = statSync(report.page);
  assert.ok(size < BYTES, `${size} bytes`);
  const times = [];
  for (let round = 0; round < 3; round += 1) {
    const { page, context, seen } = await open(browser, `${report.url}#/concepts`);
    // From the start of the navigation until a filter was typed and answered.
    await page.locator('[name="q"]').fill("kubernetes");
    await page.waitForFunction(() => !document.querySelector(".summary").textContent.startsWith(document.querySelector(".summary").textContent.split(" of ")[1].split(" ")[0]));
    times.push(await page.evaluate(() => performance.now()));
    assert.deepEqual(seen.problems, []);
    await context.close();
  }
  console.log(`${(size / 1e6).toFixed(2)} MB; interactive after ${times.map((it) => Math.round(it)).join(", ")} ms`);
  assert.ok(Math.min(...times) < MILLISECONDS, `${times}`);

  const { page, seen } = await open(browser, report.url);
  const { totals, sampling, concepts, documents } = report.json;
  const said = await page.locator(".method").textContent();
  assert.ok(said.includes(`show ${sampling.lines_kept.toLocaleString("en")} of ${sampling.lines.toLocaleString("en")} mentions`), said);
  await go(page, "#/concepts");
  const table = await allRows(page);
  assert.equal(table.length, concepts.length);
  assert.equal(table.reduce((sum, row) => sum + row.mentions, 0), totals.mentions);
  for (const concept of concepts.filter((_, index) => index % 60 === 0)) {
    await go(page, `#/concept/${encodeURIComponent(concept.id)}`);
    const index = concepts.indexOf(concept);
    assert.equal(await page.locator(".kwic-line").count(), Math.min(PAGE, report.json.lines.filter((it) => it.concept === index).length), concept.id);
  }
  for (const [index, document] of documents.entries()) {
    if (index % 300 !== 0) continue;
    await go(page, `#/document/${encodeURIComponent(document.path)}`);
    assert.equal(await page.locator(".finding").count(), report.json.findings.filter((it) => it.document === index).length, document.path);
  }
  for (const zoom of ["large", "medium", "small"]) {
    await go(page, `#/matrix?all=yes&zoom=${zoom}`);
    await page.locator(".matrix").focus();
    const time = await page.evaluate(async () => {
      const box = document.querySelector(".matrix-window");
      const start = performance.now();
      for (let step = 0; step < 20; step += 1) {
        box.scrollTop += 400;
        box.scrollLeft += 100;
        await new Promise(requestAnimationFrame);
      }
      return (performance.now() - start) / 20;
    });
    console.log(`matrix, ${zoom}: ${time.toFixed(1)} ms a frame`);
    assert.ok(time < 200, `${zoom}: ${time} ms`);
    const drawn = await page.locator(".matrix canvas").evaluate((it) => new Set(it.getContext("2d").getImageData(0, 0, it.width, it.height).data).size);
    assert.ok(drawn > 10, "the canvas has colours");
  }
  assert.deepEqual(seen.problems, []);
});

test("a comparison and a trend are shown as report.json has them", async () => {
  const work = folder();
  cpSync(join(root, "tests/corpus"), join(work, "docs"), { recursive: true });
  const first = reportOf(["docs"], { cwd: work, args: ["--label", "first"] });
  const path = join(work, "docs/hightower-keynote.md");
  writeFileSync(path, readFileSync(path, "utf8").replaceAll("海塔尔", "海托华"));
  const second = reportOf(["docs"], { cwd: work, args: ["--label", "second", "--compare", join(first.output, "report.json")] });
  const { history, compare } = second.json;
  assert.ok(compare.concepts.length > 0);
  const { page, seen } = await open(browser, second.url);
  assert.equal(await page.locator(".comparison tbody tr").count(), Math.min(PAGE, compare.concepts.length));
  assert.deepEqual(await page.locator(".comparison .direction").evaluateAll((all) => all.map((it) => it.lastChild.textContent)), compare.concepts.map((it) => it.direction));
  assert.equal(await page.locator(".trend tbody tr").count(), history.length);
  const findings = await page.locator(".trend tbody tr").evaluateAll((all) => all.map((row) => Number(row.querySelectorAll("data")[5].value)));
  assert.deepEqual(findings, history.map((it) => it.totals.findings));
  assert.equal(await page.locator(".trend svg.line circle").count(), 2 * history.length);
  assert.deepEqual(seen.problems, []);
});

test("a corpus without a mention, and one without a folder of its own", async () => {
  const work = folder();
  writeFileSync(join(work, "nothing.md"), "这里什么也没有。\n");
  const { url, json } = reportOf(["nothing.md"], { cwd: work });
  assert.equal(json.totals.mentions, 0);
  const { page, seen } = await open(browser, url);
  for (const view of ["#/", "#/concepts", "#/matrix", "#/documents", "#/document/nothing.md", "#/fixes"]) await go(page, view);
  assert.deepEqual(seen.problems, []);
});
