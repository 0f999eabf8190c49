//! Handing mails over: one connection, one mail after the other, and for each an answer that says what it means.
//!
//! The commands are said one by one, because only then is it known whether a mail that failed could have been taken: until its last
//! line was sent it was not, after that only the mail server knows.

use super::letter::{self, Envelope};
use super::relay::{Relay, Secrecy};
use super::rules::one_line;
use crate::config::Config;
use crate::database::Surroundings;
use crate::jobs::Elsewhere;
use crate::texts::{say, say_with};
use crate::{Error, Result};
use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use std::error::Error as _;
use std::future::Future;
use std::net::SocketAddr;
use tokio::net::lookup_host;
use tokio::time::timeout;

/// After so many mails a new connection is made: mail servers take so and so many on one.
const ON_ONE_CONNECTION: u32 = 50;
/// So much of what a mail server says is told.
const SAID_MAX: usize = 200;

/// Why no mail can be handed over at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// No machine has this name.
    NoHost,
    /// It takes no connection.
    Unreachable(String),
    /// It does not answer in time.
    Silent,
    /// The connection broke.
    Broken(String),
    /// Its certificate is not to be trusted.
    Certificate(String),
    /// It offers no secrecy.
    NoTls,
    /// It refused the login.
    Login(String),
    /// It refused the sender.
    Sender(String),
}

impl Fault {
    fn key(&self) -> (&'static str, &str) {
        match self {
            Self::NoHost => ("mail.fault_no_host", ""),
            Self::Unreachable(said) => ("mail.fault_unreachable", said),
            Self::Silent => ("mail.fault_silent", ""),
            Self::Broken(said) => ("mail.fault_broken", said),
            Self::Certificate(said) => ("mail.fault_certificate", said),
            Self::NoTls => ("mail.fault_no_tls", ""),
            Self::Login(said) => ("mail.fault_login", said),
            Self::Sender(said) => ("mail.fault_sender", said),
        }
    }

    fn say(&self, relay: &Relay) -> String {
        let (key, said) = self.key();
        say_with(key, &[("host", &relay.host), ("said", said)])
    }

    /// As a job leaves it: what another try could mend is tried again, what only the operator can mend is not.
    pub(super) fn of_job(&self, relay: &Relay) -> Error {
        let sentence = self.say(relay);
        match self {
            Self::NoHost | Self::Unreachable(_) | Self::Silent | Self::Broken(_) => Elsewhere::error(sentence),
            Self::Certificate(_) | Self::NoTls | Self::Login(_) | Self::Sender(_) => Error::refused("mail.fault", sentence),
        }
    }
}

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Delivery {
    /// The mail server took it.
    Taken,
    /// It takes none for this address.
    Refused(String),
    /// It wants to be asked later, and has not taken it.
    PutOff(String),
    /// It got the mail and gave no answer.
    Unknown(String),
}

/// Hands mails over.
pub(super) struct Post<'a> {
    relay: &'a Relay,
    hello: ClientId,
    connection: Option<AsyncSmtpConnection>,
    handed_over: u32,
}

/// What went wrong with one command.
enum Trouble {
    /// The mail server answered: not now.
    Later(String),
    /// It answered: no.
    No(String),
    /// It did not answer in time.
    Silent,
    /// There was no answer that could be read.
    Broken(SmtpError),
}

impl<'a> Post<'a> {
    /// Mails of this sender through this mail server. The sender's domain is the name under which it is greeted.
    pub(super) fn new(relay: &'a Relay, from: &Address) -> Self {
        Self {
            relay,
            hello: ClientId::Domain(from.domain().to_owned()),
            connection: None,
            handed_over: 0,
        }
    }

