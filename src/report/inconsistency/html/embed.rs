//! Data as text inside a page: nothing in it can end its element, and large parts are deflated.
//!
//! The same value gives the same text on every machine and any number of threads.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Of 1 (quick) to 9 (small).
const LEVEL: u8 = 1;

/// A part of the data, ready to stand in a `<script type="application/json">`.
#[derive(Serialize)]
pub(super) struct Part {
    /// What the page calls it.
    pub(super) name: String,
    /// Whether `text` is base64 of a zlib stream (RFC 1950), not JSON.
    pub(super) deflated: bool,
    /// The text of the element.
    pub(super) text: String,
}

impl Part {
    /// Embeds JSON under `name` as it is.
    pub(super) fn plain(name: String, json: &str) -> Self {
        Self { name, deflated: false, text: escape(json) }
    }

    /// Embeds JSON under `name` in about half of its bytes.
    pub(super) fn deflated(name: String, json: &str) -> Self {
        let deflated = miniz_oxide::deflate::compress_to_vec_zlib(json.as_bytes(), LEVEL);
        Self { name, deflated: true, text: BASE64_STANDARD.encode(deflated) }
    }
}

/// JSON in which no character can end the element or begin a comment (HTML standard, 4.12.1.3). All of them stand in strings
/// only, where the escape means the same.
fn escape(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 64);
    for character in json.chars() {
        match character {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            other => out.push(other),
        }
    }
    out
}

/// The hash by which a content security policy knows an inline script or style (CSP level 3, 2.3.1).
pub(super) fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;

    use super::{BASE64_STANDARD, Part, hash};

    #[test]
    fn nothing_in_the_data_ends_its_element() {
        for text in ["</script><script>alert(1)</script>", "<!-- <script>", "a\u{2028}b", "\"&quot;'"] {
            let part = Part::plain("name".to_owned(), &serde_json::to_string(&[text]).unwrap());
            assert!(!part.text.contains(['<', '>', '&', '\u{2028}']), "{}", part.text);
            assert_eq!(serde_json::from_str::<Vec<String>>(&part.text).unwrap(), [text]);
        }
    }

    #[test]
    fn large_parts_are_deflated_and_come_back() {
        let rows: Vec<String> = (0..20_000).map(|number| format!("第 {number} 行")).collect();
        let part = Part::deflated("name".to_owned(), &serde_json::to_string(&rows).unwrap());
        assert!(part.deflated);
        let bytes = BASE64_STANDARD.decode(&part.text).unwrap();
        let json = String::from_utf8(miniz_oxide::inflate::decompress_to_vec_zlib(&bytes).unwrap()).unwrap();
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), rows);
        assert!(part.text.len() * 3 < json.len(), "{} of {}", part.text.len(), json.len());
    }

    #[test]
    fn a_hash_is_that_of_the_standard() {
        // The example of the content security policy, level 3, 2.3.1 says the shape; the value is `printf 'alert(1)' | openssl`.
        assert_eq!(hash("alert(1)"), "bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=");
    }
}
