//! The other side: a small mail server on loopback that speaks as much SMTP as we need, takes mails, and has bad manners where a test
//! asks for them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// The authority that made the certificate of the test server. It made nothing else, and its own key is gone.
pub(super) const AUTHORITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/mail/tests/tls/authority.pem");

/// What it says in the place of a reply, to say nothing at all and keep the connection.
pub(super) const SILENCE: &str = "";
/// What it says to close the connection without a word.
pub(super) const GONE: &str = "gone";

/// No reply, because nothing was said.
const NOTHING: &str = "nothing";

/// A mail that was taken.
#[derive(Debug, Clone)]
pub(super) struct Taken {
    pub(super) to: String,
    /// As it came, dots undone.
    pub(super) raw: String,
}

#[derive(Clone, Default)]
struct State {
    /// What it answers to a line that begins so, if not as everybody does.
    manners: Vec<(String, String)>,
    /// It closes the connection after each mail.
    closes: bool,
    taken: Vec<Taken>,
    said: Vec<String>,
}

/// The server; it goes with its test.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) port: u16,
    state: Arc<Mutex<State>>,
    /// How many mails came to their last line, taken or not.
    ended: watch::Sender<usize>,
}

/// How a server speaks TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    Plain,
    Tls,
    StartTls,
}

fn acceptor() -> TlsAcceptor {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/server.key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    TlsAcceptor::from(Arc::new(config))
}

impl Server {
    pub(super) async fn start() -> Self {
        Self::speaking(Speaks::Plain).await
    }

    pub(super) async fn speaking(speaks: Speaks) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            port: listener.local_addr().unwrap().port(),
            state: Arc::default(),
            ended: watch::Sender::new(0),
        };
        let one = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let one = one.clone();
                tokio::spawn(async move { one.meet(stream, speaks).await });
            }
        });
        server
    }

    /// The address for the setting.
    pub(super) fn address(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// From now on, a line that begins so is answered so. The greeting answers `hello`, the end of a mail is the line `.`.
    pub(super) fn answers(&self, line: &str, reply: &str) {
        self.state.lock().unwrap().manners.push((line.to_owned(), reply.to_owned()));
    }

    /// From now on it takes one mail on a connection and closes it without a word.
    pub(super) fn closes_after_each(&self) {
        self.state.lock().unwrap().closes = true;
    }

    /// From now on it behaves.
    pub(super) fn behaves(&self) {
        self.state.lock().unwrap().manners.clear();
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        self.state.lock().unwrap().taken.clone()
    }

    /// Every line that was said to it outside of mails.
    pub(super) fn said(&self) -> Vec<String> {
        self.state.lock().unwrap().said.clone()
    }

    /// Waits until so many mails came to their last line.
    pub(super) async fn got(&self, mails: usize) {
        self.ended.subscribe().wait_for(|ended| *ended >= mails).await.unwrap();
    }

    fn reply(&self, line: &str, usual: &str) -> String {
        let state = self.state.lock().unwrap();
        let rude = state.manners.iter().find(|(begins, _)| line.starts_with(begins.as_str()));
        rude.map_or_else(|| usual.to_owned(), |(_, reply)| reply.clone())
    }

    async fn meet(&self, stream: TcpStream, speaks: Speaks) {
        if speaks == Speaks::Tls {
            if let Ok(stream) = acceptor().accept(stream).await {
                self.talk(stream, "hello", false).await;
            }
        } else if let Some(stream) = self.talk(stream, "hello", speaks == Speaks::StartTls).await
            && let Ok(stream) = acceptor().accept(stream).await
        {
            self.talk(stream, "", false).await;
        }
    }

    /// Talks until somebody ends it, or wants to go on with TLS.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S, first: &str, offers: bool) -> Option<S> {
        let mut stream = BufReader::new(stream);
        let mut to = String::new();
        let mut line = first.to_owned();
        loop {
            let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let usual = match word.as_str() {
                "HELLO" => "220 test",
                "EHLO" if offers => "250-test\r\n250 STARTTLS",
                "EHLO" => "250-test\r\n250 AUTH PLAIN",
                "STARTTLS" if offers => "220 go on",
                "" => NOTHING,
                "AUTH" => "235 welcome",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                "MAIL" | "RCPT" | "RSET" => "250 fine",
                _ => "500 what",
            };
            if word == "RCPT" {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
            }
            let reply = self.reply(&line, usual);
            if !say(&mut stream, &reply).await || word == "QUIT" {
                return None;
            }
            if word == "STARTTLS" && reply.starts_with("220") {
                return Some(stream.into_inner());
            }
            if reply.starts_with("354") {
                let raw = mail(&mut stream).await?;
                let reply = self.reply(".", "250 taken");
                if reply.starts_with("250") {
                    self.state.lock().unwrap().taken.push(Taken { to: to.clone(), raw });
                }
                self.ended.send_modify(|ended| *ended += 1);
                if !say(&mut stream, &reply).await || self.state.lock().unwrap().closes {
                    return None;
                }
            }
            line.clear();
            if stream.read_line(&mut line).await.unwrap_or_default() == 0 {
                return None;
            }
            line.truncate(line.trim_end().len());
            self.state.lock().unwrap().said.push(line.clone());
        }
    }
}

