//! R1 in minutes: the program is killed at random moments of imports and runs. What it acknowledged is there, nothing is half there,
//! and the next call goes on without repair.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

const IMPORT_KILLS: u32 = 150;
const RUN_KILLS: u32 = 50;
/// Large files, each tried by a job and kept by another.
const LARGE_FILES: u64 = 6;
const JOB_KILLS: u32 = 24;
/// What makes a row so long that a few dozen are a large file: a column that nobody imports.
const REMARK: usize = 300_000;
/// New orders in each file, and orders of the file before that it corrects.
const NEW: u64 = 30;
const CORRECTED: u64 = 10;

/// The demonstration firm in a folder of its own, used by one process at a time.
struct Firm {
    folder: TempDir,
}

/// The demonstration firm's server, killed when it is dropped.
struct Server {
    process: Child,
    host: String,
    token: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Server {
    /// Sends a request to the API and gives what was answered, as JSON.
    fn ask(&self, request: &str, kind: &str, body: &[u8]) -> Value {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        let length = body.len();
        let head = format!(
            "{request} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n",
            self.host, self.token
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let well = ["HTTP/1.1 200", "HTTP/1.1 201"].iter().any(|status| head.starts_with(status));
        assert!(well, "{request}: {answer}");
        serde_json::from_str(body).unwrap()
    }

    /// Uploads a file; it is large, so a job tries it.
    fn upload(&self, file: &PathBuf) -> Value {
        let name = file.file_name().unwrap().to_str().unwrap();
        let mut body =
            format!("--part\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/csv\r\n\r\n")
                .into_bytes();
        body.extend(std::fs::read(file).unwrap());
        body.extend(b"\r\n--part--\r\n");
        self.ask("POST /api/v1/facts/imports", "multipart/form-data; boundary=part", &body)
    }
}

impl Firm {
    fn new() -> Firm {
        let firm = Firm {
            folder: tempfile::tempdir().unwrap(),
        };
        drop(firm.demo(String::new()));
        firm
    }

    /// Starts the demonstration and waits until it is ready; it is killed when what is given back is dropped.
    fn demo(&self, token: String) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_mainstay"))
            .args(["demo", "--port", "0", "--data"])
            .arg(self.folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = said.map(Result::unwrap).find(|line| line.starts_with("ready on "));
        let host = ready.unwrap().rsplit('/').next().unwrap().to_owned();
        Server { process, host, token }
    }

    /// The same with a token of its own for the analyst.
    fn server(&self) -> Server {
        let words = [
            "token",
            "make",
            "renske",
            "--name",
            "kills",
            "--scope",
            "read",
            "--scope",
            "facts:write",
        ];
        let token = self.call(&words)["token"].as_str().unwrap().to_owned();
        self.demo(token)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mainstay"));
        let folder = self.folder.path().display();
        command
            .env("MAINSTAY_DATABASE_URL", format!("sqlite:{folder}/mainstay.db"))
            .env("MAINSTAY_FACTS_FOLDER", format!("{folder}/facts"))
            .arg("--json")
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Calls the program and lets it finish.
    fn call(&self, words: &[&str]) -> Value {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        answer(&output)
    }

    /// Calls the program and kills it after some time; what it had answered by then, if it was done.
    fn killed(&self, words: &[&str], after: Duration) -> Option<Value> {
        let begun = Instant::now();
        let mut child = self.command(words).spawn().unwrap();
        while begun.elapsed() < after && running(&mut child) {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        output.status.success().then(|| answer(&output))
    }

    /// A file of orders, some of which correct those of the file before.
    fn file(&self, number: u64) -> PathBuf {
        let path = self.folder.path().join(format!("order_{number}.csv"));
        let order = |document: u64, amount: u64| {
            format!(
                "shop,R-{document},2026-10-{:02},A{},{amount}.00,EUR\n",
                document % 28 + 1,
                document % 7
            )
        };
        let first = number * NEW;
        let mut text = "source,document,date,account,amount,currency\n".to_owned();
        text.extend((first..first + NEW).map(|document| order(document, 100)));
        text.extend((first - CORRECTED..first).map(|document| order(document, 200)));
        std::fs::write(&path, text).unwrap();
        path
    }

    /// A file of a few orders that is as long as one of many.
    fn large_file(&self, number: u64) -> PathBuf {
        let path = self.folder.path().join(format!("large_{number}.csv"));
        let remark = "x".repeat(REMARK);
        let mut text = "source,document,date,account,amount,currency,remark\n".to_owned();
        text.extend((0..NEW).map(|row| {
            format!(
                "plant,L-{number}-{row},2026-09-{:02},A{},10.00,EUR,{remark}\n",
                row % 28 + 1,
                row % 7
            )
        }));
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The jobs that wait or run.
    fn open_jobs(&self) -> Vec<Value> {
        self.call(&["jobs", "list", "--open", "--limit", "100"]).as_array().unwrap().clone()
    }

    /// What the file would still do: new, changed and unchanged rows.
    fn left(&self, file: &str) -> [u64; 3] {
        let report = self.call(&["import", "--dry-run", file]);
        ["created", "changed", "unchanged"].map(|what| report["kept"][what].as_u64().unwrap())
    }
}

fn running(child: &mut Child) -> bool {
    child.try_wait().unwrap().is_none()
}

fn answer(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Moments spread over a span like those of a die, the same in every run.
fn moment(number: u32, span: Duration) -> Duration {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9);
    span * (mixed >> 20) / 4_096
}

/// How long a call takes that nobody disturbs, and half as long again.
fn span_of(call: impl Fn()) -> Duration {
    let begun = Instant::now();
    call();
    begun.elapsed() * 3 / 2
}

/// Does what waits, over and over, until nothing waits or runs: jobs of those that were killed come back when their lease ends.
fn do_all(firm: &Firm) {
    let begun = Instant::now();
    while !firm.open_jobs().is_empty() {
        firm.command(&["jobs", "run"]).output().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(300), "{:?}", firm.open_jobs());
    }
}

#[test]
fn killed_at_any_moment_of_a_job_it_is_done_once_and_whole() {
    let firm = Firm::new();
    let files: Vec<PathBuf> = (0..LARGE_FILES).map(|number| firm.large_file(number)).collect();
    // The server is killed as soon as it has answered: what it acknowledged is there.
    let server = firm.server();
    let tries: Vec<Value> = files.iter().map(|file| server.upload(file)).collect();
    drop(server);
    let span = span_of(|| {
        firm.command(&["jobs", "run"]).output().unwrap();
    });
    do_all(&firm);
    let jobs = |asked: &[Value]| -> Vec<Value> {
        let id = |job: &Value| job["id"].as_str().unwrap().to_owned();
        asked.iter().map(|job| firm.call(&["jobs", "show", &id(job)])[0].clone()).collect()
    };
    let tried = jobs(&tries);
    assert!(tried.iter().all(|job| job["state"] == "done"), "{tried:?}");
    let server = firm.server();
    let import = |job: &Value| job["result"]["href"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let keeping = |job: &Value| {
        server.ask(
            &format!("POST /api/v1/facts/imports/{}/keeping", import(job)),
            "application/json",
            b"{}",
        )
    };
    let keeps: Vec<Value> = tried.iter().map(keeping).collect();
    drop(server);
    for number in 0..JOB_KILLS {
        firm.killed(&["jobs", "run"], moment(number, span));
    }
    do_all(&firm);
    let kept = jobs(&keeps);
    assert!(kept.iter().all(|job| job["state"] == "done"), "{kept:?}");
    // Otherwise the moments would all have come too early or too late to say anything.
    let broken_off = |job: &Value| job["attempts"].as_u64().unwrap() > 1;
    assert!(kept.iter().any(broken_off), "no job was killed: {kept:?}");
    for file in &files {
        assert_eq!(firm.left(file.to_str().unwrap()), [0, 0, NEW], "{file:?}");
    }
    let orders = firm.call(&["import", "--dry-run", files[0].to_str().unwrap()]);
    let plant = orders["totals"]
        .as_array()
        .unwrap()
        .iter()
        .find(|total| total["kind"] == "order")
        .unwrap();
    assert_eq!(plant["count_before"], plant["count_after"], "nothing is there twice");
    for check in firm.call(&["doctor"]).as_array().unwrap() {
        assert_eq!(check["ok"], true, "{check}");
    }
}

#[test]
fn killed_at_any_moment_of_an_import_or_run_nothing_is_lost_or_half_there() {
    let firm = Firm::new();
    let path = firm.file(1);
    let mut span = span_of(|| {
        firm.call(&["import", path.to_str().unwrap()]);
    });
    let mut acknowledged = 0;
    for number in 0..IMPORT_KILLS {
        let path = firm.file(u64::from(number) + 2);
        let file = path.to_str().unwrap();
        let done = firm.killed(&["import", file], moment(number, span)).is_some();
        acknowledged += u32::from(done);
        let left = firm.left(file);
        let (all, nothing) = ([NEW, CORRECTED, 0], [0, 0, NEW + CORRECTED]);
        assert!(
            left == nothing || (left == all && !done),
            "kill {number}, acknowledged {done}: {left:?}"
        );
        let whole = span_of(|| {
            firm.call(&["import", file]);
        });
        if left == all {
            span = whole;
        }
        assert_eq!(firm.left(file), nothing);
    }
    // Otherwise the moments would all have come too early or too late to say anything.
    assert!(
        (1..IMPORT_KILLS).contains(&acknowledged),
        "{acknowledged} imports were acknowledged"
    );
    let run = ["incentives", "run", "kam-2025", "2026-P04"];
    let first = firm.call(&run);
    let span = span_of(|| {
        firm.call(&run);
    });
    for number in 0..RUN_KILLS {
        if let Some(done) = firm.killed(&run, moment(number, span)) {
            assert_eq!(done["results"], first["results"]);
            firm.call(&["incentives", "run", "--replay", done["run"].as_str().unwrap()]);
        }
    }
    let last = firm.call(&run);
    assert_eq!((&last["results"], &last["facts"]), (&first["results"], &first["facts"]));
    let expected = u64::from(IMPORT_KILLS + 1) * NEW;
    let orders = firm.call(&["import", "--dry-run", path.to_str().unwrap()]);
    let shop = orders["totals"].as_array().unwrap().iter().find(|total| total["kind"] == "order");
    let before = shop.and_then(|total| total["count_before"].as_u64()).unwrap();
    assert!(before > expected, "{before} orders, {expected} of them from this test");
    for check in firm.call(&["doctor"]).as_array().unwrap() {
        assert_eq!(check["ok"], true, "{check}");
    }
}
