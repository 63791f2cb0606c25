//! The inconsistency report: a whole corpus at a glance, for people who would rather look than read.
//!
//! `model` is what is known, and is `report.json`; the other files are ways to show it. Nothing here reads or writes files.

pub mod html;
pub mod model;

pub use model::Report;

/// The JSON Schema of `report.json`, as published in `schema/report.schema.json`.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Report)).expect("a schema is JSON");
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_published_schema_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/report.schema.json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, super::schema()).unwrap();
        }
        assert!(std::fs::read_to_string(path).unwrap() == super::schema(), "stale: run this test with UPDATE=1");
    }
}
