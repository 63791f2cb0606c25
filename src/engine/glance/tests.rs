//! A glance finds what reading everything finds.

use proptest::prelude::*;

use super::*;
use crate::format::markdown::Markdown;
use crate::glossary::{AdministrativeStatus, CaseRule, Concept, Glossary, Term};
use crate::matcher::{NearMention, Scratch, code};
use crate::text::Locus;

/// Each term deprecated in favour of another.
fn glossary(terms: &[(String, bool)]) -> Glossary {
    let term = |text: &str, status| Term {
        language: "zh".into(),
        text: text.into(),
        status,
        case: CaseRule::Fold,
        ambiguous: false,
        usage: None,
        origin: crate::glossary::Origin::default(),
    };
    let concepts = terms.iter().enumerate().map(|(number, (text, has_twin))| {
        // A right form that differs in case alone, or one that no text has.
        let right = if *has_twin { text.to_uppercase() } else { format!("㐀{number}") };
        let mut terms = vec![term(&right, AdministrativeStatus::Preferred)];
        if right != *text {
            terms.push(term(text, AdministrativeStatus::Deprecated));
        }
        Concept { id: number.to_string(), terms, ..Concept::default() }
    });
    Glossary { concepts: concepts.collect(), ..Glossary::default() }
}

/// Places and renderings of what may be reported.
fn found(matcher: &Matcher, document: &Document, text: &str, hits: Option<&[usize]>) -> Vec<(Locus, String)> {
    let (mut scratch, mut mentions, mut near) = (Scratch::default(), Vec::<Mention>::new(), Vec::<NearMention>::new());
    for segment in document.segments() {
        match hits {
            Some(hits) => scan(matcher, segment, hits, &mut scratch, &mut mentions, &mut near),
            None => matcher.scan(segment.number, segment.text, &mut scratch, &mut mentions, &mut near),
        }
    }
    let locus = |number: usize, span| document.segment(number).expect("it was looked at").locus(span);
    let wrong = mentions.iter().filter(|mention| !matcher.entry(mention.entry).status.is_approved());
    let wrong = wrong.map(|mention| (locus(mention.segment, mention.span), matcher.entry(mention.entry).text.to_string()));
    let near = near.iter().map(|near| (locus(near.segment, near.span), String::new()));
    let in_code = code::in_code(matcher, document, text, &mut scratch);
    let in_code = in_code.iter().map(|mention| (mention.locus, matcher.entry(mention.entry).text.to_string()));
    let mut all: Vec<_> = wrong.chain(near).chain(in_code).collect();
    all.sort();
    all
}

fn check(terms: &[(String, bool)], text: &str) -> Result<(), TestCaseError> {
    let matcher = Matcher::new(&glossary(terms), "zh", &[]);
    let (mut whole, mut document) = (Document::default(), Document::default());
    Markdown.read(text, &mut whole);
    let expected = found(&matcher, &whole, text, None);
    let mut hits = Vec::new();
    match look(&matcher, Some(&Markdown), text, &mut hits, &mut document) {
        Look::Whole => {}
        Look::Nothing => prop_assert_eq!(expected, vec![]),
        Look::Parts => {
            check_places(&document, &hits)?;
            prop_assert_eq!(found(&matcher, &document, text, Some(&hits)), expected);
        }
    }
    Ok(())
}

/// What is near a hit touches the text at it.
fn check_places(document: &Document, hits: &[usize]) -> Result<(), TestCaseError> {
    for segment in document.segments() {
        let ends: Vec<usize> = segment.text.char_indices().map(|(at, _)| at).chain([segment.text.len()]).collect();
        for (start, end) in
            ends.iter().flat_map(|&start| ends.iter().map(move |&end| (start, end))).filter(|(start, end)| start < end)
        {
            let places = within(segment.locus(Span::new(start, end)), hits).iter().map(|&hit| segment.text_at(hit));
            for place in places {
                prop_assert!(place.start <= end && start <= place.end, "{:?} {}..{} {:?}", segment.text, start, end, place);
            }
        }
    }
    Ok(())
}