/// Says a reply; says whether the talk goes on.
async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, reply: &str) -> bool {
    if reply == NOTHING {
        return true;
    }
    if reply == SILENCE {
        // Until the other side has had enough.
        let mut rest = Vec::new();
        let _ended = stream.read_to_end(&mut rest).await;
    }
    reply != SILENCE && reply != GONE && stream.write_all(format!("{reply}\r\n").as_bytes()).await.is_ok()
}

async fn mail<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let (mut raw, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// A mail as its reader's program understands it.
pub(super) struct Read {
    /// By name in small letters, unfolded; encoded words as they came.
    pub(super) headers: BTreeMap<String, Vec<String>>,
    pub(super) text: String,
    pub(super) html: String,
}

impl Read {
    pub(super) fn header(&self, name: &str) -> &str {
        let values = self.headers.get(name).map_or(&[][..], Vec::as_slice);
        assert_eq!(values.len(), 1, "{name} stands {} times", values.len());
        &values[0]
    }

    /// What stands in both parts and in the headers: everything that leaves the house.
    pub(super) fn everything(&self) -> String {
        format!("{:?}\n{}\n{}", self.headers, self.text, self.html)
    }
}

pub(super) fn read(raw: &str) -> Read {
    assert!(raw.is_ascii(), "every mail server takes it");
    let (headers, body) = part(raw);
    let kind = headers["content-type"][0].clone();
    let mut read = Read {
        headers,
        text: String::new(),
        html: String::new(),
    };
    let Some(boundary) = kind.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()) else {
        read.text = decoded(&read.headers, &body);
        return read;
    };
    for piece in body
        .split(&format!("--{boundary}"))
        .skip(1)
        .filter(|piece| !piece.starts_with("--"))
    {
        let (headers, body) = part(piece.trim_start_matches("\r\n"));
        let words = decoded(&headers, &body).replace("\r\n", "\n");
        if headers["content-type"][0].starts_with("text/html") {
            read.html = words;
        } else {
            read.text = words;
        }
    }
    read
}

fn part(raw: &str) -> (BTreeMap<String, Vec<String>>, String) {
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in head.replace("\r\n ", " ").split("\r\n") {
        let (name, value) = line.split_once(": ").unwrap();
        headers.entry(name.to_lowercase()).or_default().push(value.to_owned());
    }
    (headers, body.to_owned())
}

fn decoded(headers: &BTreeMap<String, Vec<String>>, body: &str) -> String {
    let encoding = headers.get("content-transfer-encoding").map_or("7bit", |values| values[0].as_str());
    match encoding {
        "quoted-printable" => quoted_printable(body),
        "base64" => base64(body),
        _ => body.to_owned(),
    }
}

fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut parts = joined.split('=');
    bytes.extend_from_slice(parts.next().unwrap().as_bytes());
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).unwrap());
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).unwrap()
}

fn base64(body: &str) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let values = body.bytes().filter_map(|byte| SIGNS.iter().position(|sign| *sign == byte));
    let bits: Vec<u8> = values
        .flat_map(|value| (0..6).rev().map(move |bit| u8::from(value >> bit & 1 == 1)))
        .collect();
    let bytes = bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | bit));
    String::from_utf8(bytes.collect()).unwrap()
}
