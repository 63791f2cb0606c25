//! SARIF 2.1.0 (OASIS), for code scanning services and editors.
//!
//! Columns are Unicode code points, which `columnKind` says; edits carry their byte offsets, and lines and columns too
//! where these are known. Results are written one by one: a run may have half a million.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use super::fingerprint::Fingerprints;
use super::place::replacement;
use super::safe_text::uri;
use super::{Format, Style};
use crate::diagnostic::{Fix, Severity};
use crate::engine::run::{Finding, RuleInfo, Run};
use crate::text::{Edit, Locus, Place};

pub(super) const FORMAT: Format =
    Format { name: "sarif", about: "SARIF 2.1.0, for code scanning", excerpts: true, lines: None, write };

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'r> {
    rule_id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text<'r>,
    locations: [Location<'r>; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<SarifFix<'r>>,
    properties: Properties<'r>,
}

#[derive(Serialize)]
struct Text<'r> {
    text: Cow<'r, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'r> {
    physical_location: PhysicalLocation<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'r> {
    artifact_location: ArtifactLocation<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation<'r> {
    uri: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    #[serde(flatten)]
    text: Option<TextRegion>,
    byte_offset: usize,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TextRegion {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifFix<'r> {
    description: Text<'r>,
    artifact_changes: [ArtifactChange<'r>; 1],
    properties: FixProperties,
}

#[derive(Serialize)]
struct FixProperties {
    applicability: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'r> {
    artifact_location: ArtifactLocation<'r>,
    replacements: Vec<Replacement<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'r> {
    deleted_region: Region,
    inserted_content: Text<'r>,
}

#[derive(Serialize)]
struct Properties<'r> {
    concept: Option<&'r str>,
    found: Option<&'r str>,
    role: Option<&'static str>,
    evidence: &'r [String],
}

fn write(run: &Run, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let rules = rules(run);
    let descriptors: Vec<Value> = rules.values().map(descriptor).collect();
    let driver = json!({
        "name": "glossator",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": descriptors,
    });
    writeln!(out, "{{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{{")?;
    writeln!(out, "\"tool\":{{\"driver\":{driver}}},")?;
    write!(out, "\"columnKind\":\"unicodeCodePoints\",\n\"results\":[")?;
    let indices: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(index, name)| (*name, index)).collect();
    let mut fingerprints = Fingerprints::default();
    let mut before = "\n";
    for finding in &run.findings {
        let (uri, relative) = uri(&finding.path);
        let artifact = ArtifactLocation { uri: &uri, uri_base_id: relative.then_some("%SRCROOT%") };
        let fingerprint = fingerprints.next(finding);
        let result = result(finding, artifact, indices.get(finding.diagnostic.rule).copied(), fingerprint);
        out.write_all(before.as_bytes())?;
        out.write_all(&serde_json::to_vec(&result)?)?;
        before = ",\n";
    }
    out.write_all(b"\n]}]}\n")
}

/// The rules of the run by name, and a bare entry for any other rule that has a finding.
fn rules(run: &Run) -> BTreeMap<&str, RuleInfo> {
    let mut rules: BTreeMap<&str, RuleInfo> = run.rules.iter().map(|rule| (rule.name, rule.clone())).collect();
    for finding in &run.findings {
        let (name, severity) = (finding.diagnostic.rule, finding.diagnostic.severity);
        rules.entry(name).or_insert(RuleInfo { name, summary: name.into(), doc: "".into(), severity });
    }
    rules
}

fn descriptor(rule: &RuleInfo) -> Value {
    let help = if rule.doc.is_empty() { &rule.summary } else { &rule.doc };
    json!({
        "id": rule.name,
        "shortDescription": { "text": rule.summary },
        "help": { "text": help, "markdown": help },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result<'r>(
    finding: &'r Finding,
    artifact_location: ArtifactLocation<'r>,
    rule_index: Option<usize>,
    fingerprint: String,
) -> SarifResult<'r> {
    let diagnostic = &finding.diagnostic;
    let region = finding.bytes().map(|bytes| region(bytes, finding.places));
    let fixes = diagnostic.fixes.iter().filter(|fix| !fix.edits.is_empty());
    SarifResult {
        rule_id: diagnostic.rule,
        rule_index,
        level: level(diagnostic.severity),
        message: Text { text: Cow::Borrowed(&diagnostic.message) },
        locations: [Location { physical_location: PhysicalLocation { artifact_location, region } }],
        partial_fingerprints: BTreeMap::from([("glossator/v1", fingerprint)]),
        fixes: fixes.map(|fix| sarif_fix(finding, fix, artifact_location)).collect(),
        properties: Properties {
            concept: diagnostic.concept.as_deref(),
            found: diagnostic.found.as_deref(),
            role: diagnostic.role.map(|role| role.name()),
            evidence: &diagnostic.evidence,
        },
    }
}

fn sarif_fix<'r>(finding: &Finding, fix: &'r Fix, artifact_location: ArtifactLocation<'r>) -> SarifFix<'r> {
    let replacements = fix.edits.iter().map(|edit| Replacement {
        deleted_region: region(edit.locus, edit_places(finding, fix, edit)),
        inserted_content: Text { text: Cow::Borrowed(&edit.text) },
    });
    SarifFix {
        description: Text { text: fix.title() },
        artifact_changes: [ArtifactChange { artifact_location, replacements: replacements.collect() }],
        properties: FixProperties { applicability: fix.applicability.name() },
    }
}

fn edit_places(finding: &Finding, fix: &Fix, edit: &Edit) -> Option<(Place, Place)> {
    let alone = Fix { edits: vec![edit.clone()], replacement: String::new(), applicability: fix.applicability };
    replacement(finding, &alone).map(|(start, end, _)| (start, end))
}

fn region(bytes: Locus, places: Option<(Place, Place)>) -> Region {
    let text = places.map(|(start, end)| TextRegion {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    });
    Region { text, byte_offset: bytes.start, byte_length: bytes.end - bytes.start }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::FORMAT;
    use crate::report::testing::{STYLE, run, written};

    fn sarif() -> Value {
        serde_json::from_str(&written(&FORMAT, &run(), &STYLE)).unwrap()
    }

    #[test]
    fn rule_indices_point_at_their_rules() {
        let sarif = sarif();
        let rules = &sarif["runs"][0]["tool"]["driver"]["rules"];
        for result in sarif["runs"][0]["results"].as_array().unwrap() {
            let index = result["ruleIndex"].as_u64().unwrap();
            assert_eq!(rules[usize::try_from(index).unwrap()]["id"], result["ruleId"]);
        }
    }

    #[test]
    fn a_finding_about_a_file_has_no_region() {
        let sarif = sarif();
        let places = sarif["runs"][0]["results"].as_array().unwrap().iter();
        let places = places.map(|result| result["locations"][0]["physicalLocation"]["region"].is_null());
        assert_eq!(places.collect::<Vec<_>>(), [false, false, false, true, false]);
    }
}
