//! Finds what stands inside the strings of programs and is no language: placeholders, tags, code, references.
//!
//! It looks at decoded text, so it does not matter how a file writes a tag or a quote. It errs towards language: `a < b`,
//! `100%free` and `{see below}` are words.

use super::html;
use crate::document::Cut;
use crate::text::Span;

/// Longest placeholder between braces, in bytes.
const LONGEST: usize = 80;

/// How far the other end of a tag or of code is looked for, in bytes; without a bound, damaged text would cost its square.
const WINDOW: usize = 2000;

/// Elements beside those of HTML that hold no language: DocBook, KUIT, GNOME help.
const RAW: &[&str] = &[
    "filename",
    "command",
    "option",
    "envar",
    "envvar",
    "literal",
    "function",
    "cmd",
    "file",
    "sys",
    "key",
    "keycap",
    "screen",
    "programlisting",
    "userinput",
    "computeroutput",
    "icode",
];

/// Roles of reStructuredText whose text readers see as it is.
const VISIBLE_ROLES: &[&str] = &["abbr", "dfn", "emphasis", "guilabel", "menuselection", "strong", "sub", "sup"];

/// Adds every place of `text` that is no language to `cuts`, not sorted; `link` gets the targets found.
pub fn scan(text: &str, cuts: &mut Vec<Cut>, mut link: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut messages = 0;
    while let Some(step) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| b"%{}$<`&]".contains(byte))) {
        at += step;
        let rest = &text[at..];
        let mut object = |len: usize| {
            cuts.push(Cut { span: Span::new(at, at + len), object: true });
            len
        };
        let len = match bytes[at] {
            b'%' if rest.starts_with("%%") => 2,
            b'%' => percent(rest, text[..at].chars().next_back()).map_or(1, &mut object),
            b'$' => dollar(rest).map_or(1, &mut object),
            b'&' => entity(rest).map_or(1, &mut object),
            b'{' => match message(rest) {
                Some(len) => {
                    messages += 1;
                    object(len)
                }
                None => braces(rest).map_or(1, &mut object),
            },
            b'}' if messages > 0 => {
                let (len, ends) = next_case(rest);
                messages -= usize::from(ends);
                object(len)
            }
            b'<' => tag(rest, at, cuts),
            b'`' => backticks(text, at, cuts, &mut link),
            b']' => match target(rest) {
                Some(len) => {
                    cuts.push(Cut { span: Span::new(at, at + len), object: false });
                    link(&rest[2..len - 1]);
                    len
                }
                None => 1,
            },
            _ => 1,
        };
        at += len;
    }
}

fn window(text: &str, len: usize) -> &str {
    text.get(..text.floor_char_boundary(len)).unwrap_or_default()
}

fn leading(text: &str, is: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| is(*byte)).count()
}

/// `%s`, `%1$s`, `%(name)s`, `%-5.2f`, `%1`, `%{name}`, `%<name>s`, `%@`: its length.
fn percent(rest: &str, before: Option<char>) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 1;
    for (open, close) in [(b'(', b')'), (b'<', b'>'), (b'{', b'}')] {
        if bytes.get(at) == Some(&open) {
            let inner = leading(&rest[at + 1..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
            if inner == 0 || bytes.get(at + 1 + inner) != Some(&close) {
                return None;
            }
            at += inner + 2;
            if open == b'{' {
                return Some(at);
            }
        }
    }
    let named = at > 1;
    at += leading(&rest[at..], |byte| matches!(byte, b'-' | b'+' | b'#' | b'0' | b'\''));
    let digits = leading(&rest[at..], |byte| byte.is_ascii_digit() || byte == b'*');
    at += digits;
    if bytes.get(at) == Some(&b'$') {
        at += 1 + leading(&rest[at + 1..], |byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'#' | b'*'));
    }
    let plain = at;
    if bytes.get(at) == Some(&b'.') {
        at += 1 + leading(&rest[at + 1..], |byte| byte.is_ascii_digit() || byte == b'*');
    }
    at += leading(&rest[at..], |byte| matches!(byte, b'h' | b'l' | b'L' | b'q' | b'j' | b'z' | b't')).min(2);
    let number = (digits > 0 && !rest[1..plain].contains('$')).then_some(plain);
    match bytes.get(at) {
        Some(b'd' | b'i' | b'o' | b'u' | b'x' | b'X' | b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'a' | b'A' | b'c' | b'C')
        | Some(b's' | b'S' | b'p' | b'n' | b'r' | b'@')
            if named
                || !(before.is_some_and(|c| c.is_ascii_digit()) && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)) =>
        {
            Some(at + 1)
        }
        _ => number,
    }
}

