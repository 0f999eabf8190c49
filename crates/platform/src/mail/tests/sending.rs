//! A test mail says what went wrong, in words that help.

use super::server::{AUTHORITY, GONE, SILENCE, Server, Speaks};
use crate::config::Config;
use crate::database::Surroundings;
use crate::mail::sending::{Fault, Post};
use crate::mail::{self, Relay, Secrecy};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::net::TcpListener;
use vocabulary::{FixedClock, Instant, NumberedIds, Zone};

async fn tried(smtp: &str, address: &str) -> Result<String, String> {
    trusting("", smtp, address).await
}

async fn trusting(authority: &str, smtp: &str, address: &str) -> Result<String, String> {
    let said = [
        ("mail.authority", authority),
        ("mail.smtp", smtp),
        ("mail.from", "mainstay@firm.example"),
        ("mail.seconds_max", "1"),
        ("server.public_url", "https://mainstay.firm.example"),
        ("firm.name", "Nordwind"),
    ];
    let options: Vec<(&str, String)> = said.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let config = Config::load(None, &BTreeMap::new(), &options).unwrap();
    let around = Surroundings {
        clock: Arc::new(FixedClock::new(Instant::parse_rfc3339("2026-03-02T09:00:00Z").unwrap())),
        ids: Arc::new(NumberedIds::default()),
        zone: Zone::UTC,
    };
    let sent = mail::test(&config, &around, address).await;
    sent.map_err(|error| format!("{}: {error}", error.code()))
}

async fn against(line: &str, reply: &str) -> String {
    let server = Server::start().await;
    server.answers(line, reply);
    let smtp = server.address().replace("smtp://", "smtp://kam:s3cret@");
    let refused = tried(&smtp, "ada@firm.example").await.unwrap_err();
    assert!(!refused.contains("s3cret") && !refused.contains("a2Ft"), "{refused}");
    refused.replace(&format!("127.0.0.1:{}", server.port), "127.0.0.1")
}

#[tokio::test]
async fn a_test_mail_arrives() {
    let server = Server::start().await;
    let smtp = server.address().replace("smtp://", "smtp://kam:s3cret@");
    let said = tried(&smtp, "ada@firm.example").await;
    assert_eq!(
        said,
        Ok("The mail server 127.0.0.1 took a test mail for ada@firm.example.".to_owned())
    );
    let taken = server.taken();
    assert_eq!(taken[0].to, "ada@firm.example");
    let mail = super::server::read(&taken[0].raw);
    assert_eq!(mail.header("subject"), "Nordwind: a test of mail");
    assert!(mail.text.contains("This is a test. Mainstay at Nordwind"), "{}", mail.text);
    let said = server.said();
    assert_eq!(said[0], "EHLO firm.example");
    // The user and the password, as RFC 4616 joins them.
    assert_eq!(said[1], "AUTH PLAIN AGthbQBzM2NyZXQ=");
    assert_eq!(said.last().unwrap(), "QUIT");
}

#[tokio::test]
async fn a_test_mail_says_at_which_step_it_failed() {
    for (line, reply, says) in [
        ("hello", "554 no service", "takes no connection. It said: 554 no service"),
        ("hello", GONE, "takes no connection. It said: "),
        ("hello", SILENCE, "did not answer in time."),
        ("AUTH", "535 who are you", "refused the login: 535 who are you"),
        ("EHLO", "250 test", "refused the login: "),
        ("MAIL", "550 not you", "refused the sender `mail.from`: 550 not you"),
        ("MAIL", SILENCE, "did not answer in time."),
        ("RCPT", "550 no such box", "refused the mail for this address: 550 no such box"),
        ("RCPT", "450 come later", "put the mail off for later: 450 come later"),
        ("RCPT", GONE, "broke: "),
        ("DATA", "554 no mail today", "refused the mail for this address: 554 no mail today"),
        (".", "554 spam", "refused the mail for this address: 554 spam"),
        (".", "451 disk full", "put the mail off for later: 451 disk full"),
        (".", SILENCE, "gave no answer, so nobody knows whether it took it: "),
        (".", GONE, "gave no answer, so nobody knows whether it took it: "),
        ("RCPT", "nonsense\u{7}", "broke: "),
    ] {
        let refused = against(line, reply).await;
        assert!(
            refused.starts_with("mail.fault: The ") && refused.contains("mail server 127.0.0.1 ") && refused.contains(says),
            "{line} {reply}: {refused}"
        );
    }
}

