// What the tests share: reports made by the program, a browser, and pages of which everything is written down.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const program = process.env.GLOSSATOR ?? join(root, "target/release/glossator");
export const shared = process.env.GLOSSATOR_SHARED ?? resolve(root, "../shared");

const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => path && existsSync(path));
if (!executablePath) throw new Error("no Chromium: install Debian's chromium, or name one in CHROMIUM");

export const launch = () => chromium.launch({ executablePath, args: ["--no-sandbox"] });

export const folder = () => mkdtempSync(join(tmpdir(), "glossator-browser-"));

/** Runs the program in `cwd`; its standard output. */
export function run(args, cwd = root) {
  try {
    return execFileSync(program, args, { cwd, encoding: "utf8", maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw new Error(`glossator ${args.join(" ")}: ${error.stderr}`, { cause: error });
  }
}

/** The report of these paths: where its page is, and what its `report.json` says. */
export function reportOf(paths, { cwd = root, args = [], output = folder() } = {}) {
  run(["report", ...paths, "--no-config", "--quiet", "--output", output, ...args], cwd);
  const page = join(output, "index.html");
  return { output, page, url: pathToFileURL(page).href, json: JSON.parse(readFileSync(join(output, "report.json"), "utf8")) };
}

/** A page that remembers each error, message and request. */
export async function open(browser, url, { width = 1280, height = 900, colorScheme = "light" } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const seen = { problems: [], requests: [] };
  page.on("console", (message) => seen.problems.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.problems.push(`${error.stack ?? error}`));
  page.on("dialog", (dialog) => {
    seen.problems.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("request", (request) => seen.requests.push(request.url()));
  await page.goto(url);
  await shown(page);
  return { page, context, seen };
}

/** Waits until the view of the page's address is there. */
export const shown = (page) => page.waitForFunction(() => document.documentElement.dataset.ready === (location.hash || "#/"));

/** Goes to a view by its address, as a link would. */
export async function go(page, hash) {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, hash);
  await shown(page);
}

/** The rows of the first table: the text of `name`, and the values of the cells with numbers by column. */
export const rows = (page, selector = "table.rows") =>
  page.locator(selector).first().evaluate((table) =>
    [...table.querySelectorAll("tbody tr")].map((row) => {
      const cells = [...row.children].map((cell) => [[...cell.classList].find((it) => it.startsWith("col-")).slice(4), cell]);
      const value = (cell) => {
        const data = cell.querySelector("data");
        return data && cell.classList.contains("number") ? Number(data.value) : (cell.querySelector("a") ?? cell).textContent;
      };
      return Object.fromEntries(cells.map(([name, cell]) => [name, value(cell)]));
    }));

/** All rows of a table that is shown page by page. */
export async function allRows(page) {
  const all = [];
  for (;;) {
    all.push(...(await rows(page)));
    const next = page.locator(".table .pager button", { hasText: "Next" });
    if ((await next.count()) === 0 || (await next.isDisabled())) return all;
    await next.click();
  }
}
