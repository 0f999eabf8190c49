//! What the made-up firm sold from November 2022 to October 2026: invoices, credit notes, orders, renewed contracts, in three
//! currencies.

use super::chance::Chance;
use super::customers::{KEY_ACCOUNTS, KeyAccount, OtherAccount, others};
use super::people::{EVERYBODY, INSIDE, KAM, KAM_AMERICAS, managers};
use super::quotas::task_of;
use super::sheet::Sheet;
use std::collections::BTreeMap;
use std::ops::Range;

/// Amounts are whole ten-thousandths of a euro, dollar or franc here.
const UNIT: i64 = 10_000;
/// Months are counted from January 2025; October 2026 is the last.
pub(super) const MONTHS: i64 = 22;
/// November 2022, the first of the 48 months whose facts were taken over.
pub(super) const FIRST_MONTH: i64 = -26;
/// April 2025, the first month of which the Americas pay by what Mainstay knows.
const FIRST_MONTH_OF_THE_AMERICAS: i64 = 3;
/// What the accounts brought in before 2025, per mille of what their managers were asked for in 2025, by year.
const HISTORY: [(i64, i64); 3] = [(2022, 790), (2023, 860), (2024, 930)];
/// How a year's revenue falls on its months, per mille: strong ends of quarters, a quiet August.
const SEASON: [i64; 12] = [60, 65, 85, 75, 80, 95, 75, 60, 100, 90, 95, 120];
/// Product and price, in the currency of whoever buys it.
const PRODUCTS: [(&str, i64); 8] = [
    ("FM-80", 1_240),
    ("FM-125", 1_980),
    ("CV-50", 860),
    ("PT-12", 310),
    ("LT-40", 540),
    ("GX-7", 3_450),
    ("TB-9M", 18),
    ("SV-KIT", 95),
];
/// In which month out of how many an account that is no key account buys.
const OTHERS_BUY_EVERY: i64 = 4;
/// The account that a late credit note and a corrected invoice line are about, and their month.
const LATE: (&str, &str) = ("A-1009", "2026-06");

/// One line of business.
#[derive(Clone)]
pub(super) struct Line {
    kind: &'static str,
    month: i64,
    document: String,
    line: String,
    day: i64,
    account: String,
    product: &'static str,
    seller: &'static str,
    amount: i64,
    currency: &'static str,
    quantity: i64,
    of: String,
}

fn month_name(month: i64) -> String {
    format!("{}-{:02}", year_of(month), month_of_year(month) + 1)
}

const fn year_of(month: i64) -> i64 {
    2025 + month.div_euclid(12)
}

const fn month_of_year(month: i64) -> i64 {
    month.rem_euclid(12)
}

/// Cents where cents will do, else all four decimals: metered goods are priced by the tenth of a cent.
fn amount_text(amount: i64) -> String {
    let (sign, whole, rest) = (if amount < 0 { "-" } else { "" }, amount.abs() / UNIT, amount.abs() % UNIT);
    if rest % 100 == 0 {
        format!("{sign}{whole}.{:02}", rest / 100)
    } else {
        format!("{sign}{whole}.{rest:04}")
    }
}

const fn to_cents(amount: i64) -> i64 {
    amount - amount % 100
}