#[test]
fn words_are_seen_through_markup() {
    let terms = |list: &[&str]| list.iter().map(|term| ((*term).to_owned(), false)).collect::<Vec<_>>();
    for text in [
        "用集装箱。",
        "用集**装**箱。",
        "用[集](a(b))装箱",
        "用集[装箱](u)",
        "> 集\n> 装箱",
        "集<b title='>'>装</b>箱",
        "集&#x88c5;箱",
        "集\u{200b}装箱",
        "<div>\n集\n\n</div>",
        "<!-- a\n\n-->集装箱",
        "---\ntitle: \"集\\u88c5箱\"\n---\n",
        "T5",
        "用*T*5",
        "Core**s** OS",
        "[Core](u)sOS",
        "用集装*箱*运集*装*箱",
        "```\n# 集装箱\n```\n",
        "```\n```sh\n\n# 集装箱\n\n",
        "- 甲\n\n  ```\n  # 集装箱\n",
        "    # 集装箱\n",
        "CoresOS",
        "cores-os",
        "Ｃoresos",
        "见 Tod D",
        "见 Tod *D*。",
        "乔·费",
        "与乔**·**费",
        "用乔·费",
        "集装箱乔·费",
    ] {
        check(&terms(&["集装箱", "CoresOS", "Tod D", "乔·费"]), text).expect("a glance sees it");
    }
}

#[test]
fn targets_within_a_page_are_seen() {
    for text in [
        "[a](#b)",
        "[a]( #b)",
        "[a](<#b>)",
        "[a]: #b",
        "[a]:\n  #b",
        "[a](\r\n#b)",
        "> [a](\n> #b)",
        "[a](\u{b}#b)",
        "<a href=\"#b\">",
        "<a href=#b>",
        "[a](\\#b)",
        "(&#35;b)",
    ] {
        assert!(may_link_within(text.as_bytes()), "{text}");
    }
    for text in ["# a", "a\n## b", "a:\n\n# b", "[#1: a]", "a #1", "[a](b#c)", "[a](b/#c)", "[a](#)", "a#"] {
        assert!(!may_link_within(text.as_bytes()), "{text}");
    }
}

const PIECES: &[&str] = &[
    "甲",
    "乙",
    "丙",
    "甲乙",
    "乙丙",
    "ab",
    "A",
    "Ab",
    "b",
    "·",
    "，",
    "。",
    "”",
    "\n",
    "\n",
    "\n\n",
    "  ",
    " ",
    "- ",
    "> ",
    "# ",
    "```",
    "```\n",
    "\n```sh\n",
    "    ",
    "// ",
    "~~~\n",
    "`",
    "*",
    "**",
    "_",
    "~~",
    "| ",
    "|--|",
    "[",
    "](u)",
    "](",
    ")",
    "]",
    "[^1]",
    ": ",
    "]: ",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<!-- c -->",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<a title=\"",
    "\">",
    "&amp;",
    "&#x4e59;",
    "&nbsp;",
    "&zwj;",
    "\\",
    "$",
    "!",
    "\r\n",
    "\r",
    "{{< x >}}",
    "{: .a}",
    "::: tip\n",
    "{/* x */}",
    "https://a.b/c",
    "---\ntitle: 甲",
    "\n---\n",
    "\"",
    "'",
    "\u{200b}",
    "\u{ad}",
    "ａ",
    "-",
    "T2",
    "T",
    "2",
    "import a from 'b'\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn a_glance_misses_nothing(
        terms in proptest::collection::vec(("[甲乙丙abé· ]{1,5}", proptest::bool::ANY), 1..4),
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..30),
        before in 0_usize..70,
    ) {
        check(&terms, &pieces.concat())?;
        // Wherever it stands among the bytes that are looked at together.
        check(&terms, &format!("{}\n\n{}", ".".repeat(before), pieces.concat()))?;
    }

    #[test]
    fn a_glance_misses_nothing_with_many_terms(
        terms in proptest::collection::vec("[甲乙丙丁]{2,5}|[甲乙]·[丙丁]{1,3}", 1..8),
        pieces in proptest::collection::vec("[甲乙丙丁]{1,6}|[，。a* ·倀倁]", 0..30),
    ) {
        // So many that runs are told by three characters and four.
        let fill = (0..320_u32).map(|number| (0..4).filter_map(|place| char::from_u32(0x5000 + (number >> (3 * place) & 7))).collect());
        let terms: Vec<(String, bool)> = terms.into_iter().chain(fill).map(|term: String| (term, false)).collect();
        check(&terms, &pieces.concat())?;
    }

    #[test]
    fn long_runs_are_seen_through_markup(
        term in "[甲乙]{1,3}丙[甲乙]{10,20}",
        cuts in proptest::collection::vec((0_usize..24, proptest::sample::select(PIECES)), 0..3),
        before in proptest::sample::select(PIECES),
    ) {
        let chars: Vec<char> = term.chars().collect();
        let written: String = chars
            .iter()
            .enumerate()
            .flat_map(|(number, c)| cuts.iter().filter(move |cut| cut.0 == number).map(|cut| cut.1.to_owned()).chain([c.to_string()]))
            .collect();
        check(&[(term, false)], &format!("{before}{written}"))?;
    }
}
