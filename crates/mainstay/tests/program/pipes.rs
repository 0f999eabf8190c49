//! Whoever reads what the program says may stop early: it ends as quietly as it would have ended, and its work is done.

use std::io::{BufRead as _, BufReader, PipeWriter, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The program over an empty firm in a folder of its own.
fn program(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mainstay"));
    let path = folder.path().display();
    command
        .current_dir(folder.path())
        .env("MAINSTAY_DATABASE_URL", format!("sqlite:{path}/mainstay.db"))
        .env("MAINSTAY_FACTS_FOLDER", format!("{path}/facts"))
        .args(words);
    command
}

/// A pipe whose reader has gone.
fn closed() -> PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

fn unheard(folder: &TempDir, words: &[&str]) -> Output {
    program(folder, words)
        .stdout(closed())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
        .wait_with_output()
        .unwrap()
}

const ACCOUNTS: &str = "reference,name\nA1,Anchor Works\nA2,Bollard Brothers\n";

#[test]
fn a_command_that_nobody_listens_to_ends_quietly_and_well() {
    let folder = tempfile::tempdir().unwrap();
    let asked: [&[&str]; 9] = [
        &["--help"],
        &["openapi"],
        &["config", "show"],
        &["--json", "config", "show"],
        &["payplan", "schema"],
        &["payplan", "rules"],
        &["journal", "verify"],
        &["jobs", "list"],
        &["users", "first"],
    ];
    for words in asked {
        let output = unheard(&folder, words);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words:?}");
    }
}

#[test]
fn a_reader_that_stops_after_a_line_has_this_line() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(&folder, &["openapi"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    // The document is longer than what a pipe holds, so the program is still writing when its reader goes.
    BufReader::with_capacity(16, child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(first, "{\n");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_refusal_keeps_its_exit_code_when_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = program(&folder, &["payplan", "check", "no-such-plan.yaml"]);
    let status = command.stdout(closed()).stderr(closed()).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn an_import_that_nobody_listens_to_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("accounts.csv"), ACCOUNTS).unwrap();
    let output = unheard(&folder, &["import", "accounts.csv"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let again = program(&folder, &["--json", "import", "--dry-run", "accounts.csv"])
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(report["kept"]["unchanged"], 2, "{report}");
}

#[test]
fn a_server_goes_on_serving_when_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = program(&folder, &["serve", "--listen", "127.0.0.1:0"])
        .env("MAINSTAY_LOG_LEVEL", "debug")
        .stdout(Stdio::piped())
        .stderr(closed())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let ready = said.into_iter().find(|line| line.starts_with("ready on ")).unwrap();
    let host = ready.rsplit('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = program(&folder, &["payplan", "rules"]).stdout(full).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.starts_with("The output could not be written: "), "{said}");
    assert_eq!(output.status.code(), Some(1));
}
