//! A mail as it is sent: the same words as plain text and as simple HTML, with the headers by which a mail program ends the mails.

use super::rules::{ALERTS_MAX, Line, Waiting, one_line};
use crate::look::format;
use crate::texts::{say, say_count, say_with};
use crate::{Error, Result};
use hypertext::prelude::*;
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};
use vocabulary::{Day, Instant};

/// What a daily mail tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// Who is told.
    pub(super) name: String,
    /// The firm.
    pub(super) firm: String,
    /// The day.
    pub(super) day: Day,
    /// What waits.
    pub(super) waiting: Waiting,
    /// Unread notifications: of which kind, in words, and how many.
    pub(super) unread: Vec<(String, u64)>,
}

/// Where its links lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Links {
    /// What every link of our own begins with.
    pub(super) base: String,
    /// The page that ends the mails for whoever opens it from this one.
    pub(super) leaving: String,
}

/// The envelope: from whom, to whom, and what makes it this mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Envelope {
    pub(super) from: Address,
    pub(super) to: Address,
    /// Unique for ever; the same mail sent twice has it twice, so that a mail server can tell.
    pub(super) id: String,
    pub(super) at: Instant,
}

impl Told {
    /// How many things wait.
    pub(super) fn count(&self) -> u64 {
        let unread: u64 = self.unread.iter().map(|(_, n)| n).sum();
        let waiting = self.waiting.alerts_all + self.waiting.steps.len();
        u64::try_from(waiting).unwrap_or(u64::MAX).saturating_add(unread)
    }

    fn subject(&self) -> String {
        one_line(&format!("{}: {}", self.firm, say_count("mail.subject", self.count())))
    }

    fn greeting(&self) -> String {
        say_with("mail.greeting", &[("name", &one_line(&self.name))])
    }

    fn lead(&self) -> String {
        let (day, firm) = (format::day(self.day), one_line(&self.firm));
        say_with("mail.lead", &[("day", &day), ("firm", &firm)])
    }

    /// The parts of the mail, each with its heading, its lines and where its rest is.
    fn parts(&self) -> Vec<Part> {
        let more = self.waiting.alerts_all.saturating_sub(ALERTS_MAX);
        let more = (more > 0).then(|| say_count("mail.more_alerts", u64::try_from(more).unwrap_or(u64::MAX)));
        let alerts = self.waiting.alerts.iter().take(ALERTS_MAX).map(Shown::new).collect();
        let steps = self.waiting.steps.iter().map(Shown::new).collect();
        let unread = self.unread.iter().map(|(kind, n)| Shown {
            sentence: say_with("mail.unread_kind", &[("kind", &one_line(kind)), ("n", &format::count(*n))]),
            act: String::new(),
            href: String::new(),
        });
        let unread: Vec<Shown> = unread.collect();
        let end = (!unread.is_empty()).then(|| (say("mail.look").to_owned(), "/notifications".to_owned()));
        let all = [
            Part::new("mail.alerts", alerts, more.map(|more| (more, "/alerts".to_owned()))),
            Part::new("mail.steps", steps, None),
            Part::new("mail.unread", unread, end),
        ];
        all.into_iter().filter(|part| !part.lines.is_empty()).collect()
    }

    fn text(&self, links: &Links) -> String {
        let base = &links.base;
        let mut text = format!("{}\n\n{}\n", self.greeting(), self.lead());
        let mut put = |line: std::fmt::Arguments<'_>| text.write_fmt(line).expect("writing to a string cannot fail");
        for part in self.parts() {
            put(format_args!("\n{}\n", part.title));
            for line in &part.lines {
                put(format_args!("- {}\n", line.sentence));
                if !line.href.is_empty() {
                    put(format_args!("  {}: {base}{}\n", line.act, line.href));
                }
            }
            if let Some((words, href)) = &part.end {
                put(format_args!("{words}: {base}{href}\n"));
            }
        }
        put(format_args!("\n{}: {base}/\n", say("mail.home")));
        put(format_args!("\n-- \n{}\n", say("mail.why")));
        put(format_args!("{}: {base}/notifications#mail\n", say("mail.change")));
        put(format_args!("{}: {}\n", say("mail.leave"), links.leaving));
        text
    }

