// Which view for which address, the theme, and what every view has around it.

const VIEWS = {
  overview: overviewView,
  concepts: conceptsView,
  concept: conceptView,
  matrix: matrixView,
  documents: documentsView,
  document: documentView,
  fixes: fixesView,
};

/** The tab under which a view stands. */
const TAB = { concept: "concepts", document: "documents" };

const place = document.getElementById("main");

/** Where each address was scrolled to, for Back. */
const scrolled = new Map();
let shown = null;
let isByLink = false;
let runs = 0;

async function show() {
  const from = shown;
  if (from !== null) scrolled.set(from, scrollY);
  const target = location.hash;
  shown = target;
  const run = (runs += 1);
  const now = route();
  const view = VIEWS[now.view];
  const { title, content } = view ? await view(now) : missing("view", now.view);
  // Another view was asked for while this one read its data.
  if (run !== runs) return;
  place.replaceChildren(...content.flat(Infinity).filter(Boolean));
  document.title = `${plain(title)} · glossator`;
  for (const link of document.querySelectorAll("nav [data-view]")) {
    if (link.dataset.view === (TAB[now.view] ?? now.view)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (from !== null) {
    const heading = place.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, isByLink ? 0 : (scrolled.get(target) ?? 0));
  }
  isByLink = false;
  place.dataset.view = now.view;
  document.documentElement.dataset.ready = target || "#/";
}

/** The address changes without a new view where filters are typed; what was scrolled belongs to the new one. */
const follow = (address) => {
  shown = address;
};

function chooseTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new Event("theme"));
}

function startTheme() {
  const select = document.getElementById("theme");
  // A browser may forbid storage to pages from the file system; the switch works without.
  let stored = "auto";
  try {
    stored = localStorage.getItem("glossator-theme") ?? "auto";
  } catch {
    stored = "auto";
  }
  select.value = ["auto", "light", "dark"].includes(stored) ? stored : "auto";
  chooseTheme(select.value);
  select.addEventListener("change", () => {
    chooseTheme(select.value);
    try {
      localStorage.setItem("glossator-theme", select.value);
    } catch {
      // Not kept, then.
    }
  });
}

function foot() {
  const { totals, folder } = report;
  fill(document.getElementById("foot"), {}, [
    h("p", {}, `Made by ${report.generator} from ${counted(totals.files, "file")}`, folder ? [" in ", h("code", {}, words(folder))] : "", totals.unreadable > 0 ? `; ${counted(totals.unreadable, "file")} could not be read` : "", ". The same numbers are in report.json beside this page."),
    h("p", {}, "A line is linked as ", h("code", {}, report.link), "."),
  ]);
}

async function start() {
  startTheme();
  document.querySelector("[data-skip]").addEventListener("click", (event) => {
    event.preventDefault();
    place.focus();
  });
  try {
    await load();
  } catch (error) {
    place.replaceChildren(h("h1", {}, "This page cannot be shown"), h("p", {}, `Its data cannot be read here: ${error.message}. A browser of 2023 or later is needed (DecompressionStream).`));
    return;
  }
  foot();
  history.scrollRestoration = "manual";
  addEventListener("click", (event) => {
    if (event.target.closest?.("a[href^='#']")) isByLink = true;
  });
  addEventListener("hashchange", show);
  await show();
}

start();
