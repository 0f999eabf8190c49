//! The mail server of the firm, as the operator names it in one address.

use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use std::net::IpAddr;
use std::time::Duration;

/// How the way to the mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, without which nothing is said.
    StartTls,
    /// None: the server is on this machine.
    Loopback,
}

/// The mail server of the firm.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is kept secret.
    pub secrecy: Secrecy,
    /// The user and the password with which it is asked.
    pub(super) login: Option<(String, String)>,
    /// The certificates of an authority that is trusted besides those that browsers trust, as PEM; empty for none.
    authority: Vec<u8>,
    /// How long each of its answers is waited for.
    pub patience: Duration,
}

/// Without user and password.
impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Relay({}:{}, {:?})", self.host, self.port, self.secrecy)
    }
}

impl Relay {
    /// Reads `smtps://user:password@host:465` or `smtp://user:password@host:587`; user, password and port may be left out.
    #[must_use]
    pub fn parse(address: &str, seconds_max: u64) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let (credentials, place) = match rest.rsplit_once('@') {
            Some((credentials, place)) => (Some(credentials), place),
            None => (None, rest),
        };
        let login = match credentials {
            Some(credentials) => {
                let (user, password) = credentials.split_once(':')?;
                Some((plain(user)?, plain(password)?))
            }
            None => None,
        };
        let (host, port) = place_of(place)?;
        let (secrecy, usual) = match scheme {
            "smtps" => (Secrecy::Tls, 465),
            "smtp" if is_loopback(&host) => (Secrecy::Loopback, 25),
            "smtp" => (Secrecy::StartTls, 587),
            _ => return None,
        };
        Some(Self {
            host,
            port: port.unwrap_or(usual),
            secrecy,
            login,
            authority: Vec::new(),
            patience: Duration::from_secs(seconds_max),
        })
    }

    /// Trusts an authority besides those that browsers trust; none when its certificates cannot be read.
    #[must_use]
    pub fn trusting(mut self, authority: Vec<u8>) -> Option<Self> {
        self.authority = authority;
        let holds_one = self.authority.windows(MARK.len()).any(|bytes| bytes == MARK);
        (holds_one && self.tls().is_ok()).then_some(self)
    }

    /// How TLS is spoken with it: its certificate is checked against its name.
    pub(super) fn tls(&self) -> Result<TlsParameters, SmtpError> {
        let parameters = TlsParameters::builder(self.host.clone());
        if self.authority.is_empty() {
            return parameters.build();
        }
        parameters.add_root_certificate(Certificate::from_pem(&self.authority)?).build()
    }
}

/// How a certificate begins in PEM.
const MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Host and port of `host`, `host:25`, `[::1]:25`.
fn place_of(place: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            host.parse::<IpAddr>().ok()?;
            (host, if after.is_empty() { None } else { Some(after.strip_prefix(':')?) })
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let is_name = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:_".contains(c));
    let port = match port {
        Some(port) => Some(port.parse().ok().filter(|port| *port > 0)?),
        None => None,
    };
    is_name.then(|| (host.to_owned(), port))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A text of an address as it was meant: `%40` is `@`.
fn plain(text: &str) -> Option<String> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (code, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(code, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, secrecy: Secrecy, place: (&str, u16), login: Option<(&str, &str)>) {
        let relay = Relay::parse(address, 30).unwrap();
        let login = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        assert_eq!(
            (relay.secrecy, relay.host.as_str(), relay.port),
            (secrecy, place.0, place.1),
            "{address}"
        );
        assert_eq!(relay.login, login, "{address}");
    }

    #[test]
    fn an_address_names_host_port_secrecy_and_login() {
        check("smtps://a:b@mail.example", Secrecy::Tls, ("mail.example", 465), Some(("a", "b")));
        check("smtps://localhost:4465", Secrecy::Tls, ("localhost", 4465), None);
        check("smtp://mail.example", Secrecy::StartTls, ("mail.example", 587), None);
        check("smtp://127.0.0.1:2525", Secrecy::Loopback, ("127.0.0.1", 2525), None);
        check("smtp://[::1]:2525", Secrecy::Loopback, ("::1", 2525), None);
        check("smtp://localhost", Secrecy::Loopback, ("localhost", 25), None);
        check(
            "smtp://kam%40firm.example:p%3A%2F%25@mail.example:26",
            Secrecy::StartTls,
            ("mail.example", 26),
            Some(("kam@firm.example", "p:/%")),
        );
    }

    #[test]
    fn whatever_else_is_refused() {
        for address in [
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://user@mail.example",
            "smtp://mail.example:0",
            "smtp://mail.example:99999",
            "smtp://mail.example/",
            "smtp://[mail.example]",
            "smtp://[::1",
            "smtp://a:%4@mail.example",
            "smtp://a:%zz@mail.example",
            "smtp://a:%ff@mail.example",
            "smtp://mail.example\r\nx",
        ] {
            assert!(Relay::parse(address, 30).is_none(), "{address}");
        }
    }
}
