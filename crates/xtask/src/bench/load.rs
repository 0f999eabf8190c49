//! A bounded load on one path: a few connections, each asking again as soon as it is answered, on loopback only.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::server::Server;
use super::wire::{Cookies, Wire};

pub(super) const CONNECTIONS: u64 = 4;
const REQUESTS_PER_CONNECTION: u64 = 1_000;
const WARM_UP: u64 = 50;

/// What is asked for: a path in which `{n}` becomes a repeatable random number from 1 to `below`, and how often each connection asks.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) path: &'a str,
    pub(super) below: u64,
    /// The time from one request of a connection to its next; as fast as it is answered where there is none.
    pub(super) every: Option<Duration>,
}

/// How long each request took, sorted, and how long all of them took together.
pub(super) struct Load {
    times: Vec<Duration>,
    whole: Duration,
}

impl Load {
    pub(super) fn run(server: &Server, cookies: &Cookies, question: Question<'_>) -> Result<Load> {
        let begun = Instant::now();
        let connections: Vec<Result<Vec<Duration>>> = std::thread::scope(|scope| {
            let threads: Vec<_> = (1..=CONNECTIONS)
                .map(|seed| scope.spawn(move || one_connection(server, cookies, question, seed)))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().expect("a connection's thread does not panic"))
                .collect()
        });
        let whole = begun.elapsed();
        let mut times = Vec::new();
        for connection in connections {
            times.extend(connection?);
        }
        times.sort();
        Ok(Load { times, whole })
    }

    /// Requests a second over all connections.
    pub(super) fn rate(&self) -> u128 {
        let count = CONNECTIONS * (REQUESTS_PER_CONNECTION + WARM_UP);
        u128::from(count) * 1_000_000 / self.whole.as_micros().max(1)
    }

    /// The time between two requests of a connection at which all of them together ask half as often.
    pub(super) fn half(&self) -> Duration {
        let requests = u128::from(REQUESTS_PER_CONNECTION + WARM_UP);
        Duration::from_micros(u64::try_from(self.whole.as_micros() * 2 / requests).unwrap_or_default())
    }

    /// The time that `percent` of the requests did not exceed.
    pub(super) fn at(&self, percent: usize) -> Duration {
        self.times
            .get((self.times.len() * percent / 100).min(self.times.len().saturating_sub(1)))
            .copied()
            .unwrap_or_default()
    }
}

fn one_connection(server: &Server, cookies: &Cookies, question: Question<'_>, seed: u64) -> Result<Vec<Duration>> {
    let mut wire = Wire::connect(&server.address)?;
    wire.cookies = cookies.clone();
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut times = Vec::new();
    for number in 0..WARM_UP + REQUESTS_PER_CONNECTION {
        // Xorshift: enough to spread requests over rows, and the same in every run.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let path = question.path.replace("{n}", &(1 + random % question.below.max(1)).to_string());
        let begun = Instant::now();
        let answer = wire.get(&path).with_context(|| format!("asking for {path}"))?;
        if answer.status != 200 {
            bail!("{path} was answered with {}", answer.status);
        }
        if number >= WARM_UP {
            times.push(begun.elapsed());
        }
        if let Some(rest) = question.every.and_then(|every| every.checked_sub(begun.elapsed())) {
            std::thread::sleep(rest);
        }
    }
    Ok(times)
}