    /// Makes sure that there is a connection with which the mail server is content.
    pub(super) async fn open(&mut self) -> Result<(), Fault> {
        if self.handed_over >= ON_ONE_CONNECTION {
            self.close().await;
        }
        if self.connection.is_none() {
            self.connection = Some(self.connect().await?);
            self.handed_over = 0;
        }
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Fault> {
        let Relay {
            host,
            port,
            secrecy,
            login,
            patience,
            ..
        } = self.relay;
        let found = timeout(*patience, lookup_host((host.as_str(), *port)));
        let places: Vec<SocketAddr> = match found.await {
            Ok(Ok(places)) => places.collect(),
            Ok(Err(_)) => return Err(Fault::NoHost),
            Err(_) => return Err(Fault::Silent),
        };
        if places.is_empty() {
            return Err(Fault::NoHost);
        }
        let tls = || self.relay.tls().map_err(|e| Fault::Certificate(told(&e)));
        let at_once = if *secrecy == Secrecy::Tls { Some(tls()?) } else { None };
        let connecting = AsyncSmtpConnection::connect_tokio1(places.as_slice(), Some(*patience), &self.hello, at_once, None);
        let mut connection = self.within(connecting).await.map_err(reached)?;
        if *secrecy == Secrecy::StartTls {
            if !connection.can_starttls() {
                return Err(Fault::NoTls);
            }
            self.within(connection.starttls(tls()?, &self.hello)).await.map_err(reached)?;
        }
        if let Some((user, password)) = login {
            let credentials = Credentials::new(user.clone(), password.clone());
            let proving = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            self.within(proving).await.map_err(|trouble| match trouble {
                Trouble::No(said) => Fault::Login(said),
                Trouble::Broken(error) if error.is_client() => Fault::Login(told(&error)),
                Trouble::Later(_) | Trouble::Silent | Trouble::Broken(_) => reached(trouble),
            })?;
        }
        Ok(connection)
    }

    /// Waits for an answer, but not for ever. A connection whose answer did not come is of no more use.
    async fn within<T>(&self, asked: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Trouble> {
        match timeout(self.relay.patience, asked).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) if error.is_transient() => Err(Trouble::Later(told(&error))),
            Ok(Err(error)) if error.is_permanent() => Err(Trouble::No(told(&error))),
            Ok(Err(error)) => Err(Trouble::Broken(error)),
            Err(_) => Err(Trouble::Silent),
        }
    }

    /// Hands one mail over.
    ///
    /// # Errors
    /// When none can be handed over: this one was not taken.
    pub(super) async fn deliver(&mut self, envelope: &Envelope, message: &[u8]) -> Result<Delivery, Fault> {
        let is_kept = self.connection.is_some() && self.handed_over > 0;
        match self.deliver_once(envelope, message).await {
            // A connection that was kept may have been closed meanwhile. Nothing was taken on it.
            Err(Fault::Broken(_)) if is_kept => self.deliver_once(envelope, message).await,
            Err(fault) => Err(fault),
            Ok(delivery) => Ok(delivery),
        }
    }

    async fn deliver_once(&mut self, envelope: &Envelope, message: &[u8]) -> Result<Delivery, Fault> {
        self.open().await?;
        let mut connection = self.connection.take().ok_or(Fault::Silent)?;
        self.handed_over = self.handed_over.saturating_add(1);
        let delivery = self.say(&mut connection, envelope, message).await?;
        let goes_on = match &delivery {
            Delivery::Taken => true,
            Delivery::Refused(_) | Delivery::PutOff(_) => self.within(connection.command(Rset)).await.is_ok(),
            Delivery::Unknown(_) => false,
        };
        if goes_on {
            self.connection = Some(connection);
        }
        Ok(delivery)
    }

    async fn say(&self, connection: &mut AsyncSmtpConnection, envelope: &Envelope, message: &[u8]) -> Result<Delivery, Fault> {
        let sender = Mail::new(Some(envelope.from.clone()), Vec::new());
        match self.within(connection.command(sender)).await {
            Ok(_) => {}
            Err(Trouble::Later(said)) => return Ok(Delivery::PutOff(said)),
            Err(Trouble::No(said)) => return Err(Fault::Sender(said)),
            Err(trouble @ (Trouble::Silent | Trouble::Broken(_))) => return Err(broken(trouble)),
        }
        let recipient = Rcpt::new(envelope.to.clone(), Vec::new());
        if let Err(trouble) = self.within(connection.command(recipient)).await {
            return before_the_end(trouble);
        }
        if let Err(trouble) = self.within(connection.command(Data)).await {
            return before_the_end(trouble);
        }
        Ok(match self.within(connection.message(message)).await {
            Ok(_) => Delivery::Taken,
            Err(Trouble::Later(said)) => Delivery::PutOff(said),
            Err(Trouble::No(said)) => Delivery::Refused(said),
            Err(Trouble::Silent) => Delivery::Unknown(String::new()),
            Err(Trouble::Broken(error)) => Delivery::Unknown(told(&error)),
        })
    }

