// Beside originals: the concordance shows the sentence of the original under each line.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { folder, go, launch, open, reportOf } from "./support.js";

const PAIRS = [
  ["# Queues\n\nEach broker keeps a queue on disk. The <b>scheduler</b> & its \"queue\" are fast.\n\nNothing here.\n",
    "# 队列\n\n每个代理在磁盘上保存一个队列。调度器和它的“队列”都很快。\n\n这里什么也没有。\n"],
  ["A queue is emptied by the scheduler at night.\n\nThe broker waits.\n", "夜里调度器清空一条排队。\n\n代理等待。\n"],
];

let browser;
let report;

before(async () => {
  browser = await launch();
  const corpus = folder();
  for (const name of ["en", "zh"]) mkdirSync(join(corpus, name));
  PAIRS.forEach(([source, target], number) => {
    writeFileSync(join(corpus, "en", `${number}.md`), source);
    writeFileSync(join(corpus, "zh", `${number}.md`), target);
  });
  writeFileSync(join(corpus, "glossary.csv"), "id,en,zh,zh:deprecated\nqueue,queue,队列,排队\nscheduler,scheduler,调度器,\n");
  report = reportOf(["zh"], { cwd: corpus, args: ["--glossary", "glossary.csv", "--pairs", "en/{path}=zh/{path}"] });
});
after(() => browser?.close());

test("each line of the concordance has its sentence of the original", async () => {
  const { page, seen } = await open(browser, report.url);
  await go(page, "#/concept/queue");
  const lines = await page.locator("#concordance .kwic-line").evaluateAll((all) =>
    all.map((it) => [it.querySelector("mark").textContent, it.querySelector(".source")?.textContent ?? ""]));
  const expected = report.json.concepts.find((it) => it.id === "queue").mentions;
  assert.equal(lines.length, expected);
  for (const [found, source] of lines) assert.match(source, /^source: .*queue/i, found);
  assert.match(lines.find(([found]) => found === "排队")[1], /emptied by the scheduler/);
  assert.deepEqual(seen.problems, []);
});

test("on a phone the original stands under its line, and nothing is cut off", async () => {
  const { page } = await open(browser, report.url, { width: 390, height: 844 });
  await go(page, "#/concept/queue");
  const boxes = await page.locator("#concordance .kwic-line").evaluateAll((all) => all.map((it) => {
    const [line, source] = [it.querySelector("mark"), it.querySelector(".source")].map((part) => part.getBoundingClientRect());
    return { isBelow: source.top >= line.bottom - 1, right: source.right, width: document.documentElement.clientWidth };
  }));
  assert.ok(boxes.length > 0);
  for (const { isBelow, right, width } of boxes) assert.ok(isBelow && right <= width + 1, JSON.stringify({ isBelow, right, width }));
});
