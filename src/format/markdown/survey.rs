//! What counts far from where it stands in Markdown, looked for in one pass over a text.

/// Whether there is any of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// A brace opens, as shortcodes, template tags and attribute lists do.
    pub has_brace: bool,
    /// A line begins as one of a container does: `::: tip`.
    pub has_container: bool,
    /// A comment may open.
    pub has_comment: bool,
    /// Something may reach across any blank line: definitions of links and footnotes, HTML with an end of its own, line
    /// ends that only count to some.
    pub reaches_far: bool,
}

impl Survey {
    /// Looks over a text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_lone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
        let has_lone_return = memchr::memchr_iter(b'\r', bytes).any(is_lone);
        let mut survey = Self { reaches_far: has_lone_return, ..Self::default() };
        for at in memchr::memchr3_iter(b'{', b':', b'<', bytes) {
            match (bytes[at], at.checked_sub(1).map(|before| bytes[before])) {
                (b'{', _) => (survey.has_brace, survey.has_comment) = (true, true),
                (b':', Some(b']')) => survey.reaches_far = true,
                (b':', None | Some(b'\n')) => survey.has_container |= bytes[at..].starts_with(b":::"),
                (b':', _) => {}
                _ => {
                    let rest = &bytes[at + 1..];
                    survey.has_comment |= rest.starts_with(b"!--");
                    survey.reaches_far = survey.reaches_far || opens_far(rest);
                }
            }
        }
        survey
    }
}

/// Whether behind a `<` there is HTML that ends where its own end is, be it past blank lines.
pub fn opens_far(rest: &[u8]) -> bool {
    match rest.first().map(u8::to_ascii_lowercase) {
        Some(b'!') if rest.starts_with(b"!--") => {
            // Its end before that of the line: many comments may stand on one line.
            let end = memchr::memmem::find(&rest[3..], b"-->");
            end.is_none_or(|end| memchr::memchr(b'\n', &rest[3..3 + end]).is_some())
        }
        Some(b'!' | b'?') => true,
        Some(b's' | b'p' | b't') => ["script", "pre", "style", "textarea"]
            .iter()
            .any(|name| rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Survey;

    #[test]
    fn all_is_seen_in_one_pass() {
        let nothing = Survey::default();
        let brace = Survey { has_brace: true, has_comment: true, ..nothing };
        let container = Survey { has_container: true, ..nothing };
        let comment = Survey { has_comment: true, ..nothing };
        let far = |survey: Survey| Survey { reaches_far: true, ..survey };
        for (text, expected) in [
            ("甲：<https://a.io>\r\n\r\n- ::: 丙 []", nothing),
            ("甲：<b>乙</b> https://a.io", nothing),
            ("<Tabs>\n", nothing),
            ("a {{< b", brace),
            (":::tip\n甲\n:::", container),
            ("甲\n::: tip\n", container),
            ("[a]: /b", far(nothing)),
            ("[^1]:{", far(brace)),
            ("甲 <Pre>", far(nothing)),
            ("<!-- 甲 --> 乙", comment),
            ("<!-- 甲\n-->", far(comment)),
            ("<!---->\n<!--", far(comment)),
            ("甲\r乙", far(nothing)),
        ] {
            assert_eq!(Survey::of(text), expected, "{text:?}");
        }
    }
}