    /// Says goodbye, if there is somebody to say it to.
    pub(super) async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // Whoever does not answer a goodbye has every mail all the same.
            let _goodbye = timeout(self.relay.patience, connection.quit()).await;
        }
    }
}

/// Before its last line was sent, no mail was taken.
fn before_the_end(trouble: Trouble) -> Result<Delivery, Fault> {
    match trouble {
        Trouble::Later(said) => Ok(Delivery::PutOff(said)),
        Trouble::No(said) => Ok(Delivery::Refused(said)),
        Trouble::Silent | Trouble::Broken(_) => Err(broken(trouble)),
    }
}

fn broken(trouble: Trouble) -> Fault {
    match trouble {
        Trouble::Silent => Fault::Silent,
        Trouble::Later(said) | Trouble::No(said) => Fault::Broken(said),
        Trouble::Broken(error) => Fault::Broken(told(&error)),
    }
}

/// Why there is no connection.
fn reached(trouble: Trouble) -> Fault {
    match trouble {
        Trouble::Silent => Fault::Silent,
        Trouble::Later(said) | Trouble::No(said) => Fault::Unreachable(said),
        Trouble::Broken(error) if error.is_timeout() => Fault::Silent,
        Trouble::Broken(error) => {
            let said = told(&error);
            // The library has no kind of its own for this: the words are those of rustls.
            if said.contains("certificate") {
                Fault::Certificate(said)
            } else {
                Fault::Unreachable(said)
            }
        }
    }
}

/// What went wrong in the words of whoever noticed it, on one line and not without end. The words of our own commands are not in it.
fn told(error: &SmtpError) -> String {
    let mut said = match (error.status(), error.source()) {
        (Some(code), Some(source)) => format!("{code} {source}"),
        (Some(code), None) => code.to_string(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    };
    let mut deeper = error.source().and_then(std::error::Error::source);
    while let Some(cause) = deeper {
        let words = cause.to_string();
        if !said.contains(&words) {
            said = format!("{said}: {words}");
        }
        deeper = cause.source();
    }
    one_line(&said).chars().take(SAID_MAX).collect()
}

/// Sends a test mail to an address; says which mail server took it.
///
/// # Errors
/// A refusal that says what went wrong, and where.
pub async fn test(config: &Config, around: &Surroundings, address: &str) -> Result<String> {
    // It is asked without a book, which would have brought the sentences.
    crate::texts::register(super::CHAPTER.texts);
    let (Some(relay), Some(from)) = (&config.relay, &config.mail_from) else {
        return Err(Error::refused("mail.off", say("mail.off")));
    };
    let to: Address = address
        .parse()
        .map_err(|_no_address| Error::refused_on("address", "mail.no_address", say("mail.no_address")))?;
    let envelope = Envelope {
        from: from.clone(),
        to,
        id: super::rules::LetterId::new(&*around.ids).to_string(),
        at: around.clock.now(),
    };
    let message = letter::test_message(&envelope, &config.firm_name)?;
    let mut post = Post::new(relay, from);
    let delivery = post.deliver(&envelope, &message).await;
    post.close().await;
    let (key, said) = match &delivery {
        Ok(Delivery::Taken) => return Ok(say_with("mail.test_taken", &[("host", &relay.host), ("address", address)])),
        Ok(Delivery::Refused(said)) => ("mail.fault_recipient", said.as_str()),
        Ok(Delivery::PutOff(said)) => ("mail.fault_put_off", said.as_str()),
        Ok(Delivery::Unknown(said)) => ("mail.fault_unknown", said.as_str()),
        Err(fault) => fault.key(),
    };
    Err(Error::refused(
        "mail.fault",
        say_with(key, &[("host", &relay.host), ("said", said)]),
    ))
}
