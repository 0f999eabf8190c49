//! Two ways to ask: as fast as it is answered, and by a fixed schedule that does not wait for answers.

use crate::asker::{Asker, Mix};
use crate::firm::Firm;
use platform::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How many ask at once.
const ASKERS: u64 = 4;
/// How long one turn of asking lasts.
const TURN: Duration = Duration::from_secs(1);
/// How long the schedule lasts.
const SCHEDULE: Duration = Duration::from_secs(3);

/// Answers a second while several ask again as soon as they are answered.
pub(crate) async fn closed(firm: &Arc<Firm>, (asker, mix): (Asker, Mix), round: u64) -> Result<u64> {
    let next = Arc::new(AtomicU64::new(round << 32));
    let begun = Instant::now();
    let mut askers = JoinSet::new();
    for _ in 0..ASKERS {
        let (firm, next) = (firm.clone(), next.clone());
        askers.spawn(async move {
            let mut answered = 0_u64;
            while begun.elapsed() < TURN {
                asker.ask(&firm, mix, next.fetch_add(1, Ordering::Relaxed)).await?;
                answered += 1;
            }
            Ok::<u64, Error>(answered)
        });
    }
    let mut answered = 0;
    while let Some(one) = askers.join_next().await {
        answered += one.expect("an asker does not panic")?;
    }
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    Ok(answered * 1_000_000 / micros.max(1))
}

/// Microseconds from the scheduled moment of each question to its answer, sorted; so a late start counts as waiting.
pub(crate) async fn scheduled(firm: &Arc<Firm>, (asker, mix): (Asker, Mix), round: u64, rate: u64) -> Result<Vec<u64>> {
    let runtime = tokio::runtime::Handle::current();
    let firm = firm.clone();
    let every = Duration::from_nanos(1_000_000_000 / rate.max(1));
    // A thread of its own keeps the schedule: the runtime's timer counts in milliseconds.
    let asked = tokio::task::spawn_blocking(move || {
        let mut answers = JoinSet::new();
        let begun = Instant::now();
        let mut due = begun;
        let mut seed = (round + 1_000) << 32;
        while begun.elapsed() < SCHEDULE {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let firm = firm.clone();
            let answer = async move {
                asker.ask(&firm, mix, seed).await?;
                Ok::<Duration, Error>(due.elapsed())
            };
            answers.spawn_on(answer, &runtime);
            seed += 1;
            due += every;
        }
        answers
    });
    let mut answers = asked.await.expect("the schedule does not panic");
    let mut times = Vec::new();
    while let Some(answer) = answers.join_next().await {
        let time = answer.expect("an asker does not panic")?;
        times.push(u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }
    times.sort_unstable();
    Ok(times)
}

/// The value in the middle.
pub(crate) fn median(values: &[u64]) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    percentile(&sorted, 50)
}

/// The value that `percent` of the sorted values do not exceed.
pub(crate) fn percentile(sorted: &[u64], percent: usize) -> u64 {
    let place = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}
