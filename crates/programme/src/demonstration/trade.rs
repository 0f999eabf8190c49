//! What the made-up firm sold from January 2025 to October 2026: invoices, credit notes, orders, renewed contracts.

use super::chance::Chance;
use super::customers::{KEY_ACCOUNTS, KeyAccount, OtherAccount, managers, others};
use super::people::{EVERYBODY, INSIDE, task_of};
use super::sheet::Sheet;
use std::collections::BTreeMap;
use std::ops::Range;

/// Amounts are whole ten-thousandths of a euro here.
const EURO: i64 = 10_000;
/// January 2025 to October 2026.
pub(super) const MONTHS: i64 = 22;
/// How a year's revenue falls on its months, per mille: strong ends of quarters, a quiet August.
const SEASON: [i64; 12] = [60, 65, 85, 75, 80, 95, 75, 60, 100, 90, 95, 120];
/// Product and price in euros.
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
    quantity: i64,
    of: String,
}

fn month_name(month: i64) -> String {
    format!("{}-{:02}", year_of(month), month % 12 + 1)
}

const fn year_of(month: i64) -> i64 {
    2025 + month / 12
}

/// Cents where cents will do, else all four decimals: metered goods are priced by the tenth of a cent.
fn amount_text(amount: i64) -> String {
    let (sign, whole, rest) = (if amount < 0 { "-" } else { "" }, amount.abs() / EURO, amount.abs() % EURO);
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

/// Everything that was sold, month by month.
pub(super) fn every_line() -> Vec<Line> {
    let mut ledger = Ledger {
        chance: Chance::new(2025),
        numbers: BTreeMap::new(),
        lines: Vec::new(),
    };
    let others = others();
    for month in 0..MONTHS {
        for (place, account) in KEY_ACCOUNTS.iter().enumerate() {
            ledger.invoice_key_account(account, month);
            if i64::try_from(place).is_ok_and(|place| place % 3 == month % 3) {
                ledger.renew(account, month);
            }
        }
        for (account, turn) in others.iter().zip((0..2).cycle()) {
            if turn == month % 2 {
                ledger.invoice_other_account(account, month);
            }
        }
        ledger.take_orders(&others, month);
    }
    ledger.lines
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
            quantity: 0,
            of,
        }
    }

    fn jitter(&mut self, amount: i64, per_cent: i64) -> i64 {
        amount / 1_000 * (1_000 + self.chance.between(-10 * per_cent, 10 * per_cent))
    }

    /// An invoice of some lines that come to about a total.
    fn invoice(&mut self, account: &str, month: i64, total: i64, lines: i64) -> String {
        let document = self.number("INV", month);
        let day = self.chance.between(2, 27);
        let weights: Vec<i64> = (0..lines).map(|_| self.chance.between(50, 150)).collect();
        let sum: i64 = weights.iter().sum();
        for (place, weight) in (1..).zip(weights) {
            let (product, price) = *self.chance.pick(&PRODUCTS);
            let exact = total / sum * weight;
            let amount = if self.chance.between(1, 6) == 1 { exact } else { to_cents(exact) };
            let quantity = amount / (price * EURO) + 1;
            let line = self.line("invoice_line", month, account);
            self.lines.push(Line {
                document: document.clone(),
                line: format!("{place}"),
                day,
                product,
                amount,
                quantity,
                ..line
            });
        }
        document
    }

    fn invoice_key_account(&mut self, account: &KeyAccount, month: i64) {
        let usual = match account.lead(&month_name(month)).and_then(|lead| task_of(lead, year_of(month))) {
            Some(task) => task.revenue * EURO / 100 * task.revenue_pace / 1_000 * account.weight,
            None => 110_000 * EURO,
        };
        let season = SEASON.iter().cycle().zip(0..=month).last().map_or(0, |(share, _)| *share);
        let worth = self.jitter(usual / 1_000 * season, 12);
        let lines = self.chance.between(2, 4);
        self.invoice(account.reference, month, worth / 5 * 2, lines);
        let lines = self.chance.between(2, 4);
        let document = self.invoice(account.reference, month, worth / 5 * 3, lines);
        if self.chance.between(1, 14) == 1 {
            let amount = -to_cents(worth / 100 * self.chance.between(3, 9));
            let note = self.number("CRN", month);
            let line = self.line("credit_note", month, account.reference);
            self.lines.push(Line {
                document: note,
                day: 28,
                amount,
                of: document,
                ..line
            });
        }
    }

    fn invoice_other_account(&mut self, account: &OtherAccount, month: i64) {
        let worth = self.chance.between(600, 6_500) * EURO;
        self.invoice(&account.reference, month, worth, 2);
    }

    /// A contract of the account is renewed; four a year.
    fn renew(&mut self, account: &KeyAccount, month: i64) {
        let usual = match account.lead(&month_name(month)).and_then(|lead| task_of(lead, year_of(month))) {
            Some(task) => task.renewals * EURO / 100 * task.renewals_pace / 4_000 * account.weight,
            None => 2_400 * EURO,
        };
        let amount = to_cents(self.jitter(usual, 15));
        let document = self.number("CON", month);
        let line = self.line("contract_event", month, account.reference);
        self.lines.push(Line {
            document,
            line: "renewal".to_owned(),
            amount,
            ..line
        });
    }

    /// New business: of the account managers, of the inside seller, and once of somebody who forgot to say who they are.
    fn take_orders(&mut self, others: &[OtherAccount], month: i64) {
        for person in managers() {
            let employed = EVERYBODY
                .iter()
                .any(|one| one.reference == person && one.hired.get(..7) <= Some(month_name(month).as_str()));
            let Some(task) = task_of(person, year_of(month)).filter(|_| employed) else {
                continue;
            };
            for _ in 0..self.chance.between(0, 2) {
                let amount = self.chance.between(8_000, 42_000) * EURO / 100 * task.orders_pace;
                self.order(others, month, person, amount);
            }
        }
        for _ in 0..self.chance.between(1, 3) {
            let amount = self.chance.between(150_000, 850_000) * EURO / 100;
            self.order(others, month, INSIDE, amount);
        }
        if month_name(month) == "2026-02" {
            self.order(others, month, "", 12_480 * EURO);
        }
    }

    fn order(&mut self, others: &[OtherAccount], month: i64, seller: &'static str, amount: i64) {
        let account = self.chance.pick(others);
        let document = self.number("ORD", month);
        let line = self.line("order", month, &account.reference);
        self.lines.push(Line {
            document,
            amount,
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
        "EUR",
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
    let (product, amount, quantity) = ("", -18_450 * EURO, 0);
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
