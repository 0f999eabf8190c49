//! A running `mainstay demo` as the benchmarks need it: its address, its memory, someone signed in.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::wire::{Cookies, Wire};

/// The server, ready. Dropping it stops it.
pub(super) struct Server {
    child: Child,
    /// Host and port.
    pub(super) address: String,
    /// Login, password and role of everyone who may sign in, as the demo prints them.
    accounts: Vec<[String; 3]>,
}

impl Server {
    /// A started server and how long it took until it was ready.
    pub(super) fn timed(binary: &Path, data: &Path) -> Result<(Server, Duration)> {
        let begun = Instant::now();
        Ok((Server::start(binary, data)?, begun.elapsed()))
    }

    pub(super) fn start(binary: &Path, data: &Path) -> Result<Server> {
        let mut command = Command::new(binary);
        command
            .args(["demo", "--port", "0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let child = command.spawn().with_context(|| format!("starting {}", binary.display()))?;
        let mut server = Server {
            child,
            address: String::new(),
            accounts: Vec::new(),
        };
        let mut lines = BufReader::new(server.child.stdout.take().context("the server's output is piped")?).lines();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(rest) = line.trim().strip_prefix("sign in: ") {
                let mut words = rest.splitn(3, ' ').map(str::to_owned);
                if let (Some(login), Some(password), role) = (words.next(), words.next(), words.next()) {
                    server.accounts.push([login, password, role.unwrap_or_default()]);
                }
            }
            if let Some((_, address)) = line.split_once("ready on http://") {
                server.address = address.trim().trim_end_matches('/').to_owned();
                // What it prints later must not fill the pipe.
                std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
                return Ok(server);
            }
        }
        bail!("the server ended before it said `ready on http://…`")
    }

    /// Resident memory in KiB, from Linux's account of the process.
    pub(super) fn resident(&self) -> Result<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("the kernel tells VmRSS")?;
        line.trim().trim_end_matches(" kB").parse().context("VmRSS is a number of kB")
    }

    /// Signs in the first account whose role holds `word`, or the first of all, through the form, as a browser without script does.
    pub(super) fn sign_in(&self, word: &str) -> Result<Cookies> {
        let fitting = self.accounts.iter().find(|[_, _, role]| role.to_lowercase().contains(word));
        let [login, password, _] = fitting.or(self.accounts.first()).context("the demo printed no `sign in:` line")?;
        let mut wire = Wire::connect(&self.address)?;
        let page = wire.get("/sign-in")?;
        let fields = [("login", login.as_str()), ("password", password.as_str())];
        let answer = wire.submit(&page.body, &fields)?;
        if !(300..400).contains(&answer.status) {
            bail!("signing in as {login} was answered with {}", answer.status);
        }
        Ok(wire.cookies)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(fault) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("xtask: stopping the server: {fault}");
        }
    }
}
