//! Measures runs over the made-up firm.

use crate::firm::{Done, crediting, months};
use engine::{Credits, Pinned, credit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};
use vocabulary::Ratio;

const THREADS: usize = 2;
const ROUNDS: usize = 3;

pub(crate) fn run(folder: &Path) -> Done<()> {
    let pinned: Vec<Pinned> = serde_json::from_slice(&std::fs::read(folder.join("batches.json"))?)?;
    let (crediting, periods) = (crediting(), months());
    tell("scan", &timed(|| scan(folder, &pinned))?);
    let mut credits = Credits::default();
    let first = timed(|| {
        credits = credit(folder, &pinned, &crediting, &periods, Some(THREADS))?;
        Ok(())
    })?;
    tell("first", &first);
    answers(folder, &credits)?;
    println!("lines {}", credits.facts);
    println!("credits {}", credits.totals.len());
    Ok(())
}

/// The same work several times, shortest first.
fn timed(mut work: impl FnMut() -> Done<()>) -> Done<Vec<Duration>> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        work()?;
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    Ok(times)
}

fn tell(name: &str, times: &[Duration]) {
    let micros: Vec<String> = times.iter().map(|time| time.as_micros().to_string()).collect();
    println!("{name} {}", micros.join(" "));
}

/// Only reads the columns that the run needs: the floor for whoever reads them from these files.
fn scan(folder: &Path, pinned: &[Pinned]) -> Done<()> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let read = || -> Result<usize, String> {
        let mut rows = 0;
        while let Some(batch) = pinned.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
            let file = File::open(folder.join(&batch.name)).map_err(|error| error.to_string())?;
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| error.to_string())?;
            let mask = ProjectionMask::columns(builder.parquet_schema(), ["account", "date", "product", "units"]);
            let reader = builder
                .with_projection(mask)
                .with_batch_size(65_536)
                .build()
                .map_err(|error| error.to_string())?;
            for record in reader {
                rows += record.map_err(|error| error.to_string())?.num_rows();
            }
        }
        Ok(rows)
    };
    let rows = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..THREADS).map(|_| scope.spawn(read)).collect();
        let read =
            |lane: std::thread::ScopedJoinHandle<'_, Result<usize, String>>| lane.join().map_err(|_| "a thread failed".to_owned())?;
        lanes.into_iter().map(read).sum::<Result<usize, String>>()
    })?;
    if rows == 0 { Err("nothing was read".into()) } else { Ok(()) }
}

/// What the opponents must find too: payee, family, month, and the exact sum of hundredths times ten-thousandths.
fn answers(folder: &Path, credits: &Credits) -> Done<()> {
    let mut text = String::from("payee,family,month,parts,lines\n");
    for total in &credits.totals {
        let parts = &total.amount * &Ratio::whole(1_000_000);
        writeln!(text, "{},{},{},{parts},{}", total.payee, total.rule, total.period, total.lines)?;
    }
    std::fs::write(folder.join("answers.csv"), text)?;
    Ok(())
}