/// The lines in the making.
struct Ledger {
    chance: Chance,
    numbers: BTreeMap<(&'static str, i64), u32>,
    lines: Vec<Line>,
}

/// Everything that was sold. Each part has its own chance, so that none changes because another does.
pub(super) fn every_line() -> Vec<Line> {
    let mut ledger = Ledger {
        chance: Chance::new(2025),
        numbers: BTreeMap::new(),
        lines: Vec::new(),
    };
    let others = others();
    let (americas, europe): (Vec<_>, Vec<_>) = KEY_ACCOUNTS.iter().partition(|account| account.currency() == "USD");
    let of = |currency: &'static str| -> Vec<&OtherAccount> { others.iter().filter(|one| one.currency == currency).collect() };
    for month in 0..MONTHS {
        ledger.sell_to(&europe, month);
        ledger.take_orders(managers(KAM), &of("EUR"), month);
        ledger.take_orders_inside(&others.iter().collect::<Vec<_>>(), month);
    }
    ledger.chance = Chance::new(1776);
    for month in FIRST_MONTH..MONTHS {
        ledger.sell_to(&americas, month);
        if month >= FIRST_MONTH_OF_THE_AMERICAS {
            ledger.take_orders(managers(KAM_AMERICAS), &of("USD"), month);
        }
    }
    ledger.chance = Chance::new(2022);
    for month in FIRST_MONTH..0 {
        ledger.sell_to(&europe, month);
        ledger.take_orders_inside(&of("EUR"), month);
    }
    ledger.chance = Chance::new(860);
    for (account, turn) in others.iter().zip((0..OTHERS_BUY_EVERY).cycle()) {
        for month in (FIRST_MONTH..MONTHS).filter(|month| month.rem_euclid(OTHERS_BUY_EVERY) == turn) {
            ledger.invoice_other_account(account, month);
        }
    }
    ledger.lines
}

/// What the accounts of a manager would bring in a full year when things go as they go, in revenue and in renewals.
///
/// Before 2025 nobody had a task of this kind: it is a part of that of 2025.
fn usual(account: &KeyAccount, month: i64) -> Option<(i64, i64)> {
    let year = year_of(month);
    if let Some((_, part)) = HISTORY.iter().find(|(of, _)| *of == year) {
        let (first, ..) = account.held.first()?;
        let task = task_of(first, 2025)?;
        return Some((task.revenue * UNIT / 1_000 * part, task.renewals * UNIT / 1_000 * part));
    }
    // Before anybody's first day and after somebody's last one, business goes on as it went.
    let first = account.held.first().map(|(person, ..)| *person);
    let task = task_of(account.lead(&month_name(month)).or(first)?, year)?;
    Some((
        task.revenue * UNIT / 100 * task.revenue_pace,
        task.renewals * UNIT / 100 * task.renewals_pace,
    ))
}

impl Ledger {
    fn number(&mut self, prefix: &'static str, month: i64) -> String {
        let number = self.numbers.entry((prefix, year_of(month))).or_default();
        *number += 1;
        format!("{prefix}-{}-{number:05}", year_of(month) % 100)
    }

    /// A line without what only some kinds have.
    fn line(&mut self, kind: &'static str, month: i64, account: &str) -> Line {
        let day = self.chance.between(2, 27);
        let (document, line, account, of) = (String::new(), String::new(), account.to_owned(), String::new());
        Line {
            kind,
            month,
            document,
            line,
            day,
            account,
            product: "",
            seller: "",
            amount: 0,
            currency: "EUR",
            quantity: 0,
            of,
        }
    }

    /// What key accounts are invoiced in a month; a third of them renew a contract.
    fn sell_to(&mut self, accounts: &[&KeyAccount], month: i64) {
        for (turn, account) in (0..3).cycle().zip(accounts) {
            self.invoice_key_account(account, month);
            if turn == month.rem_euclid(3) {
                self.renew(account, month);
            }
        }
    }

    fn jitter(&mut self, amount: i64, per_cent: i64) -> i64 {
        amount / 1_000 * (1_000 + self.chance.between(-10 * per_cent, 10 * per_cent))
    }

