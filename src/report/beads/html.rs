//! A page that shows both sides next to each other, weak beads marked; it needs nothing but itself.

use std::io;

use super::{Format, Level, Pair, Part, WEAK};
use crate::document::OBJECT;

pub(super) const FORMAT: Format =
    Format { name: "html", about: "a page with both sides next to each other, weak beads marked", start, pair, end };

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:80rem;padding:0 1rem;color:#1a1a1a;\
background:#fff}table{border-collapse:collapse;width:100%;table-layout:fixed;margin-bottom:3rem}th{text-align:left}\
td,th{border-bottom:1px solid #ddd;padding:.4rem .6rem;vertical-align:top;overflow-wrap:anywhere}\
.score{width:4rem;font-variant-numeric:tabular-nums;color:#555}tr.weak td{background:#fff3cd}tr.weak .score{font-weight:bold}\
tr.lone td{background:#fde2e1}.none{color:#a33}.note{background:#fff3cd;padding:.5rem 1rem}code{color:#777}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}td,th{border-color:#444}tr.weak td,.note{background:#4a3d10}\
tr.lone td{background:#4d2322}.score{color:#aaa}}";

fn start(pair: &Pair<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>Alignment of {}</title><style>{STYLE}</style></head>\n<body>\n<h1>Alignment</h1>\n\
         <p>Yellow: a weak bead (score below {WEAK}). Red: nothing on the other side.</p>",
        escape(pair.source.path)
    )
}

fn pair(pair: &Pair<'_>, level: Level, out: &mut dyn io::Write) -> io::Result<()> {
    let beads = pair.beads(level);
    let weak = beads.iter().filter(|bead| bead.is_weak()).count();
    writeln!(out, "<h2>{} · {}</h2>", escape(pair.source.path), escape(pair.target.path))?;
    writeln!(out, "<p>{} beads, {weak} to look at; score of the whole {:.2}</p>", beads.len(), pair.alignment.score)?;
    if let Some(doubt) = pair.alignment.doubt {
        writeln!(out, "<p class=\"note\">{}</p>", escape(&doubt.to_string()))?;
    }
    writeln!(out, "<table>\n<tr><th class=\"score\">score</th><th>source</th><th>target</th></tr>")?;
    for bead in beads {
        let class = match (bead.source.is_empty() || bead.target.is_empty(), bead.is_weak()) {
            (true, _) => " class=\"lone\"",
            (false, true) => " class=\"weak\"",
            (false, false) => "",
        };
        writeln!(
            out,
            "<tr{class}><td class=\"score\">{:.2}</td><td{}>{}</td><td{}>{}</td></tr>",
            bead.score,
            language(pair.source.language),
            text(&bead.source),
            language(pair.target.language),
            text(&bead.target)
        )?;
    }
    writeln!(out, "</table>")
}

fn end(out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"</body>\n</html>\n")
}

fn language(tag: &str) -> String {
    if tag.is_empty() { String::new() } else { format!(" lang=\"{}\"", escape(tag)) }
}

fn text(parts: &[Part<'_>]) -> String {
    if parts.is_empty() {
        return "<span class=\"none\">nothing</span>".to_owned();
    }
    parts.iter().map(|part| escape(part.text)).collect::<Vec<_>>().join("<br>")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            OBJECT => out.push_str("<code>□</code>"),
            '\n' => out.push_str("<br>"),
            c if crate::report::safe_text::is_hostile(c) => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    out
}
