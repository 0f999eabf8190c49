//! What stands in a mail, and what becomes of one. Pure decisions.

use vocabulary::{Day, UserId};

crate::record_id! {
    /// A mail of one day to one user.
    LetterId of "mail"
}

crate::words! {
    /// What became of a mail.
    State says "mail.state_{}" {
        /// It was handed over, or should have been, and nobody knows whether it arrived there.
        Begun = "begun",
        /// The mail server took it.
        Sent = "sent",
        /// The mail server does not take it for this address.
        Refused = "refused",
    }
}

/// One thing that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What waits, in a sentence that may leave the house.
    pub sentence: String,
    /// By when, if there is a day.
    pub due: Option<Day>,
    /// The verb.
    pub act: String,
    /// Where the act is done: a page of our own.
    pub href: String,
}

/// What waits for somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The first alerts, the weightiest first.
    pub alerts: Vec<Line>,
    /// How many alerts there are, those that are not told included.
    pub alerts_all: usize,
    /// The steps of home.
    pub steps: Vec<Line>,
}

/// At most so many alerts are told one by one.
pub(super) const ALERTS_MAX: usize = 5;
/// After so many refused mails in a row to the same address none is tried any more.
pub(super) const REFUSED_MAX: usize = 3;
/// A mail is remembered for so long, and the link in it that ends the mails works for so long.
pub(super) const KEPT_SECONDS: i64 = 180 * 24 * 60 * 60;

/// What is known of an earlier mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Earlier {
    /// Whose it was.
    pub(super) user: UserId,
    /// What became of it.
    pub(super) state: State,
    /// The digest of the address.
    pub(super) address: String,
    /// What the mail server said, if it refused.
    pub(super) reason: String,
}

/// Whether an address is tried no more: the last mails to it were all refused. Another address is tried.
///
/// Refused on Monday, Tuesday and Wednesday, it gets none on Thursday.
pub(super) fn is_given_up(latest_first: &[Earlier], address: &str) -> bool {
    let last = latest_first.iter().take(REFUSED_MAX);
    let refused = last.filter(|earlier| earlier.state == State::Refused && earlier.address == address);
    refused.count() == REFUSED_MAX
}

/// Words on one line, for a place where a line has a meaning: without signs that control anything, and without what mail programs take
/// for an encoded word.
pub(super) fn one_line(words: &str) -> String {
    let is_hidden = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain: String = words.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    let plain = plain.replace("=?", "= ?");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
