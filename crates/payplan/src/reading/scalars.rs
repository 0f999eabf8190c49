//! Single values: texts, names, exact numbers, percentages, money, days and choices among known words.

use vocabulary::{Currency, Day, Ratio};

use crate::problem::Problems;
use crate::yaml::{Content, Node};

/// The text of a single value.
pub(super) fn text(node: &Node, path: &str, problems: &mut Problems) -> Option<String> {
    written(node, path, "a text", problems).map(str::to_owned)
}

/// A name that other places refer to: letters, digits, `-`, `_` and `.`.
pub(super) fn name(node: &Node, path: &str, problems: &mut Problems) -> Option<String> {
    let name = written(node, path, "a name", problems)?;
    if is_name(name) {
        return Some(name.to_owned());
    }
    let message = format!("{} is no name; use letters, digits, `-` and `_`", node.description());
    problems.add(node.place, path, message);
    None
}

pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// A whole number between two limits.
pub(super) fn count(node: &Node, path: &str, (least, most): (u32, u32), problems: &mut Problems) -> Option<u32> {
    let wanted = format!("a whole number from {least} to {most}");
    plain(node, path, &wanted, problems, |text| {
        let digits = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let number = text.parse::<u32>().ok().filter(|_| digits)?;
        (least..=most).contains(&number).then_some(number)
    })
}

/// A percentage such as `12.5%`, as a share (0.125).
pub(super) fn percent(node: &Node, path: &str, problems: &mut Problems) -> Option<Ratio> {
    plain(node, path, "a percentage such as 12.5%", problems, percentage)
}

/// Money in the plan's currency, such as `90000 EUR`, in currency units.
pub(super) fn money(node: &Node, path: &str, currency: Currency, problems: &mut Problems) -> Option<Ratio> {
    let wanted = format!("an amount such as 1200 {}", currency.code());
    let (amount, written) = plain(node, path, &wanted, problems, amount_and_currency)?;
    if written != currency {
        let message = format!(
            "the amount is in {}, the plan in {}; write it in {}",
            written.code(),
            currency.code(),
            currency.code()
        );
        problems.add(node.place, path, message);
        return None;
    }
    Some(amount)
}

/// A percentage such as `12.5%`, or a fraction such as `1/3`, as a share.
pub(super) fn share(node: &Node, path: &str, problems: &mut Problems) -> Option<Ratio> {
    plain(
        node,
        path,
        "a percentage such as 12.5% or a fraction such as 1/3",
        problems,
        |text| {
            percentage(text).or_else(|| {
                let (top, bottom) = text.split_once('/')?;
                decimal(top.trim())?.checked_div(&decimal(bottom.trim())?)
            })
        },
    )
}

/// A plain number such as `8.5`, or a percentage as a share.
pub(super) fn number(node: &Node, path: &str, problems: &mut Problems) -> Option<Ratio> {
    plain(node, path, "a number such as 8.5 or a percentage such as 85%", problems, |text| {
        percentage(text).or_else(|| decimal(text))
    })
}

/// `+45d`: days after the end of a period.
pub(super) fn days_after(node: &Node, path: &str, problems: &mut Problems) -> Option<i64> {
    let text = written(node, path, "days such as \"+45d\"", problems)?;
    let days = text.strip_prefix('+').and_then(|text| text.strip_suffix('d'));
    let days = days.and_then(|days| days.parse::<u16>().ok()).filter(|days| *days <= 3_660);
    if days.is_none() {
        refuse(node, path, "days such as \"+45d\"", problems);
    }
    days.map(i64::from)
}

pub(super) fn day(node: &Node, path: &str, problems: &mut Problems) -> Option<Day> {
    plain(node, path, "a date such as 2027-04-15", problems, |text| Day::parse(text).ok())
}

/// One of the known words.
pub(super) fn choice<T: Clone>(node: &Node, path: &str, known: &[(&str, T)], problems: &mut Problems) -> Option<T> {
    let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
    let wanted = format!("one of {}", words.join(", "));
    let text = written(node, path, &wanted, problems)?;
    if let Some((_, value)) = known.iter().find(|(word, _)| *word == text) {
        return Some(value.clone());
    }
    let message = format!("{} is not known here.", node.description());
    problems.add_unknown(node.place, path, message, (text, &words));
    None
}

/// The text of a single, non-empty value.
pub(super) fn written<'n>(node: &'n Node, path: &str, wanted: &str, problems: &mut Problems) -> Option<&'n str> {
    match &node.content {
        Content::Scalar { text, .. } if !text.trim().is_empty() => Some(text),
        Content::Scalar { .. } | Content::List(_) | Content::Map(_) => {
            refuse(node, path, wanted, problems);
            None
        }
    }
}

/// An unquoted value that reads as what is wanted.
fn plain<T>(node: &Node, path: &str, wanted: &str, problems: &mut Problems, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let value = match &node.content {
        Content::Scalar { text, quoted: false } => read(text),
        Content::Scalar { quoted: true, .. } | Content::List(_) | Content::Map(_) => None,
    };
    if value.is_none() {
        refuse(node, path, wanted, problems);
    }
    value
}

pub(super) fn refuse(node: &Node, path: &str, wanted: &str, problems: &mut Problems) {
    let quoted = matches!(&node.content, Content::Scalar { quoted: true, .. });
    let in_quotes = if quoted { " in quotes" } else { "" };
    let message = format!("{wanted} is expected here, not {}{in_quotes}", node.description());
    problems.add(node.place, path, message);
}

/// A decimal number from its text: digits, at most one dot, an optional minus. Hundreds of digits are refused.
pub(super) fn decimal(text: &str) -> Option<Ratio> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    if text.len() > 40 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    Ratio::parse(text).ok()
}

pub(super) fn percentage(text: &str) -> Option<Ratio> {
    let number = text.strip_suffix('%')?.trim_end();
    Some(decimal(number)? * Ratio::fraction(1, 100)?)
}

pub(super) fn amount_and_currency(text: &str) -> Option<(Ratio, Currency)> {
    let (number, code) = text.split_once(' ')?;
    Some((decimal(number)?, Currency::parse(code.trim()).ok()?))
}
