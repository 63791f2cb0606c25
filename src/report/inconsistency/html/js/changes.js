// A change as one line of prose, in which the words that go and come are marked.

/** The changes of a document; `left` hunks are not in the report. */
function changeList(row, { changes, left }) {
  if (row.edits === 0 && row.fixable === 0) return h("p", {}, h("code", {}, "fix"), " changes nothing here.");
  const rest = (what) => h("p", { class: "dropped" }, what, " not on this page, for its size: ", h("code", {}, "glossator fix --diff"), " shows all.");
  if (changes.length === 0) return rest([h("code", {}, "fix"), ` mends ${counted(row.fixable, "finding")} here; how is`]);
  const item = ([line, before, after]) => {
    const pieces = differences(before, after);
    return h("li", {},
      h("a", { class: "place", href: fileLink(row, line) }, String(line)),
      h("p", { lang: languageOf(after || before) }, pieces.map(([kind, text], at) => (kind === 0 ? contextOf(text, at === 0, at === pieces.length - 1) : h(kind < 0 ? "del" : "ins", {}, words(text))))));
  };
  const list = pagedList(changes, { name: "diff", what: ["change"], line: item });
  return left > 0 ? [list, rest(`${counted(left, "further place")}${left === 1 ? " is" : " are"}`)] : list;
}

/** Unchanged text, shortened where it is long: what stands next to a change stays. */
function contextOf(text, isFirst, isLast) {
  const characters = [...text];
  if (characters.length <= 100) return words(text);
  const gap = h("span", { class: "muted" }, "…");
  const before = isFirst ? [] : [words(characters.slice(0, 40).join(""))];
  const after = isLast ? [] : [words(characters.slice(-40).join(""))];
  return [before, gap, after];
}

/**
 * What changed between two texts: `[-1 | 0 | 1, text]`. Word by word in Latin, character by character in Han, by the
 * longest common subsequence (Wagner and Fischer 1974), after what is equal at both ends was set aside.
 */
function differences(before, after) {
  const [one, other] = [tokens(before), tokens(after)];
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const pieces = [];
  const push = (kind, text) => {
    if (!text) return;
    if (pieces.at(-1)?.[0] === kind) pieces.at(-1)[1] += text;
    else pieces.push([kind, text]);
  };
  push(0, one.slice(0, start).join(""));
  const [middle, changed] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (middle.length * changed.length > 250_000) {
    push(-1, middle.join(""));
    push(1, changed.join(""));
  } else {
    subsequence(middle, changed).forEach(([kind, text]) => push(kind, text));
  }
  push(0, one.slice(one.length - end).join(""));
  return joined(pieces);
}

const tokens = (text) => text.match(/[\p{Script=Latin}\p{Nd}]+|\s+|./gsu) ?? [];

function subsequence(one, other) {
  const wide = other.length + 1;
  const lengths = new Uint16Array((one.length + 1) * wide);
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      lengths[i * wide + j] = one[i] === other[j] ? lengths[(i + 1) * wide + j + 1] + 1 : Math.max(lengths[(i + 1) * wide + j], lengths[i * wide + j + 1]);
    }
  }
  const pieces = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      pieces.push([0, one[i]]);
      i += 1;
      j += 1;
    } else if (i < one.length && (j === other.length || lengths[(i + 1) * wide + j] >= lengths[i * wide + j + 1])) {
      pieces.push([-1, one[i]]);
      i += 1;
    } else {
      pieces.push([1, other[j]]);
      j += 1;
    }
  }
  return pieces;
}

/** One short common piece between two changes is not worth a break: 海塔尔 → 海托华 reads better whole. */
function joined(pieces) {
  const out = [];
  let [removed, added] = ["", ""];
  const flush = () => {
    if (removed) out.push([-1, removed]);
    if (added) out.push([1, added]);
    [removed, added] = ["", ""];
  };
  pieces.forEach(([kind, text], index) => {
    if (kind < 0) removed += text;
    else if (kind > 0) added += text;
    else if ((removed || added) && index < pieces.length - 1 && [...text].length <= 1 && !/[\p{P}\s]/u.test(text)) {
      removed += text;
      added += text;
    } else {
      flush();
      out.push([0, text]);
    }
  });
  flush();
  return out;
}
