//! How exact values read inside sentences and labels of a trace; the values themselves stay exact in their cells.

use vocabulary::{Ratio, Rounding};

/// `115 %`, `66.67 %`: at most two decimals, none that are zero.
pub(crate) fn percent_text(share: &Ratio) -> String {
    format!("{} %", short(&share.to_percent(2, Rounding::HalfUp)))
}

/// `1,380,000` or `1,380,000.50`: at most two decimals, none that are zero, thousands apart.
pub(crate) fn amount_text(amount: &Ratio) -> String {
    let decimal = amount.to_decimal(2, Rounding::HalfUp);
    let (whole, cents) = decimal.split_once('.').unwrap_or((decimal.as_str(), "00"));
    let (sign, digits) = match whole.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", whole),
    };
    let mut grouped = String::new();
    for (number, digit) in digits.chars().enumerate() {
        if number > 0 && (digits.len() - number).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if cents == "00" {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}.{cents}")
    }
}

fn short(decimal: &str) -> &str {
    if decimal.contains('.') {
        decimal.trim_end_matches('0').trim_end_matches('.')
    } else {
        decimal
    }
}
