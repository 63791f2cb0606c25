//! The program as a user runs it: a folder of files, arguments, what came out.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small glossary with every kind of row that the tests need.
pub const GLOSSARY: &str = "\
id,kind,en,zh,zh:admitted,zh:deprecated,zh:ambiguous,when,unless
docker,product,Docker,Docker,,码头工人,,,
kelsey-hightower,person,Kelsey Hightower,凯尔西·海托华,,凯尔西·海塔尔,,,
tectonic,product,Tectonic,Tectonic,,,构造,CoreOS,构造函数
container,term,container,容器,,货柜,,,
";

/// A folder that is gone when the test is.
pub struct Folder(tempfile::TempDir);

/// How a run of the program ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// The exit status; -1 when a signal ended it.
    pub status: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Ended {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("the program writes UTF-8")
    }

    /// The objects of `--format json`.
    pub fn objects(&self) -> Vec<serde_json::Value> {
        self.text().lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect()
    }

    /// (path, rule, found) of every finding of `--format json`.
    pub fn findings(&self) -> Vec<(String, String, String)> {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let diagnostics = self.objects().into_iter().filter(|object| object["type"] == "diagnostic");
        diagnostics.map(|object| (text(&object["path"]), text(&object["rule"]), text(&object["found"]))).collect()
    }

    #[track_caller]
    pub fn assert(&self, status: i32, err: &str) -> &Self {
        let out = String::from_utf8_lossy(&self.out);
        assert_eq!((self.status, self.err.as_str()), (status, err), "standard output: {out}");
        self
    }
}

/// The program under test; `GLOSSATOR` names another one, such as a release build.
pub fn program() -> PathBuf {
    std::env::var_os("GLOSSATOR").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_glossator")), PathBuf::from)
}

impl Folder {
    /// A folder with the small glossary as `g.csv` and these files.
    pub fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder can be made"));
        folder.write("g.csv", GLOSSARY);
        for (name, bytes) in files {
            folder.write(name, bytes);
        }
        folder
    }

    /// The same, files as text.
    pub fn of_text(files: &[(&str, &str)]) -> Self {
        Self::new(&files.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("a file can be written");
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.at(name)).expect("the file is there")
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("the file is UTF-8")
    }

    /// Names of everything in the folder, sorted.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs the program here.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, b"")
    }

    /// Runs the program here, with bytes on its standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ended {
        run(Command::new(program()).args(arguments).current_dir(self.path()), input)
    }

    /// Runs a line of shell here; `$G` is the program.
    pub fn shell(&self, line: &str) -> Ended {
        run(Command::new("sh").args(["-c", line]).env("G", program()).current_dir(self.path()), b"")
    }

    /// `glossator COMMAND --glossary g.csv --format json -q`, and more arguments.
    pub fn json(&self, arguments: &[&str]) -> Ended {
        let all: Vec<&str> =
            ["check", "--glossary", "g.csv", "--format", "json", "-q"].iter().chain(arguments).copied().collect();
        self.run(&all)
    }
}

fn run(command: &mut Command, input: &[u8]) -> Ended {
    let command = command.env("NO_COLOR", "1").env_remove("COLUMNS").env_remove("RUST_BACKTRACE");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped above");
    let input = input.to_vec();
    // On a thread of its own: neither side may wait for the other.
    let feeder = std::thread::spawn(move || {
        // A program that does not read its input closes it.
        let _closed = stdin.write_all(&input).is_err();
    });
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("the input is handed over");
    Ended {
        status: output.status.code().unwrap_or(-1),
        out: output.stdout,
        err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}

/// Skips a test that cannot run here, and says why.
pub fn skip(reason: &str) {
    println!("skipped: {reason}");
}