/// `${name}`, `$name`: its length.
fn dollar(rest: &str) -> Option<usize> {
    let name = leading(&rest[1..], |byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let starts = |at: usize| rest.as_bytes().get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    if name > 0 && starts(1) {
        return Some(name + 1);
    }
    braces(rest.get(1..).filter(|rest| rest.starts_with('{'))?).map(|len| len + 1)
}

/// `&nbsp;`, `&#160;`: its length.
fn entity(rest: &str) -> Option<usize> {
    let name = leading(&rest[1..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'-' | b'_' | b'.'));
    (name > 0 && rest.as_bytes().get(name + 1) == Some(&b';')).then_some(name + 2)
}

/// `{}`, `{0}`, `{name:>10}`, `{count, number}`, `{{ name }}`: its length.
fn braces(rest: &str) -> Option<usize> {
    let window = rest.as_bytes().get(..rest.len().min(LONGEST))?;
    if window.starts_with(b"{{") {
        return memchr::memmem::find(window, b"}}").map(|end| end + 2).filter(|end| !window[..*end].contains(&b'\n'));
    }
    let end = memchr::memchr(b'}', window)?;
    let inner = &rest[1..end];
    let is_part = |byte: u8| byte.is_ascii_graphic() && byte != b'{';
    let spaced = inner.split([',', ':', '|']).map(str::trim).collect::<Vec<_>>();
    spaced.iter().all(|part| part.bytes().all(is_part)).then_some(end + 1)
}

/// The start of an ICU message with cases, up to the first case's text: `{count, plural, one {`.
fn message(rest: &str) -> Option<usize> {
    let rest = window(rest, LONGEST);
    let mut parts = rest[1..].splitn(3, ',');
    let (name, kind, cases) = (parts.next()?.trim(), parts.next()?.trim(), parts.next()?);
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_name || !matches!(kind, "plural" | "select" | "selectordinal") {
        return None;
    }
    let start = rest.len() - cases.len();
    let key = leading(cases, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\n' | b'=' | b':' | b'_'));
    (cases.as_bytes().get(key) == Some(&b'{')).then_some(start + key + 1)
}

/// What stands between the texts of two cases, or the end of the message; whether it is the end.
fn next_case(rest: &str) -> (usize, bool) {
    let blank = 1 + leading(&rest[1..], |byte| byte.is_ascii_whitespace());
    if rest.as_bytes().get(blank) == Some(&b'}') {
        return (blank + 1, true);
    }
    let key = leading(&rest[blank..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'\n' | b'=' | b'_'));
    if key > 0 && rest.as_bytes().get(blank + key) == Some(&b'{') { (blank + key + 1, false) } else { (1, false) }
}

/// A tag: a gap if readers do not see it, an object if it stands for something; gives how far to go on.
fn tag(rest: &str, at: usize, cuts: &mut Vec<Cut>) -> usize {
    let rest = window(rest, WINDOW);
    let Some(tag) = html::tag(rest) else { return 1 };
    let name = tag.name.as_ref();
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.')) {
        return 1;
    }
    let mut cut = |len: usize, object: bool| {
        cuts.push(Cut { span: Span::new(at, at + len), object });
        len
    };
    let is_known = html::is_inline(name) || html::is_raw(name) || RAW.contains(&name);
    if tag.kind == html::TagKind::Close {
        return cut(tag.end, false);
    }
    let closes = rest.get(tag.end..).and_then(|after| closing(after, name));
    match closes {
        Some(close) if html::is_raw(name) || RAW.contains(&name) => cut(tag.end + close, true),
        Some(_) => cut(tag.end, false),
        None if tag.is_self_closing || matches!(name, "br" | "img" | "hr") => cut(tag.end, true),
        None if is_known || name == "p" || name == "li" => cut(tag.end, false),
        // `<name>` of a usage message.
        None if tag.end == name.len() + 2 => cut(tag.end, true),
        None => 1,
    }
}

/// The end of the closing tag of `name`.
fn closing(after: &str, name: &str) -> Option<usize> {
    memchr::memmem::find_iter(after.as_bytes(), b"</").find_map(|at| {
        let rest = after.get(at + 2..at + 2 + name.len())?;
        let end = at + 2 + name.len() + after.get(at + 2 + name.len()..)?.find('>')?;
        rest.eq_ignore_ascii_case(name).then_some(end + 1)
    })
}

/// Code, a role or a reference between backticks; gives how far to go on.
fn backticks(text: &str, at: usize, cuts: &mut Vec<Cut>, link: &mut impl FnMut(&str)) -> usize {
    let rest = window(&text[at..], WINDOW);
    let ticks = leading(rest, |byte| byte == b'`');
    let delimiter = &rest[..ticks];
    let is_end = |len: &usize| {
        let (inner, after) = rest[ticks..].split_at(*len);
        !inner.ends_with('`') && !after[ticks..].starts_with('`')
    };
    let ends = memchr::memmem::find_iter(&rest.as_bytes()[ticks..], delimiter);
    let Some(inner) = ends.take(4).find(is_end).map(|len| &rest[ticks..ticks + len]) else { return ticks };
    // `file' is how GNU programs quote.
    if inner.is_empty() || ticks == 1 && inner.contains('\'') {
        return ticks;
    }
    let len = inner.len() + 2 * ticks;
    let role = if ticks == 1 { role(&text[..at]) } else { None };
    let start = at - role.map_or(0, |role| role.len() + 2);
    let end = at + len + leading(&rest[len..], |byte| byte == b'_').min(2);
    let mut gap = |from: usize, to: usize| cuts.push(Cut { span: Span::new(from, to), object: false });
    if ticks == 1 && VISIBLE_ROLES.contains(&role.unwrap_or_default()) {
        gap(start, at + 1);
        gap(at + len - 1, end);
    } else if let Some((title, target)) = inner.strip_suffix('>').and_then(|inner| inner.rsplit_once('<'))
        && ticks == 1
        && !title.trim().is_empty()
        && (role.is_some() || end > at + len)
    {
        gap(start, at + 1);
        gap(at + 1 + title.trim_end().len(), end);
        link(target);
    } else {
        cuts.push(Cut { span: Span::new(start, end), object: true });
    }
    end - at
}

/// The role that stands right before a backtick: `ref` of `:ref:`.
fn role(before: &str) -> Option<&str> {
    let inner = before.strip_suffix(':')?;
    let len = inner.bytes().rev().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'_' | b'.'));
    let name = &inner[inner.len() - len.count()..];
    let rest = inner[..inner.len() - name.len()].strip_suffix(':')?;
    let domain = rest.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
    let start = rest.len() - domain;
    // `:py:class:`
    if domain > 0 && rest[..start].ends_with(':') {
        return Some(&inner[start..]);
    }
    (!name.is_empty()).then_some(name)
}

