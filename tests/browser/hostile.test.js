// Names and texts that would like to be markup: they are shown, and never run.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { allRows, folder, go, launch, open, reportOf } from "./support.js";

const SCRIPT = "<script>globalThis.ran = 1</script>";
const IMAGE = "\"><img src=x onerror=\"globalThis.ran = 1\">";
const OVERRIDE = "\u202e";
const NAMES = ["a\"b'c.md", "&lt;b&gt; & <b>.md", `right${OVERRIDE}dm.left.md`, "{path}{line}.md", "100%.md", "#hash?query.md", "\u2028line.md", "中文 名.md", `${IMAGE}.md`.replaceAll("/", "")];

let browser;
let report;

before(async () => {
  browser = await launch();
  const corpus = folder();
  writeFileSync(join(corpus, "glossary.csv"),
    `id,kind,en,zh,zh:admitted,zh:deprecated,note\n"${IMAGE.replaceAll('"', '""')}",product,"${SCRIPT}","${SCRIPT}",,坏名字,"</script><!-- ${SCRIPT}"\nrtl,term,אב,右左,,左右,\n`);
  // A name cannot have a slash, so the tag that ends is a file in a folder.
  mkdirSync(join(corpus, "docs", "<script>globalThis.ran = 1<"), { recursive: true });
  const text = `---\ntitle: "${SCRIPT} --> ]]> ${OVERRIDE}"\n---\n\n<b>粗</b> 这是坏名字，左右也在这里。${IMAGE} \u200f\n`;
  for (const name of [...NAMES, "<script>globalThis.ran = 1</script>.md"]) writeFileSync(join(corpus, "docs", name), text);
  report = reportOf(["docs"], { cwd: corpus, args: ["--glossary", "glossary.csv"], output: join(corpus, "<i>out") });
});
after(() => browser?.close());

test("nothing runs, nothing is requested, nothing is missing", async () => {
  const { page, seen } = await open(browser, report.url);
  const documents = report.json.documents.map((it) => it.path);
  assert.equal(documents.length, NAMES.length + 1);
  const concept = report.json.concepts[0].id;
  const views = ["#/", "#/concepts", "#/matrix", "#/matrix?as=table", "#/documents", "#/fixes", `#/concept/${encodeURIComponent(SCRIPT)}`, "#/%E0%A4%A", "#/concept/%", `#/concept/${encodeURIComponent(concept)}`, ...documents.map((path) => `#/document/${encodeURIComponent(path)}`)];
  for (const hash of views) {
    await go(page, hash);
    assert.equal(await page.evaluate(() => globalThis.ran), undefined, hash);
    assert.equal(await page.locator("main img, main script, main b, main i").count(), 0, hash);
  }
  assert.deepEqual(seen.problems, []);
  assert.deepEqual(seen.requests, [report.url]);
});

test("names are shown as they are, with what cannot be seen spelled out", async () => {
  const { page } = await open(browser, `${report.url}#/documents`);
  const shown = await page.locator("td.col-document .path").allTextContents();
  const expected = report.json.documents.map((it) => it.path.replace(/^docs\//, "").replaceAll(OVERRIDE, "U+202E").replaceAll("\u2028", "U+2028"));
  assert.deepEqual([...shown].sort(), expected.sort());
  await go(page, "#/concepts");
  assert.deepEqual((await allRows(page)).map((it) => it.concept).sort(), [SCRIPT, "אב"].sort());
  const isIsolated = await page.locator("td.col-concept a").evaluateAll((all) => all.every((it) => it.firstElementChild.tagName === "BDI"));
  assert.ok(isIsolated);
});

test("links lead to the files, whatever their names", async () => {
  const { page } = await open(browser, report.url);
  for (const { path } of report.json.documents) {
    await go(page, `#/document/${encodeURIComponent(path)}`);
    const url = new URL(await page.locator("a.path").first().evaluate((it) => it.href));
    assert.equal(url.hash, "#L1");
    url.hash = "";
    assert.match(readFileSync(url, "utf8"), /坏名字/);
  }
});

test("the page has one script, and its policy lets no other run", async () => {
  const html = readFileSync(report.page, "utf8");
  assert.match(html, /http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; base-uri 'none'; form-action 'none'"/);
  const { page } = await open(browser, report.url);
  const handlers = await page.evaluate(() => [...document.querySelectorAll("*")].flatMap((it) => it.getAttributeNames()).filter((name) => name.startsWith("on")));
  assert.deepEqual(handlers, []);
  const violations = await page.evaluate(() => new Promise((done) => {
    document.addEventListener("securitypolicyviolation", (event) => done(event.violatedDirective));
    const script = document.createElement("script");
    script.textContent = "globalThis.ran = 1";
    document.body.append(script);
  }));
  assert.match(violations, /script-src/);
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
});
