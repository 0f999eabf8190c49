//! What stands in a mail, and that no name can put anything else into it.

use super::server::{self, Read};
use super::{line, mails, on_each, run, user};
use crate::access::Role;
use crate::mail::Waiting;
use crate::mail::letter::{Envelope, Links, Told};
use crate::mail::rules::{Earlier, State, is_given_up, one_line};
use vocabulary::{Day, Instant, UserId};

fn told(name: &str, firm: &str, waiting: Waiting) -> Read {
    let told = Told {
        name: name.to_owned(),
        firm: firm.to_owned(),
        day: Day::parse("2026-03-02").unwrap(),
        waiting,
        unread: Vec::new(),
    };
    let envelope = Envelope {
        from: "mainstay@firm.example".parse().unwrap(),
        to: "ada@firm.example".parse().unwrap(),
        id: "0197c9a0-6f4e-7c11-9d3e-2b6a54f0c1d2".to_owned(),
        at: Instant::parse_rfc3339("2026-03-02T07:00:00Z").unwrap(),
    };
    let links = Links {
        base: "https://mainstay.firm.example".to_owned(),
        leaving: "https://mainstay.firm.example/mail/leaving?token=abc".to_owned(),
    };
    let raw = told.message(&envelope, &links).unwrap();
    server::read(&String::from_utf8(raw).unwrap())
}

fn one(sentence: &str) -> Waiting {
    Waiting {
        steps: vec![line(sentence, None)],
        ..Waiting::default()
    }
}

#[tokio::test]
async fn a_mail_says_the_same_as_text_and_as_html_and_links_everything() {
    on_each(async |programme, server| {
        user(&programme, 1, Role::Kam).await;
        run(&programme).await;
        let mail = mails(&server).remove(0).1;
        let token = mail.text.rsplit("token=").next().unwrap().trim().to_owned();
        assert_eq!(token.len(), 64);
        let (text, html) = (mail.text.replace(&token, "TOKEN"), mail.html.replace(&token, "TOKEN"));
        insta::assert_snapshot!("daily_text", text);
        insta::assert_snapshot!("daily_html", html.replace("><", ">\n<"));
        assert_eq!(mail.header("to"), "person1@firm.example");
        assert_eq!(mail.header("from"), "=?utf-8?b?Tm9yZHdpbmQgw5Zs?= <mainstay@firm.example>");
        assert_eq!(mail.header("auto-submitted"), "auto-generated");
        assert_eq!(mail.header("date"), "Mon, 02 Mar 2026 09:00:00 +0000");
        assert!(mail.header("message-id").ends_with("@firm.example>"));
        assert_eq!(
            mail.header("list-unsubscribe"),
            format!("<https://mainstay.firm.example/mail/leaving?token={token}>")
        );
        assert_eq!(mail.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        // Nothing is fetched, nothing is counted, nothing is coloured.
        for sign in ["<img", "src=", "<link", "<style", "style=", "url(", "<script"] {
            assert!(!html.contains(sign), "{sign}");
        }
    })
    .await;
}

#[test]
fn no_name_and_no_sentence_puts_a_header_or_markup_into_a_mail() {
    let nasty = "Ada\r\nBcc: eve@evil.example\r\n\r\n.\r\nQUIT =?utf-8?q?=0D=0AX:_y?= <b>\u{202e}";
    let mail = told(nasty, nasty, one(nasty));
    assert!(
        !mail.headers.contains_key("bcc") && !mail.headers.contains_key("x"),
        "{:?}",
        mail.headers
    );
    for header in ["subject", "from"] {
        let value = mail.header(header);
        assert!(!value.contains("=?utf-8?q?=0D=0A"), "{value}");
    }
    assert!(
        mail.text.lines().all(|line| !line.starts_with("Bcc") && line != "."),
        "{}",
        mail.text
    );
    assert!(!mail.html.contains("<b>") && mail.html.contains("&lt;b&gt;"), "{}", mail.html);
    assert!(!mail.everything().contains('\u{202e}'));
}

#[test]
fn words_on_one_line_lose_what_controls_and_keep_the_rest() {
    assert_eq!(one_line(" Ada \r\n\t Lovelace\u{0}\u{2028}x "), "Ada Lovelace x");
    assert_eq!(one_line("=?utf-8?q?x?= Öl 顧客"), "= ?utf-8?q?x?= Öl 顧客");
}

#[test]
fn one_thing_is_told_in_the_singular() {
    assert_eq!(
        told("Ada", "Nordwind", one("It waits.")).header("subject"),
        "Nordwind: one thing waits for you"
    );
}

#[test]
fn an_address_is_given_up_after_three_refusals_in_a_row_and_another_is_not() {
    let user = UserId::parse("00000000-0000-0000-0000-000000000001").unwrap();
    let mail = |state, address: &str| Earlier {
        user,
        state,
        address: address.to_owned(),
        reason: String::new(),
    };
    let refused = || mail(State::Refused, "a");
    assert!(is_given_up(&[refused(), refused(), refused(), mail(State::Sent, "a")], "a"));
    assert!(!is_given_up(&[refused(), refused(), refused()], "b"));
    assert!(!is_given_up(&[refused(), mail(State::Sent, "a"), refused(), refused()], "a"));
    assert!(!is_given_up(&[refused(), refused()], "a"));
    assert!(!is_given_up(&[], "a"));
}