    /// An invoice of some lines that come to about a total.
    fn invoice(&mut self, (account, currency): (&str, &'static str), month: i64, total: i64, lines: i64) -> String {
        let document = self.number("INV", month);
        let day = self.chance.between(2, 27);
        let weights: Vec<i64> = (0..lines).map(|_| self.chance.between(50, 150)).collect();
        let sum: i64 = weights.iter().sum();
        for (place, weight) in (1..).zip(weights) {
            let (product, price) = *self.chance.pick(&PRODUCTS);
            let exact = total / sum * weight;
            let amount = if self.chance.between(1, 6) == 1 { exact } else { to_cents(exact) };
            let quantity = amount / (price * UNIT) + 1;
            let line = self.line("invoice_line", month, account);
            self.lines.push(Line {
                document: document.clone(),
                line: format!("{place}"),
                day,
                product,
                amount,
                currency,
                quantity,
                ..line
            });
        }
        document
    }

    fn invoice_key_account(&mut self, account: &KeyAccount, month: i64) {
        let yearly = usual(account, month).map_or(110_000 * UNIT, |(revenue, _)| revenue / 1_000 * account.weight);
        let whose = (account.reference, account.currency());
        let season = usize::try_from(month_of_year(month)).ok().and_then(|place| SEASON.get(place));
        let worth = self.jitter(yearly / 1_000 * season.copied().unwrap_or_default(), 12);
        let lines = self.chance.between(2, 4);
        self.invoice(whose, month, worth / 5 * 2, lines);
        let lines = self.chance.between(2, 4);
        let document = self.invoice(whose, month, worth / 5 * 3, lines);
        if self.chance.between(1, 14) == 1 {
            let amount = -to_cents(worth / 100 * self.chance.between(3, 9));
            let note = self.number("CRN", month);
            let line = self.line("credit_note", month, account.reference);
            self.lines.push(Line {
                document: note,
                day: 28,
                amount,
                currency: account.currency(),
                of: document,
                ..line
            });
        }
    }

    fn invoice_other_account(&mut self, account: &OtherAccount, month: i64) {
        let worth = self.chance.between(600, 6_500) * UNIT;
        let lines = self.chance.between(1, 2);
        self.invoice((&account.reference, account.currency), month, worth, lines);
    }

    /// A contract of the account is renewed; four a year.
    fn renew(&mut self, account: &KeyAccount, month: i64) {
        let yearly = usual(account, month).map_or(9_600 * UNIT, |(_, renewals)| renewals / 1_000 * account.weight);
        let amount = to_cents(self.jitter(yearly / 4, 15));
        let document = self.number("CON", month);
        let line = self.line("contract_event", month, account.reference);
        self.lines.push(Line {
            document,
            line: "renewal".to_owned(),
            amount,
            currency: account.currency(),
            ..line
        });
    }

    /// New business of account managers.
    fn take_orders(&mut self, managers: impl Iterator<Item = &'static str>, accounts: &[&OtherAccount], month: i64) {
        for person in managers {
            let employed = EVERYBODY
                .iter()
                .any(|one| one.reference == person && one.hired.get(..7) <= Some(month_name(month).as_str()));
            let Some(task) = task_of(person, year_of(month)).filter(|_| employed) else {
                continue;
            };
            for _ in 0..self.chance.between(0, 2) {
                let amount = self.chance.between(8_000, 42_000) * UNIT / 100 * task.orders_pace;
                self.order(accounts, month, person, amount);
            }
        }
    }

    /// New business of the inside seller, and once of somebody who forgot to say who they are.
    fn take_orders_inside(&mut self, accounts: &[&OtherAccount], month: i64) {
        for _ in 0..self.chance.between(1, 3) {
            let amount = self.chance.between(150_000, 850_000) * UNIT / 100;
            self.order(accounts, month, INSIDE, amount);
        }
        if month_name(month) == "2026-02" {
            self.order(accounts, month, "", 12_480 * UNIT);
        }
    }

    fn order(&mut self, accounts: &[&OtherAccount], month: i64, seller: &'static str, amount: i64) {
        let account = self.chance.pick(accounts);
        let document = self.number("ORD", month);
        let line = self.line("order", month, &account.reference);
        self.lines.push(Line {
            document,
            amount,
            currency: account.currency,
            seller,
            ..line
        });
    }
}

const HEADS: [&str; 11] = [
    "source", "document", "line", "date", "account", "product", "seller", "amount", "currency", "quantity", "of",
];

fn write(sheet: &mut Sheet, line: &Line) {
    let source = if matches!(line.kind, "order" | "contract_event") {
        "crm"
    } else {
        "erp"
    };
    let date = format!("{}-{:02}", month_name(line.month), line.day);
    let quantity = if line.quantity > 0 {
        line.quantity.to_string()
    } else {
        String::new()
    };
    let Line {
        document,
        line: place,
        currency,
        account,
        product,
        seller,
        of,
        ..
    } = line;
    sheet.row([
        source,
        document,
        place,
        &date,
        account,
        product,
        seller,
        &amount_text(line.amount),
        currency,
        &quantity,
        of,
    ]);
}

/// The files of some months, one for each kind of fact; `label` says which in their names.
pub(super) fn files(lines: &[Line], months: &Range<i64>, label: &str) -> Vec<Sheet> {
    let file = |kind: &'static str| {
        let mut sheet = Sheet::new(format!("{kind}_{label}.csv"), &HEADS);
        lines
            .iter()
            .filter(|line| line.kind == kind && months.contains(&line.month))
            .for_each(|line| write(&mut sheet, line));
        sheet
    };
    ["invoice_line", "credit_note", "order", "contract_event"]
        .map(file)
        .into_iter()
        .filter(Sheet::is_filled)
        .collect()
}

/// What the accounts department sends after the second quarter of 2026 was closed: a credit note, and an invoice line that was
/// a fourth too high.
pub(super) fn late_files(lines: &[Line]) -> Vec<Sheet> {
    let is_wrong = |line: &&Line| line.kind == "invoice_line" && line.account == LATE.0 && month_name(line.month) == LATE.1;
    let Some(wrong) = lines.iter().find(is_wrong) else {
        return Vec::new();
    };
    let mut corrected = Sheet::new("invoice_line_corrected.csv", &HEADS);
    write(
        &mut corrected,
        &Line {
            amount: to_cents(wrong.amount / 5 * 4),
            ..wrong.clone()
        },
    );
    let mut notes = Sheet::new("credit_note_late.csv", &HEADS);
    let (document, line, of) = ("CRN-26-90001".to_owned(), String::new(), wrong.document.clone());
    let (product, amount, quantity) = ("", -18_450 * UNIT, 0);
    write(
        &mut notes,
        &Line {
            kind: "credit_note",
            document,
            line,
            day: 29,
            product,
            amount,
            quantity,
            of,
            ..wrong.clone()
        },
    );
    vec![notes, corrected]
}
