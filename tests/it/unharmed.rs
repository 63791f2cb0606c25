//! What `fix` must never touch, on whole corpora: code, URLs, HTML, front-matter keys, the structure of the document.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::program::{Folder, skip};

/// Everything of a document that is not visible text, in order.
fn skeleton(text: &str) -> Vec<String> {
    let options = Options::all().difference(Options::ENABLE_SMART_PUNCTUATION | Options::ENABLE_WIKILINKS);
    let mut skeleton = Vec::new();
    let mut is_code = false;
    let mut metadata = None;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::MetadataBlock(kind)) => metadata = Some(kind),
            Event::End(TagEnd::MetadataBlock(_)) => metadata = None,
            Event::Text(text) if metadata.is_some() => skeleton.extend(text.lines().map(|line| key(line, metadata))),
            Event::Text(text) if is_code => skeleton.push(format!("code {text}")),
            // Visible text, and how it is cut into pieces.
            Event::Text(_) | Event::SoftBreak => {}
            Event::Start(Tag::CodeBlock(kind)) => {
                is_code = true;
                skeleton.push(format!("{kind:?}"));
            }
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Start(Tag::Link { dest_url, link_type, .. }) => skeleton.push(format!("link {link_type:?} {dest_url}")),
            Event::Start(Tag::Image { dest_url, link_type, .. }) => skeleton.push(format!("image {link_type:?} {dest_url}")),
            Event::Html(html) | Event::InlineHtml(html) => skeleton.push(tags(&html)),
            other => skeleton.push(format!("{other:?}")),
        }
    }
    skeleton
}

/// The key of a front matter's line; its value is text.
fn key(line: &str, kind: Option<MetadataBlockKind>) -> String {
    let mark = if kind == Some(MetadataBlockKind::PlusesStyle) { '=' } else { ':' };
    line.split_once(mark).map_or_else(String::new, |(key, _)| format!("key {key}"))
}

/// Tags without the values that are visible text.
fn tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end + 1);
        let mut tag = rest[start..end].to_owned();
        for name in ["alt=", "title="] {
            if let Some(at) = tag.find(name) {
                let value = at + name.len();
                let quote = tag[value..].chars().next().filter(|c| matches!(c, '"' | '\''));
                let close = quote.and_then(|quote| tag[value + 1..].find(quote)).map_or(tag.len(), |close| value + 1 + close);
                tag.replace_range(value..close, "");
            }
        }
        out.push_str(&tag);
        rest = &rest[end..];
    }
    out
}

/// Copies files into a folder, fixes all, and compares.
fn assert_unharmed(files: &[PathBuf]) {
    let folder = Folder::of_text(&[]);
    let copies: Vec<(String, Vec<u8>)> = files
        .iter()
        .enumerate()
        .map(|(number, path)| {
            let extension = path.extension().map_or_else(String::new, |extension| extension.to_string_lossy().into_owned());
            (format!("docs/{number}.{extension}"), std::fs::read(path).expect("the file is there"))
        })
        .collect();
    for (name, bytes) in &copies {
        folder.write(name, bytes);
    }
    let ended = folder.run(&["fix", "--unsafe", "-q", "docs"]);
    assert!((0..=1).contains(&ended.status) && ended.err.is_empty(), "{ended:?}");
    let mut changed = 0;
    for ((name, before), path) in copies.iter().zip(files) {
        let after = folder.read(name);
        changed += usize::from(*before != after);
        let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(&after)) else { continue };
        if name.ends_with(".md") {
            assert_eq!(skeleton(before), skeleton(after), "{}", path.display());
        }
        assert_eq!(before.lines().count(), after.lines().count(), "{}", path.display());
    }
    assert!(changed * 10 > files.len(), "only {changed} of {} changed", files.len());
    let again = folder.run(&["fix", "--unsafe", "docs"]);
    assert!(again.err.contains("fixed 0 findings in 0 files"), "{}", again.err);
}

fn documents(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        if path.is_dir() {
            documents(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "md" || extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
}

#[test]
fn the_sample_corpus_is_mended_and_not_harmed() {
    let mut files = Vec::new();
    documents(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus"), &mut files);
    assert!(files.len() > 10);
    assert_unharmed(&files);
}

#[test]
fn real_articles_are_mended_and_not_harmed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("GLOSSATOR_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let articles = shared.join("corpora/thenewstack-zh");
    if !articles.is_dir() {
        return skip(&format!("no articles in {}; GLOSSATOR_SHARED names another place", articles.display()));
    }
    let mut files = Vec::new();
    documents(&articles, &mut files);
    let step = (files.len() / 300).max(1);
    assert_unharmed(&files.into_iter().step_by(step).take(300).collect::<Vec<_>>());
}

#[test]
fn what_must_stay_is_seen() {
    let text = "---\ntitle: 甲\n---\n\n# 甲\n\n[甲](乙) `丙` <b title=\"丁\">戊</b>\n";
    assert_eq!(skeleton(text), skeleton(&text.replace(['甲', '丁', '戊'], "新")));
    for c in ["乙", "丙", "title", "<b"] {
        assert_ne!(skeleton(text), skeleton(&text.replacen(c, "x", 1)), "{c}");
    }
}
