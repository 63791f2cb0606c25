//! Anchors: the names that headings have in links, and the links that lead to them.

use xxhash_rust::xxh3::xxh3_64;

/// Bytes of a link on either side of its `#` that are looked at.
const REACH: usize = 400;
/// A heading of more bytes has no anchor that anybody links to.
pub const LONGEST: usize = 2000;
/// Names of the page that a folder shows.
const OF_FOLDER: [&str; 3] = ["index", "_index", "readme"];

/// The anchor that GitHub and its like make of a heading.
pub fn slug(heading: &str) -> String {
    let mut slug = String::with_capacity(heading.len());
    for c in heading.trim().chars() {
        match c {
            // Nearly all of a Chinese heading, and neither upper nor lower case.
            '\u{4e00}'..='\u{9fff}' | '-' | '_' => slug.push(c),
            ' ' => slug.push('-'),
            c if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
            _ => {}
        }
    }
    slug
}

/// The anchor of a heading with this text, which stands so in the file: code is a part of the one and not of the other.
pub fn of_heading(text: &str, in_file: &str) -> String {
    slug(if text.contains('\u{fffc}') { in_file } else { text })
}

/// The anchor of the first of several headings that are alike, given that of another one: it has a number behind it.
pub fn without_number(anchor: &str) -> Option<&str> {
    anchor.rsplit_once('-').filter(|(_, number)| number.parse::<u8>().is_ok()).map(|(first, _)| first)
}

/// The text that a part of a URL stands for.
pub fn percent_decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten().and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The key of a heading on a page: of its path as in a link or on disk, and of its slug. Stable for ever: it is stored in
/// learned files. Where the page lies is not part of it, for a link may say that in many ways.
pub fn key(path: &str, slug: &str) -> u64 {
    let path = path.split('?').next().unwrap_or(path);
    let decoded = path.contains('%').then(|| percent_decode(path));
    let path = decoded.as_deref().unwrap_or(path);
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty()).map(|part| {
        let mut part = part.to_lowercase();
        part.truncate(without_language(without_extension(&part)).len());
        part
    });
    let page = parts.next().unwrap_or_default();
    let mut page = if OF_FOLDER.contains(&page.as_str()) { parts.next().unwrap_or(page) } else { page };
    page.reserve(1 + slug.len());
    page.push('#');
    page.push_str(slug);
    xxh3_64(page.as_bytes())
}

/// A name without the extension that pages have; `v1.2` has none.
fn without_extension(name: &str) -> &str {
    let is_page = |extension: &str| ["md", "markdown", "mdown", "mdx", "qmd", "htm", "html"].contains(&extension);
    name.rsplit_once('.').filter(|(_, extension)| is_page(extension)).map_or(name, |(stem, _)| stem)
}

/// A name without the language that may stand behind it: `guide.zh`.
fn without_language(name: &str) -> &str {
    let is_language = |tag: &str| tag.len() == 2 && tag.bytes().all(|byte| byte.is_ascii_lowercase());
    name.rsplit_once('.').filter(|(_, tag)| is_language(tag)).map_or(name, |(stem, _)| stem)
}

/// Calls `each` with the key of every heading of another page that a text has a link to, in whatever markup.
pub fn linked(text: &str, mut each: impl FnMut(u64)) {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'#', bytes) {
        let is_in_url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | 0x80..);
        if at == 0 || !is_in_url(bytes[at - 1]) {
            continue;
        }
        // Another `#` too, so that no byte is looked at for many of them.
        let is_end = |c: char| c.is_whitespace() || matches!(c, '#' | '"' | '\'' | '<' | '>' | '(' | ')' | '[' | ']' | '`' | '|');
        let before = &text[text.floor_char_boundary(at.saturating_sub(REACH))..at];
        let after = &text[at + 1..text.floor_char_boundary(at + 1 + REACH).max(at + 1)];
        let path = before.rsplit(is_end).next().unwrap_or_default();
        let fragment = after.split(is_end).next().unwrap_or_default();
        if fragment.is_empty() {
            continue;
        }
        let fragment = slug(&percent_decode(fragment));
        if let Some(first) = without_number(&fragment) {
            each(key(path, first));
        }
        each(key(path, &fragment));
    }
}

#[cfg(test)]
mod tests {
    use super::{key, linked, slug};

    #[test]
    fn a_link_leads_to_a_heading_of_a_page() {
        let of = |text: &str| {
            let mut keys = Vec::new();
            linked(text, |key| keys.push(key));
            keys
        };
        let heading = key("./文/a.md", &slug("集装箱 标题！"));
        for link in
            ["[那里](../文/a.md#集装箱-标题)", "<a href=\"/docs/a/#%E9%9B%86%E8%A3%85%E7%AE%B1-标题\">", "[x]: a#集装箱-标题"]
        {
            assert_eq!(of(link), [heading], "{link}");
        }
        assert_eq!(of("# 集装箱 [那里](#集装箱-标题) C# 和 F#"), [0; 0]);
        assert_ne!(of("[那里](b.md#集装箱-标题)"), [heading]);
        assert_eq!(key("guide/index.md", "a"), key("/zh/guide/", "a"));
        assert_eq!(key("v1.2.md", "a"), key("../v1.2/", "a"));
        assert_eq!(key("guide/index.zh.md", "a"), key("/guide", "a"));
        assert!(of("[x](a.md#集装箱-标题-1)").contains(&heading));
    }
}