/// The target behind the text of a Markdown link: the length of `](target)`.
fn target(rest: &str) -> Option<usize> {
    let inner = window(rest, WINDOW / 4).strip_prefix("](")?;
    let len = leading(inner, |byte| byte.is_ascii_graphic() && byte != b')');
    (len > 0 && inner.as_bytes().get(len) == Some(&b')')).then_some(len + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with objects as `¤` and without gaps.
    fn seen(text: &str) -> String {
        let mut cuts = Vec::new();
        scan(text, &mut cuts, |_| {});
        cuts.sort_by_key(|cut| cut.span);
        let (mut out, mut at) = (String::new(), 0);
        for cut in cuts {
            out.push_str(&text[at..cut.span.start]);
            out.push_str(if cut.object { "¤" } else { "" });
            at = cut.span.end;
        }
        out + &text[at..]
    }

    #[test]
    fn what_is_no_language_is_cut_out() {
        for (text, expected) in [
            ("%s 个 %1$s、%(name)s、%-5.2f、%1、%{x}、%<y>s、%@、%zu", "¤ 个 ¤、¤、¤、¤、¤、¤、¤、¤"),
            ("100% 的 50%。%%d 100%free 5% of %", "100% 的 50%。%%d 100%free 5% of %"),
            ("{} {0} {name:>10} {a.b[0]} {count, number} {{ x }} ${y} $HOME", "¤ ¤ ¤ ¤ ¤ ¤ ¤ ¤"),
            ("{见下} {see below} $5 { } a}", "{见下} {see below} $5 ¤ a}"),
            ("{n, plural, =0 {没有} one {# 个} other {# 个容器}}。", "¤没有¤# 个¤# 个容器¤。"),
            ("<b>粗</b>体<br/>和 <code>x</code>、<guilabel>标</guilabel>", "粗体¤和 ¤、标"),
            ("<a href=\"x\">链</a> <filename>容器</filename> <name> a < b > c", "链 ¤ ¤ a < b > c"),
            ("x&nbsp;y & z", "x¤y & z"),
            ("用 ``a b`` 和 `c`，:func:`len`、:py:class:`int`x:ref:`y`", "用 ¤ 和 ¤，¤、¤x¤"),
            (":ref:`容器 <x>` 与 `文档 <https://a.b>`_ 与 `t`_", "容器 与 文档 与 ¤"),
            (":abbr:`LIFO (后进先出)`", "LIFO (后进先出)"),
            ("无法打开 `%s' 和 `容器'", "无法打开 `¤' 和 `容器'"),
            ("见[容器](docs/a.md)。", "见[容器。"),
            ("{ { {{ ${ %( $ & < </ ` `` ]( {a, plural, ", "{ { {{ ${ %( $ & < </ ` `` ]( {a, plural, "),
        ] {
            assert_eq!(seen(text), expected, "{text}");
        }
    }
}