    /// Without pictures, colours and styles: a mail program shows it in its own, light or dark.
    fn html(&self, links: &Links) -> String {
        let at = |href: &str| format!("{}{href}", links.base);
        let (subject, parts) = (self.subject(), self.parts());
        let (home, choice) = (at("/"), at("/notifications#mail"));
        let page = maud! {
            !DOCTYPE
            html lang=(say("shell.lang")) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width";
                    meta name="color-scheme" content="light dark";
                    title { (subject) }
                }
                body {
                    p { (self.greeting()) }
                    p { (self.lead()) }
                    @for part in &parts {
                        h2 { (part.title) }
                        ul {
                            @for line in &part.lines {
                                li {
                                    (line.sentence)
                                    @if !line.href.is_empty() {
                                        br;
                                        a href=(at(&line.href)) { (line.act) }
                                    }
                                }
                            }
                        }
                        @if let Some((words, href)) = &part.end {
                            p { a href=(at(href)) { (words) } }
                        }
                    }
                    p { a href=(home) { (say("mail.home")) } }
                    hr;
                    p {
                        (say("mail.why")) " "
                        a href=(choice) { (say("mail.change")) } " · "
                        a href=(links.leaving) { (say("mail.leave")) }
                    }
                }
            }
        };
        page.memoize().into_inner()
    }

    /// The mail, ready to be handed over.
    ///
    /// # Errors
    /// A fault of ours: everything in it was checked before.
    pub(super) fn message(&self, envelope: &Envelope, links: &Links) -> Result<Vec<u8>> {
        let mut message = began(envelope, &self.firm, self.subject())
            .multipart(MultiPart::alternative_plain_html(self.text(links), self.html(links)))
            .map_err(|e| Error::Failed(anyhow::Error::new(e).context("putting a mail together")))?;
        let headers = message.headers_mut();
        headers.insert_raw(header("List-Unsubscribe", format!("<{}>", links.leaving)));
        headers.insert_raw(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        Ok(message.formatted())
    }
}

/// A mail that says only that mails arrive.
///
/// # Errors
/// As [`Told::message`].
pub(super) fn test_message(envelope: &Envelope, firm: &str) -> Result<Vec<u8>> {
    let message = began(envelope, firm, one_line(&format!("{firm}: {}", say("mail.test_subject"))))
        .singlepart(lettre::message::SinglePart::plain(say_with(
            "mail.test_text",
            &[("firm", &one_line(firm))],
        )))
        .map_err(|e| Error::Failed(anyhow::Error::new(e).context("putting a mail together")))?;
    Ok(message.formatted())
}

fn began(envelope: &Envelope, firm: &str, subject: String) -> lettre::message::MessageBuilder {
    let at = u64::try_from(envelope.at.micros()).unwrap_or_default();
    Message::builder()
        .from(Mailbox::new(Some(one_line(firm)), envelope.from.clone()))
        // The address alone: a name of a person is no part of how a mail finds its way.
        .to(Mailbox::new(None, envelope.to.clone()))
        .subject(subject)
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(at))
        .message_id(Some(format!("<{}@{}>", envelope.id, envelope.from.domain())))
        // No other machine should answer it.
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

struct Part {
    title: &'static str,
    lines: Vec<Shown>,
    end: Option<(String, String)>,
}

impl Part {
    fn new(title: &str, lines: Vec<Shown>, end: Option<(String, String)>) -> Self {
        Self {
            title: say(title),
            lines,
            end,
        }
    }
}

/// A line in its final words.
struct Shown {
    sentence: String,
    act: String,
    href: String,
}

impl Shown {
    fn new(line: &Line) -> Self {
        let sentence = one_line(&line.sentence);
        let sentence = match line.due {
            Some(due) => say_with("mail.due", &[("sentence", &sentence), ("day", &format::day_short(due))]),
            None => sentence,
        };
        Self {
            sentence,
            act: one_line(&line.act),
            href: line.href.clone(),
        }
    }
}
