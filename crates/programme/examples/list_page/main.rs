//! Measures the list of accounts at 100,000 accounts and that of coaching sessions at 100,000 sessions: the bare query, the whole page
//! and the web framework alone, in one process.
//!
//! `cargo xtask bench` builds and runs it. It prints a line for each figure: `database mix figure asker median least most`; times in microseconds,
//! shares in thousandths of the bare query's rate in the same round. PostgreSQL is measured where `MAINSTAY_TEST_POSTGRES` names a server.

mod asker;
mod coaching;
mod firm;
mod load;

use asker::{Asker, Mix};
use firm::Firm;
use platform::testing::Engine;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How often the askers take turns.
const ROUNDS: u64 = 7;
/// How often the load at half speed is repeated.
const HALVES: u64 = 3;

#[tokio::main]
async fn main() -> platform::Result<()> {
    // Words of mixes leave the others out.
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut engines = vec![Engine::Sqlite];
    engines.extend(platform::testing::has_postgres().then_some(Engine::Postgres));
    for engine in engines {
        let firm = Arc::new(Firm::on(engine).await?);
        let all = Mix::ALL.into_iter();
        for mix in all.filter(|mix| wanted.is_empty() || wanted.iter().any(|word| word == mix.name())) {
            measure(&firm, mix).await?;
        }
    }
    Ok(())
}

async fn measure(firm: &Arc<Firm>, mix: Mix) -> platform::Result<()> {
    let name = format!("{} {}", firm.app.db.engine(), mix.name());
    for asker in Asker::ALL {
        load::closed(firm, (asker, mix), 0).await?;
    }
    let mut rates: BTreeMap<Asker, Vec<u64>> = BTreeMap::new();
    for round in 1..=ROUNDS {
        for asker in Asker::ALL {
            rates.entry(asker).or_default().push(load::closed(firm, (asker, mix), round).await?);
        }
    }
    let bare = rates.get(&Asker::Bare).cloned().unwrap_or_default();
    for (asker, rates) in &rates {
        let shares: Vec<u64> = rates.iter().zip(&bare).map(|(rate, bare)| rate * 1_000 / bare.max(&1)).collect();
        told(&name, "rate", *asker, rates);
        told(&name, "share", *asker, &shares);
    }
    for asker in [Asker::Page, Asker::Packed] {
        let most = load::median(rates.get(&asker).map_or(&[], Vec::as_slice));
        let (mut middles, mut ends) = (Vec::new(), Vec::new());
        for round in 1..=HALVES {
            let times = load::scheduled(firm, (asker, mix), round, most / 2).await?;
            middles.push(load::percentile(&times, 50));
            ends.push(load::percentile(&times, 99));
        }
        told(&name, "half_p50", asker, &middles);
        told(&name, "half_p99", asker, &ends);
    }
    Ok(())
}

/// Prints the median, the least and the most.
fn told(database: &str, figure: &str, asker: Asker, values: &[u64]) {
    let least = values.iter().min().copied().unwrap_or_default();
    let most = values.iter().max().copied().unwrap_or_default();
    println!("{database} {figure} {} {} {least} {most}", asker.name(), load::median(values));
}
