//! A PostgreSQL of the tests' own: a new cluster in a temporary folder, on a free loopback port, gone when the tests end.
//!
//! It belongs to a *keeper*: a second process of ours that holds the other end of a pipe. However the workshop ends (done, failed,
//! interrupted, killed), the pipe closes, and the keeper stops the server it started and removes the folder.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::program::{must, said};
use crate::tools::{is_root, postgres};

/// The hidden command under which `xtask` starts itself as the keeper.
pub(crate) const KEEPER: &str = "keep-postgres";

/// Says that the server takes connections, in PostgreSQL's own log.
const READY: &str = "database system is ready to accept connections";

/// A running server. Dropping it stops the server and waits until it is gone.
pub(crate) struct Postgres {
    keeper: Child,
    /// The superuser's address of the empty database `postgres`.
    pub(crate) url: String,
}

impl Postgres {
    /// Starts a server and waits until it takes connections.
    pub(crate) fn start() -> Result<Postgres> {
        let programs = postgres()?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg(KEEPER)
            .arg(&programs)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut keeper = command.spawn().context("starting the keeper of the test database")?;
        let mut url = String::new();
        BufReader::new(keeper.stdout.take().context("the keeper's output is piped")?).read_line(&mut url)?;
        let server = Postgres {
            keeper,
            url: url.trim().to_owned(),
        };
        if server.url.is_empty() {
            bail!("PostgreSQL did not start; its own words stand above");
        }
        Ok(server)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        if let Err(fault) = self.keeper.wait() {
            eprintln!("xtask: waiting for the test database to stop: {fault}");
        }
    }
}

/// The keeper's life: start the server, tell its address, wait for the pipe to close, stop the server.
pub(crate) fn keep(arguments: &[String]) -> Result<()> {
    let [programs] = arguments else {
        bail!("`{KEEPER}` is for the workshop itself")
    };
    let folder = std::env::temp_dir().join(format!("mainstay-test-postgres-{}", std::process::id()));
    std::fs::create_dir(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let kept = serve(Path::new(programs), &folder);
    std::fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    kept
}

fn serve(programs: &Path, folder: &Path) -> Result<()> {
    let owner = Owner::choose()?;
    owner.give(folder)?;
    let data = folder.join("data");
    let mut initdb = owner.command(&programs.join("initdb"), folder);
    initdb
        .args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"])
        .arg("--pgdata")
        .arg(&data);
    must(initdb.stdout(Stdio::null()))?;

    let port = free_port()?;
    let mut command = owner.command(&programs.join("postgres"), folder);
    command
        .arg("-D")
        .arg(&data)
        .arg("-p")
        .arg(port.to_string())
        .stderr(Stdio::piped())
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    for choice in [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=300",
        "timezone=UTC",
    ] {
        command.arg("-c").arg(choice);
    }
    let mut server = command.spawn().with_context(|| format!("starting `{}`", said(&command)))?;
    let told = tell_when_ready(&mut server, port);
    // The pipe to the workshop closes when it has finished, however it finished.
    if told.is_ok() {
        std::io::stdin().read_to_end(&mut Vec::new())?;
    }
    must(Command::new("kill").arg("-INT").arg(server.id().to_string()))?;
    server.wait()?;
    told
}

/// Reads the server's log until it is ready, prints the address, and goes on reading so that the server never waits for a reader.
fn tell_when_ready(server: &mut Child, port: u16) -> Result<()> {
    let mut log = BufReader::new(server.stderr.take().context("the server's log is piped")?).lines();
    let mut said = Vec::new();
    for line in log.by_ref() {
        let line = line?;
        if line.contains(READY) {
            println!("postgres://postgres@127.0.0.1:{port}/postgres");
            std::thread::spawn(move || log.map_while(Result::ok).for_each(drop));
            return Ok(());
        }
        said.push(line);
    }
    bail!("PostgreSQL ended before it was ready:\n{}", said.join("\n"))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")
        .context("looking for a free port on loopback")?
        .local_addr()?
        .port())
}

/// Who the server runs as: ourselves, or an ordinary user where we are root, because PostgreSQL refuses root.
struct Owner {
    ids: Option<(u32, u32)>,
}

impl Owner {
    fn choose() -> Result<Owner> {
        if !is_root()? {
            return Ok(Owner { ids: None });
        }
        let users = std::fs::read_to_string("/etc/passwd").context("looking for an ordinary user in /etc/passwd")?;
        let ids = ["postgres", "nobody"].iter().find_map(|wanted| user_ids(&users, wanted));
        Ok(Owner {
            ids: Some(ids.context("neither a user `postgres` nor `nobody` exists to run PostgreSQL as")?),
        })
    }

    fn give(&self, folder: &Path) -> Result<()> {
        let Some((user, group)) = self.ids else { return Ok(()) };
        chown(folder, Some(user), Some(group)).with_context(|| format!("giving {} to user {user}", folder.display()))
    }

    fn command(&self, program: &PathBuf, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env("LC_ALL", "C").env("HOME", folder);
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        command
    }
}

/// A user's number and group from the text of /etc/passwd.
fn user_ids(users: &str, wanted: &str) -> Option<(u32, u32)> {
    let line = users.lines().find(|line| line.split(':').next() == Some(wanted))?;
    let mut fields = line.split(':').skip(2);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let users = "postgres2:x:1:1::/:/bin/sh\npostgres:x:101:104:admin:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(super::user_ids(users, "postgres"), Some((101, 104)));
        assert_eq!(super::user_ids(users, "nobody"), None);
    }
}
