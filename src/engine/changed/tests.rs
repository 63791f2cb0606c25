//! Changed lines of real repositories in temporary folders.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ChangedError, ChangedLines, unquoted};

fn run(folder: &Path, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"];
    let mut command = Command::new("git");
    command.current_dir(folder).env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE").env_remove("GIT_WORK_TREE");
    let output = command.args(identity).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with one commit of these files.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["init", "-q"]);
    write(folder.path(), files);
    run(folder.path(), &["add", "-A"]);
    run(folder.path(), &["commit", "-q", "-m", "first"]);
    folder
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

fn since(revision: &str, path: &Path) -> Result<ChangedLines, ChangedError> {
    ChangedLines::since(revision, &[path.to_owned()])
}

/// Which of the first six lines changed.
fn changed(lines: &ChangedLines, path: &Path) -> Vec<usize> {
    (1..=6).filter(|line| lines.contains(path, *line, *line)).collect()
}

#[test]
fn changed_lines_of_every_file_are_found() {
    let names = ["docs/中文 文档.md", "a \"b\"\t\\.md", "deleted.md", "only-deletions.md"];
    let folder = repository(&names.map(|name| (name, "一\n二\n三\n四\n五\n")));
    let top = folder.path();
    write(top, &[(names[0], "零\n一\n二\n++ b/x\n@@ -1 +1 @@\n五"), (names[1], "一\n二\n三!\n四\n五\n"), (names[3], "一\n五\n")]);
    write(top, &[("new.md", "一\n"), (".gitignore", "ignored.md\n"), ("ignored.md", "一\n")]);
    std::fs::remove_file(top.join(names[2])).unwrap();
    let lines = since("HEAD", &top.join("docs")).unwrap();
    assert_eq!(changed(&lines, &top.join(names[0])), [1, 4, 5, 6]);
    assert_eq!(changed(&lines, &top.join(names[1])), [3]);
    assert!(changed(&lines, &top.join(names[3])).is_empty());
    assert_eq!(changed(&lines, &top.join("new.md")), [1, 2, 3, 4, 5, 6]);
    assert!(changed(&lines, &top.join("ignored.md")).is_empty());
    assert!(lines.contains(&top.join("docs/../docs").join("中文 文档.md"), 2, 4));
    assert!(!lines.contains(&top.join(names[0]), 2, 3));
    assert!(lines.file(&top.join("new.md")).any() && !lines.file(&top.join(names[3])).any());
}

#[test]
fn the_users_configuration_does_not_matter() {
    let folder = repository(&[("a.md", "一\n二\n三\n")]);
    for (key, value) in [
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("color.ui", "always"),
        ("diff.external", "false"),
        ("core.quotepath", "on"),
        ("diff.interHunkContext", "9"),
        ("diff.relative", "true"),
    ] {
        run(folder.path(), &["config", key, value]);
    }
    write(folder.path(), &[("a.md", "壹\n二\n叁\n"), ("sub/b.md", "")]);
    let lines = since("HEAD", &folder.path().join("sub")).unwrap();
    assert_eq!(changed(&lines, &folder.path().join("a.md")), [1, 3]);
}

#[test]
fn headings_that_git_cuts_do_not_hide_hunks() {
    for before in ["", "a", "ab"] {
        let text = format!("{before}{}\n  一\n  二\n  三\n  四\n  五\n", "很长的标题".repeat(20));
        let folder = repository(&[("a.md", &text)]);
        write(folder.path(), &[("a.md", &text.replace('五', "伍"))]);
        let lines = since("HEAD", folder.path()).unwrap();
        assert_eq!(changed(&lines, &folder.path().join("a.md")), [6]);
    }
}

#[test]
fn files_without_lines_count_as_a_whole() {
    let folder =
        repository(&[("utf-16.md", "\u{0}a\n"), ("same.md", "\u{0}a\n"), (".gitattributes", "*.txt -diff\n"), ("a.txt", "一\n")]);
    write(folder.path(), &[("utf-16.md", "\u{0}b\n"), ("a.txt", "二\n")]);
    let lines = since("HEAD", folder.path()).unwrap();
    let any = ["utf-16.md", "same.md", "a.txt"].map(|name| lines.file(&folder.path().join(name)).any());
    assert_eq!(any, [true, false, true]);
}

#[test]
fn a_renamed_file_changed_only_where_its_text_did() {
    let folder = repository(&[("a.md", "一\n二\n三\n四\n五\n六\n")]);
    run(folder.path(), &["mv", "a.md", "b.md"]);
    write(folder.path(), &[("b.md", "一\n二\n三\n四\n五!\n六\n")]);
    let lines = since("HEAD", folder.path()).unwrap();
    assert_eq!(changed(&lines, &folder.path().join("b.md")), [5]);
}

#[test]
fn what_cannot_be_answered_is_said() {
    let folder = repository(&[("a.md", "一\n")]);
    let top = std::fs::canonicalize(folder.path()).unwrap().display().to_string();
    for revision in ["no-such", "--output=x", ""] {
        let error = since(revision, folder.path()).unwrap_err().to_string();
        assert_eq!(error, format!("{top}: git knows no revision \"{revision}\""));
    }
    let outside = tempfile::tempdir().unwrap();
    let error = since("HEAD", outside.path()).unwrap_err().to_string();
    assert_eq!(error, format!("{}: not in a git repository, so --diff-from cannot tell what changed", outside.path().display()));
    let missing = PathBuf::from("/no/such/path");
    assert!(since("HEAD", &missing).unwrap_err().to_string().starts_with("/no/such/path: "));
}

#[test]
fn quoted_names_are_read() {
    assert_eq!(unquoted(br#""b/\344\270\255 \"x\"\t\\""#), "b/中 \"x\"\t\\".as_bytes());
    assert_eq!(unquoted(b"b/a b\t"), b"b/a b");
}
