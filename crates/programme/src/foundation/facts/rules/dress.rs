//! What people put around a number: a currency, brackets or a trailing sign for less than zero.

use vocabulary::Currency;

/// A number without what stood around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Undressed<'t> {
    pub(super) negative: bool,
    pub(super) core: &'t str,
    /// The currency as it was written: `€`, `EUR`, `kr`.
    pub(super) currency: Option<&'t str>,
    /// Whether anything but a leading sign of ASCII was taken off.
    pub(super) dressed: bool,
}

/// Symbols and words that mean money. Some stand for several currencies.
const SYMBOLS: [&str; 22] = [
    "US$", "A$", "C$", "€", "$", "£", "¥", "₹", "₽", "₩", "₺", "₪", "₫", "₴", "₦", "฿", "kr.", "kr", "zł", "Kč", "Ft", "Fr.",
];

/// Takes off signs, brackets and one currency, in any order; none if a number is negative twice or has two currencies.
pub(super) fn undressed(text: &str) -> Option<Undressed<'_>> {
    let mut bare = Undressed {
        negative: false,
        core: text.trim(),
        currency: None,
        dressed: false,
    };
    let mut signed = false;
    loop {
        if let Some((rest, negative, plain)) = sign(bare.core) {
            if signed {
                return None;
            }
            signed = true;
            bare.negative = negative;
            bare.dressed |= !plain;
            bare.core = rest.trim();
        } else if let Some((rest, currency)) = currency(bare.core) {
            if bare.currency.is_some() {
                return None;
            }
            bare.currency = Some(currency);
            bare.dressed = true;
            bare.core = rest.trim();
        } else {
            return Some(bare);
        }
    }
}

/// What is left without a sign, whether it means less than zero, and whether it is a leading sign of ASCII.
fn sign(text: &str) -> Option<(&str, bool, bool)> {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return Some((inner, true, false));
    }
    if let Some(rest) = text.strip_prefix('-') {
        return Some((rest, true, true));
    }
    if let Some(rest) = text.strip_prefix('+') {
        return Some((rest, false, true));
    }
    let rest = text.strip_prefix('\u{2212}').or_else(|| text.strip_suffix(['-', '\u{2212}']))?;
    Some((rest, true, false))
}

fn currency(text: &str) -> Option<(&str, &str)> {
    for symbol in SYMBOLS {
        if let Some(rest) = text.strip_prefix(symbol).or_else(|| text.strip_suffix(symbol)) {
            return Some((rest, symbol));
        }
    }
    let is_code = |code: &&str| Currency::parse(code).is_ok();
    let first = text.get(..3).filter(is_code);
    if let Some(code) = first {
        return Some((text.strip_prefix(code)?, code));
    }
    let last = text.get(text.len().checked_sub(3)?..).filter(is_code)?;
    Some((text.strip_suffix(last)?, last))
}

/// The one currency that a symbol or code means; none where it may mean several, as `$` and `kr` do.
pub(super) fn meant(mark: &str) -> Option<Currency> {
    let code = match mark {
        "€" => "EUR",
        "£" => "GBP",
        "₹" => "INR",
        "₽" => "RUB",
        "₩" => "KRW",
        "₺" => "TRY",
        "₪" => "ILS",
        "₫" => "VND",
        "₴" => "UAH",
        "₦" => "NGN",
        "฿" => "THB",
        "zł" => "PLN",
        "Kč" => "CZK",
        "Ft" => "HUF",
        "US$" => "USD",
        "A$" => "AUD",
        "C$" => "CAD",
        other => other,
    };
    Currency::parse(code).ok()
}
