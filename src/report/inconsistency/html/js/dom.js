// Elements and text. Text of users only ever becomes text: nothing here reads markup.

/** An element: `h("a", { href, class: "…", onclick }, child, …)`. Children are nodes, text, arrays, or nothing. */
function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An element of a drawing. */
function s(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" && "value" in element && element.tagName !== "DATA") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Characters that cannot be seen but change what is seen: controls, direction marks, zero widths. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

const codePoint = (character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Text with those characters spelled out, for places that take no elements. */
const plain = (text) => text.replace(UNSEEN, (character) => `⟨${codePoint(character)}⟩`);

/** The language of a piece of text, told by its script; the corpus's own language where it is Han. */
function languageOf(text) {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "ja";
  if (/\p{Script=Hangul}/u.test(text)) return "ko";
  if (/\p{Script=Han}/u.test(text)) return report.language;
  return null;
}

/** Text of a user: isolated from the direction around it, in its language, unseen characters shown as what they are. */
function words(text, attributes) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(UNSEEN)) {
    pieces.push(text.slice(end, match.index), h("span", { class: "unseen-character" }, codePoint(match[0])));
    end = match.index + match[0].length;
  }
  pieces.push(text.slice(end));
  return h("bdi", { lang: languageOf(text), ...attributes }, pieces);
}

/** A sentence of the program, in English, with the words of users in it in their own language. */
const prose = (text) => text.split(/([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}·]+)/u).filter(Boolean).map((piece) => words(piece));

/** A number that can be read by people and by programs. */
const count = (value, attributes) => h("data", { value, ...attributes }, value.toLocaleString("en"));

/** A share of 1, in per cent. Rounded towards the middle: only what is whole is 100 %, only what is nothing 0 %. */
function percent(value) {
  if (value === null || value === undefined) return "–";
  let shown = (Math.round(value * 1000) / 10).toFixed(1);
  if (shown === "100.0") shown = value < 1 ? "99.9" : "100";
  if (shown === "0.0") shown = value > 0 ? "0.1" : "0";
  return `${shown} %`;
}
const share = (value, attributes) => (value === null || value === undefined ? h("span", attributes, "–") : h("data", { value, ...attributes }, percent(value)));

const bits = (value, attributes) => h("data", { value, ...attributes }, value.toFixed(2));

const harm = (value, attributes) => h("data", { value, ...attributes }, value.toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 }));

/** "1 mention", "2 mentions". */
const counted = (value, one, many = `${one}s`) => `${value.toLocaleString("en")} ${value === 1 ? one : many}`;

/** Where a line of a document can be opened. The path is encoded part by part, so that no character of it is markup of a URL. */
function fileLink(row, line) {
  const parts = row.path.split("/").map(encodeURIComponent);
  // A drive, `C:`, is no part to encode, and no scheme.
  if (/^[A-Za-z]:/.test(row.path)) parts[0] = `/${row.path.slice(0, 2)}`;
  const path = parts.join("/");
  const isAbsolute = path.startsWith("/");
  const link = isAbsolute ? report.link.replace(/^(?:\.\.?\/|[^/:{]+\/)*\{path\}/, "{path}") : report.link;
  return link.replaceAll("{path}", path).replaceAll("{line}", line ?? 1);
}

/** Says something to screen readers. */
function say(text) {
  document.getElementById("status").textContent = text;
}
