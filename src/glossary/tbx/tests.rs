//! What a TBX file says, what is wrong with it, and that what is written reads the same.

use super::{read, write};
use crate::glossary::model::{Glossary, Term};
use crate::glossary::{csv, write as writer};

fn terms(glossary: &Glossary) -> Vec<String> {
    let shown = |term: &Term| format!("{}:{}:{}", term.language, term.text, term.status.name());
    let of = |concept: &crate::glossary::Concept| {
        format!("{} {}", concept.id, concept.terms.iter().map(shown).collect::<Vec<_>>().join(" "))
    };
    glossary.concepts.iter().map(of).collect()
}

const OLD: &str = "<?xml version='1.0'?>\n<!DOCTYPE martif SYSTEM 'TBXcoreStructV02.dtd'>\n<martif type='TBX' xml:lang='en'><text><body>\n\
<termEntry id='a'><descrip type='subjectField'>net &amp; work</descrip><descripGrp><descrip type='definition'>d\n  e</descrip></descripGrp>\n\
<langSet xml:lang='en_US'><tig><term>Pod</term><termNote type='partOfSpeech'>noun</termNote></tig></langSet>\n\
<langSet xml:lang='zh-CN'><ntig><termGrp><term>容<hi>器</hi>组</term></termGrp></ntig><tig><term>艙</term>\
<termNote type='normativeAuthorization'>deprecatedTerm</termNote></tig><tig><term>吊舱</term></tig></langSet></termEntry>\n\
<termEntry><langSet xml:lang='de'><tig><term>Nur so</term></tig></langSet></termEntry><termEntry id='figure'/>\n</body></text></martif>\n";

const NEW: &str = "<tbx type='TBX-Basic' style='dct' xmlns='urn:iso:std:iso:30042:ed-2' xmlns:min='m' xmlns:basic='b'><text><body>\
<conceptEntry id='a'><min:subjectField>s</min:subjectField><note>n</note><langSec xml:lang='zh'><termSec><term>甲</term>\
<min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus><basic:context>c</basic:context></termSec>\
<termSec><term>乙</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry>\
</body></text></tbx>";

#[test]
fn both_versions_and_both_styles_are_read() {
    let old = read("g.tbx", OLD.as_bytes()).unwrap();
    assert_eq!(
        terms(&old),
        ["a en-US:Pod:preferred zh-CN:容器组:preferred zh-CN:艙:deprecated zh-CN:吊舱:admitted", "nur-so de:Nur so:preferred"]
    );
    let first = &old.concepts[0];
    assert_eq!((first.subject_field(), first.definition()), (Some("net & work"), Some("d e")));
    assert_eq!((first.origin.line, first.terms[1].origin.line, first.terms[1].origin.column), (4, 7, 48));
    let new = read("g.tbx", NEW.as_bytes()).unwrap();
    assert_eq!(terms(&new), ["a zh:甲:admitted zh:乙:preferred"]);
    let concept = &new.concepts[0];
    assert_eq!((concept.subject_field(), concept.note()), (Some("s"), Some("n")));
    assert_eq!(concept.terms[0].context(), Some("c"));
}

#[test]
fn what_is_written_reads_the_same() {
    let text = "id,kind,en,zh,zh:admitted,zh:deprecated,zh:ambiguous,when,unless,case,definition,subject_field,note\n\
        a,person,A & <B>,甲|己,乙,丙|\"x\\|\"\"y\",丁,w|v\\|u,戊,exact,d,s,\"n \"\"q\"\"\"\n\
        b,term,B,辛,,,,,,,,,\n";
    let glossary = csv::read("g.csv", text.as_bytes(), None).unwrap();
    let written = write(&glossary);
    let again = read("g.tbx", written.as_bytes()).unwrap();
    assert_eq!(write(&again), written);
    assert_eq!(writer::csv(&again, b','), writer::csv(&glossary, b','));
    assert_eq!(read("g.tbx", write(&Glossary::default()).as_bytes()).unwrap().concepts, []);
}

#[test]
fn every_fault_has_its_place() {
    let text = NEW.replace("admittedTerm-admn-sts", "odd").replace("<term>乙</term>", "\n<term>——</term>").replace(
        "</body>",
        "\n<conceptEntry id='a'><langSec xml:lang='cn'><termSec><term>x</term></termSec></langSec></conceptEntry></body>",
    );
    assert_eq!(
        read("g.tbx", text.as_bytes()).unwrap_err().to_string(),
        "g.tbx:1:257: unknown status \"odd\"\n\
         g.tbx:2:7: \"——\" consists of punctuation only\n\
         g.tbx:3:1: id \"a\" is already used in line 1\n\
         g.tbx:3:22: \"cn\" is not a language tag (did you mean \"zh\"?)"
    );
    for (text, expected) in [
        ("", "g.tbx:1:1: not a TBX file: it has no element"),
        ("<a/>\n<b></b>", "g.tbx:2:1: not a TBX file: its first element is not <tbx>"),
        ("<tbx>\n <text>", "g.tbx:2:2: the element <text> does not end"),
        ("<tbx>\n <text></tbx>", "g.tbx:2:8: not well-formed XML: expected \"</text>\", but \"</tbx>\" was found"),
    ] {
        assert_eq!(read("g.tbx", text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
    }
}
