// Which view is shown: `#/concepts?q=tectonic&sort=harm`. A link can be shared, and Back works.

/** The view's name, its argument (a concept, a document), and its parameters. */
function route() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [view, ...rest] = path.split("/");
  let argument = rest.join("/");
  try {
    argument = decodeURIComponent(argument);
  } catch {
    // A hash that somebody wrote by hand; the view says that there is no such thing.
  }
  return { view: view || "overview", argument, parameters: new URLSearchParams(query) };
}

/** The address of a view. Empty parameters are left out. */
function address(view, argument, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const query = new URLSearchParams(given).toString();
  const path = argument === undefined || argument === null ? view : `${view}/${encodeURIComponent(argument)}`;
  return `#/${path}${query ? `?${query}` : ""}`;
}

const conceptAddress = (concept, parameters) => address("concept", concept.id, parameters);
const documentAddress = (row) => address("document", row.path);

/** Writes the parameters of the view that is shown into its address, without a new entry in the history. */
function keepParameters(parameters) {
  const { view, argument } = route();
  const here = address(view, argument || null, parameters);
  history.replaceState(history.state, "", here);
  follow(here);
}
