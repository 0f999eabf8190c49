//! Measures runs over the made-up firm.

use crate::firm::{Done, crediting, line, months, write};
use engine::{CreditWanted, Crediting, Credits, Fact, FactStore, Pinned};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};
use vocabulary::{Interval, Period, Ratio, Scaled};

const THREADS: usize = 2;
const ROUNDS: usize = 3;
/// How many statements are taken apart.
const STATEMENTS: usize = 200;

pub(crate) fn run(folder: &Path) -> Done<()> {
    let pinned: Vec<Pinned> = serde_json::from_slice(&std::fs::read(folder.join("batches.json"))?)?;
    let (crediting, periods) = (crediting(), months());
    let pay = |store: &FactStore| store.credit(&pinned, &crediting, &periods, Some(THREADS));
    tell("scan", &timed(|| scan(folder, &pinned))?);
    // Without kept cells, and with a store that has verified nothing yet: the run of a process that has just begun.
    let mut first = Credits::default();
    let times = timed(|| {
        forget_cells(folder)?;
        first = pay(&FactStore::new(folder))?;
        Ok(())
    })?;
    tell("first", &times);
    tell_peak()?;
    answers(folder, &first)?;
    let mut later = Credits::default();
    let times = timed(|| {
        later = pay(&FactStore::new(folder))?;
        Ok(())
    })?;
    tell("later", &times);
    // The same in a process that stays: what was verified once is not verified again.
    let store = FactStore::at(folder);
    later = pay(&store)?;
    let times = timed(|| {
        later = pay(&store)?;
        Ok(())
    })?;
    tell("stays", &times);
    must_equal(&first, &later)?;
    changed(folder, &pinned, (&crediting, &periods), &first)?;
    statements(&store, &pinned, &crediting, &first)?;
    Ok(())
}

fn forget_cells(folder: &Path) -> Done<()> {
    match std::fs::remove_dir_all(folder.join("cells")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn must_equal(one: &Credits, other: &Credits) -> Done<()> {
    if one == other {
        Ok(())
    } else {
        Err("two ways of the same run differ".into())
    }
}

/// A thousand lines corrected and late, as one more batch; then with the assignment of one account changed.
fn changed(folder: &Path, pinned: &[Pinned], (crediting, periods): (&Crediting, &[Period]), first: &Credits) -> Done<()> {
    let lines_a_month = i64::try_from(first.facts)? / 12;
    let (mut newer, mut older) = (Vec::new(), Vec::new());
    for number in 0..1_000 {
        let month = i32::try_from(number % 12)?;
        if number % 2 == 0 {
            let fact = line(month, number % lines_a_month);
            let amount = Scaled::new(fact.amount.units() + 1, 2)?;
            newer.push(Fact { amount, ..fact.clone() });
            older.push(fact);
        } else {
            let late = line(month, lines_a_month + number);
            newer.push(late);
        }
    }
    let mut corrected = Vec::new();
    let mut all = pinned.to_vec();
    all.push(write(folder, 100, &newer, &older)?);
    let store = FactStore::at(folder);
    let run = |crediting: &Crediting| store.credit(&all, crediting, periods, Some(THREADS));
    let times = timed(|| {
        // What was added up before the correction is known, the correction itself is not.
        let store = FactStore::new(folder);
        store.credit(pinned, crediting, periods, Some(THREADS))?;
        let begun = Instant::now();
        store.credit(&all, crediting, periods, Some(THREADS))?;
        corrected.push(begun.elapsed());
        Ok(())
    });
    times?;
    corrected.sort_unstable();
    tell("corrected", &corrected);
    let mut moved = crediting.clone();
    let mut days = 40;
    let times = timed(|| {
        // Another day each time, so that no run was asked for before.
        days += 7;
        for holding in moved.holdings.to_mut().iter_mut().take(1) {
            let end = holding.interval.start().plus_days(days);
            holding.interval = Interval::closed(holding.interval.start(), end)?;
        }
        run(&moved)?;
        Ok(())
    })?;
    tell("reassigned", &times);
    std::fs::remove_file(folder.join(&all.last().ok_or("no batch was written")?.name))?;
    Ok(())
}

/// The lines behind the credit of many people in a category and month, one after the other, in a process that stays.
fn statements(store: &FactStore, pinned: &[Pinned], crediting: &Crediting, credits: &Credits) -> Done<()> {
    let mut times = Vec::new();
    let month = |name: &str| months().into_iter().find(|period| period.name == name);
    for total in credits.totals.iter().step_by(credits.totals.len() / STATEMENTS + 1) {
        let wanted = CreditWanted {
            payee: total.payee.to_owned(),
            category: total.category.to_owned(),
            span: month(total.period).ok_or("a credit of no month")?.interval(),
        };
        let begun = Instant::now();
        let lines = store.credited_lines(pinned, crediting, &wanted)?;
        times.push(begun.elapsed());
        if u64::try_from(lines.len())? != total.lines {
            return Err(format!(
                "{} {} {}: {} lines, not {}",
                total.payee,
                total.category,
                total.period,
                lines.len(),
                total.lines
            )
            .into());
        }
    }
    times.sort_unstable();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    tell("statement", &[at(0), at(50), at(99)]);
    Ok(())
}

/// The most memory that the process has ever used, in KiB, as Linux tells it.
fn tell_peak() -> Done<()> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.unwrap_or("0").trim().trim_end_matches(" kB");
    println!("peak {peak} {peak} {peak}");
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
    let at = |place: usize| times.get(place).map_or(0, Duration::as_micros);
    println!("{name} {} {} {}", at(times.len() / 2), at(0), at(times.len().saturating_sub(1)));
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
        let read = |lane: std::thread::ScopedJoinHandle<'_, Result<usize, String>>| {
            lane.join().unwrap_or_else(|_| Err("a thread failed".to_owned()))
        };
        lanes.into_iter().map(read).sum::<Result<usize, String>>()
    })?;
    if rows == 0 { Err("nothing was read".into()) } else { Ok(()) }
}

/// What the opponents must find too: payee, family, month, and the exact sum of hundredths times ten-thousandths.
fn answers(folder: &Path, credits: &Credits) -> Done<()> {
    let mut text = String::from("payee,family,month,parts,lines\n");
    for total in credits.totals.iter() {
        let parts = &total.amount * &Ratio::whole(1_000_000);
        writeln!(text, "{},{},{},{parts},{}", total.payee, total.rule, total.period, total.lines)?;
    }
    std::fs::write(folder.join("answers.csv"), text)?;
    Ok(())
}
