//! TMX 1.4b, for translation memories: a unit a bead that has both sides.

use std::io;

use quick_xml::escape::escape;

use super::{Format, Level, Pair, Part};
use crate::document::OBJECT;

pub(super) const FORMAT: Format =
    Format { name: "tmx", about: "TMX 1.4b, a unit for each bead with both sides", start, pair, end };

fn start(pair: &Pair<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n<tmx version=\"1.4\">\n  <header \
         creationtool=\"glossator\" creationtoolversion=\"{}\" segtype=\"sentence\" o-tmf=\"glossator\" adminlang=\"en\" \
         srclang=\"{}\" datatype=\"plaintext\"/>\n  <body>",
        env!("CARGO_PKG_VERSION"),
        escape(language(pair.source.language)),
    )
}

fn pair(pair: &Pair<'_>, level: Level, out: &mut dyn io::Write) -> io::Result<()> {
    for bead in pair.beads(level).iter().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()) {
        writeln!(out, "    <tu>\n      <prop type=\"x-score\">{:.2}</prop>", bead.score)?;
        writeln!(out, "      <prop type=\"x-source\">{}</prop>", escape(pair.source.path))?;
        for (side, parts) in [(&pair.source, &bead.source), (&pair.target, &bead.target)] {
            let lang = escape(language(side.language));
            writeln!(out, "      <tuv xml:lang=\"{lang}\"><seg>{}</seg></tuv>", text(side.language, parts))?;
        }
        writeln!(out, "    </tu>")?;
    }
    Ok(())
}

fn end(out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"  </body>\n</tmx>\n")
}

/// TMX wants a language: `und` where none is known.
fn language(tag: &str) -> &str {
    if tag.is_empty() { "und" } else { tag }
}

/// The sentences of a side; what is no text becomes a placeholder.
fn text(language: &str, parts: &[Part<'_>]) -> String {
    let space = if matches!(language.split('-').next(), Some("zh" | "ja")) { "" } else { " " };
    let joined = parts.iter().map(|part| part.text).collect::<Vec<_>>().join(space);
    let mut out = String::with_capacity(joined.len());
    for (number, piece) in joined.split(OBJECT).enumerate() {
        if number > 0 {
            out.push_str("<ph/>");
        }
        // Control characters have no place in XML.
        let clean: String = piece.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        out.push_str(&escape(&clean));
    }
    out
}
