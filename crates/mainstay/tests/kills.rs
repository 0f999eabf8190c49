//! R1 in minutes: the program is killed at random moments of imports and runs. What it acknowledged is there, nothing is half there,
//! and the next call goes on without repair.

#[cfg(test)]
mod kills {
    use std::io::{BufRead as _, BufReader};
    use std::path::PathBuf;
    use std::process::{Child, Command, Output, Stdio};
    use std::time::{Duration, Instant};

    use serde_json::Value;
    use tempfile::TempDir;

    const IMPORT_KILLS: u32 = 150;
    const RUN_KILLS: u32 = 50;
    /// New orders in each file, and orders of the file before that it corrects.
    const NEW: u64 = 30;
    const CORRECTED: u64 = 10;

    /// The demonstration firm in a folder of its own, used by one process at a time.
    struct Firm {
        folder: TempDir,
    }

    impl Firm {
        fn new() -> Firm {
            let firm = Firm {
                folder: tempfile::tempdir().unwrap(),
            };
            let mut demo = Command::new(env!("CARGO_BIN_EXE_mainstay"))
                .args(["demo", "--port", "0", "--data"])
                .arg(firm.folder.path())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut said = BufReader::new(demo.stdout.take().unwrap()).lines();
            assert!(said.any(|line| line.unwrap().starts_with("ready on ")));
            demo.kill().unwrap();
            demo.wait().unwrap();
            firm
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
}