#[tokio::test]
async fn a_test_mail_says_when_there_is_no_such_host_or_nobody_listens() {
    let nowhere = tried("smtps://no-such-host.invalid", "ada@firm.example").await.unwrap_err();
    assert!(nowhere.contains("The mail server no-such-host.invalid was not found"), "{nowhere}");
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let closed = tried(&format!("smtp://127.0.0.1:{port}"), "ada@firm.example").await.unwrap_err();
    assert!(closed.contains("takes no connection. It said: "), "{closed}");
}

#[tokio::test]
async fn nothing_is_said_in_the_open_to_a_server_that_should_speak_tls() {
    let server = Server::start().await;
    let tls = format!("smtps://kam:s3cret@127.0.0.1:{}", server.port);
    let refused = tried(&tls, "ada@firm.example").await.unwrap_err();
    assert!(refused.starts_with("mail.fault: The mail server 127.0.0.1 "), "{refused}");
    let heard = server.said().join(" ");
    assert!(
        !heard.contains("AUTH") && !heard.contains("EHLO") && server.taken().is_empty(),
        "{heard}"
    );
}

#[tokio::test]
async fn a_certificate_is_checked_by_who_made_it_and_for_whom() {
    let server = Server::speaking(Speaks::Tls).await;
    let smtp = |host: &str| format!("smtps://kam:s3cret@{host}:{}", server.port);
    let unknown = tried(&smtp("127.0.0.1"), "ada@firm.example").await.unwrap_err();
    assert!(
        unknown.contains("The certificate of the mail server 127.0.0.1 is not one that can be trusted"),
        "{unknown}"
    );
    assert!(server.said().is_empty(), "nothing is said to whoever it is");
    let taken = trusting(AUTHORITY, &smtp("127.0.0.1"), "ada@firm.example").await;
    assert_eq!(
        taken,
        Ok("The mail server 127.0.0.1 took a test mail for ada@firm.example.".to_owned())
    );
    // The certificate is for 127.0.0.1 alone.
    let other = trusting(AUTHORITY, &smtp("localhost"), "ada@firm.example").await.unwrap_err();
    assert!(
        other.contains("The certificate of the mail server localhost is not one that can be trusted"),
        "{other}"
    );
    assert_eq!(server.taken().len(), 1);
}

/// As a server elsewhere is asked, for which this machine stands.
fn elsewhere(server: &Server) -> Relay {
    let mut relay = Relay::parse(&server.address().replace("smtp://", "smtp://kam:s3cret@"), 5).unwrap();
    relay.secrecy = Secrecy::StartTls;
    relay
}

#[tokio::test]
async fn a_server_elsewhere_is_told_nothing_before_starttls() {
    let from = "mainstay@firm.example".parse().unwrap();
    let plain = Server::start().await;
    let relay = elsewhere(&plain);
    assert_eq!(Post::new(&relay, &from).open().await, Err(Fault::NoTls));
    let said = plain.said();
    assert!(said.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{said:?}");
    let server = Server::speaking(Speaks::StartTls).await;
    let relay = elsewhere(&server);
    let unknown = Post::new(&relay, &from).open().await;
    assert!(matches!(unknown, Err(Fault::Certificate(_))), "{unknown:?}");
    assert!(server.said().iter().all(|line| !line.starts_with("AUTH")));
    let relay = relay.trusting(std::fs::read(AUTHORITY).unwrap()).unwrap();
    let mut post = Post::new(&relay, &from);
    assert_eq!(post.open().await, Ok(()));
    post.close().await;
    let said: Vec<String> = server
        .said()
        .iter()
        .map(|line| line.split(' ').next().unwrap().to_owned())
        .collect();
    let end = ["EHLO", "STARTTLS", "EHLO", "AUTH", "QUIT"];
    assert_eq!(said[said.len() - 5..], end, "{said:?}");
}

#[test]
fn a_file_without_certificates_is_no_authority() {
    for path in ["/no/such/file.pem", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")] {
        let options = [
            ("mail.smtp", "smtps://mail.example".to_owned()),
            ("mail.authority", path.to_owned()),
        ];
        let refused = Config::load(None, &BTreeMap::new(), &options).unwrap_err().to_string();
        assert!(refused.starts_with("`mail.authority` is `"), "{refused}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_and_a_missing_mail_server_are_refused() {
    let server = Server::start().await;
    for address in [
        "nobody",
        "ada@firm.example\r\nRCPT TO:<eve@evil.example>",
        "ada@",
        "@firm.example",
        "",
    ] {
        let refused = tried(&server.address(), address).await.unwrap_err();
        assert!(refused.starts_with("mail.no_address: "), "{address}: {refused}");
    }
    assert!(server.said().is_empty());
    let config = Config::load(None, &BTreeMap::new(), &[]).unwrap();
    assert!(config.relay.is_none(), "no mail is sent unless somebody says so");
}
