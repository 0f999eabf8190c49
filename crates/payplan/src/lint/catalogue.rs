//! The rules of good plan design: what each checks, how hard it weighs, where it comes from and how good that source is.

use serde::Serialize;

use super::Severity;

/// A rule of good plan design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    pub id: &'static str,
    /// The hardest it can weigh; some findings of the rule are milder.
    pub severity: Severity,
    pub check: &'static str,
    pub source: &'static str,
    pub evidence: &'static str,
}

const fn rule(id: &'static str, severity: Severity, check: &'static str, (source, evidence): (&'static str, &'static str)) -> Rule {
    Rule {
        id,
        severity,
        check,
        source,
        evidence,
    }
}

const PRODUCT: &str = "a rule of a product, no study";
const CONSENSUS: &str = "agreement among practitioners";
const ONE: &str = "one source read";
const STUDY: &str = "published empirical study";
const OURS: &str = "our own inference";

use Severity::{Error as E, Information as I, Warning as W};

/// Every rule, in the order of its number.
pub const RULES: [Rule; 33] = [
    rule(
        "L01",
        E,
        "Component weights sum to exactly 100 %",
        ("Oracle Incentive Compensation", PRODUCT),
    ),
    rule(
        "L02",
        W,
        "At most three components, SPIFFs apart",
        ("Alexander Group in Workspan; eCSELL step 6", CONSENSUS),
    ),
    rule("L03", E, "No weight below 15 %, none below 10 %", ("Intelligent SPM", ONE)),
    rule(
        "L04",
        W,
        "Measures are results, not activities",
        ("Alexander Group in Workspan", CONSENSUS),
    ),
    rule(
        "L05",
        W,
        "Measures that the payee can influence",
        ("Alexander Group in Workspan; eCSELL step 6", CONSENSUS),
    ),
    rule("L06", E, "Measures tracked at the payee's level", ("eCSELL step 6", ONE)),
    rule(
        "L07",
        W,
        "At most 15 % assessed by a manager",
        ("Alexander Group in Workspan; PulseRevOps", "weak"),
    ),
    rule(
        "L08",
        W,
        "Pay mix of a key account manager 75 to 85 % base",
        ("SAMA study in FL-SAM; SBI", CONSENSUS),
    ),
    rule(
        "L09",
        I,
        "Pay mix of other roles near their benchmark",
        ("Founded Partners", "weak; a benchmark describes, it does not prove"),
    ),
    rule("L10", E, "No pay for flat volume of key accounts", ("OpenSymmetry", ONE)),
    rule(
        "L11",
        W,
        "Something long-term or of the relationship in a key account manager's plan",
        ("FL-SAM; SBI", CONSENSUS),
    ),
    rule(
        "L12",
        W,
        "Pay at excellence 2.0 to 3.0 times target, 1.5 to 2.5 for key account managers",
        ("eCSELL step 5; SalesGlobe; SGBS", CONSENSUS),
    ),
    rule(
        "L13",
        W,
        "A threshold that about nine in ten reach",
        ("Aurochs; Intelligent SPM", CONSENSUS),
    ),
    rule(
        "L14",
        W,
        "An excellence point that 5 to 15 % reach",
        ("Aurochs; eCSELL; Alexander Group", CONSENSUS),
    ),
    rule(
        "L15",
        W,
        "50 to 70 % at or above quota",
        ("Partners in Excellence; Cygnal; Alexander Group", CONSENSUS),
    ),
    rule(
        "L16",
        W,
        "No jump in pay of more than 2 % of target incentive",
        ("Larkin 2014: timing games cost 6 to 8 % of revenue", STUDY),
    ),
    rule(
        "L17",
        W,
        "No hard cap on revenue",
        ("Misra and Nair 2011: without cap and quota 9 % more revenue", STUDY),
    ),
    rule("L18", W, "No quota made from this year's overshoot", ("Misra and Nair 2011", STUDY)),
    rule(
        "L19",
        W,
        "Quotas sum to at most 5 % over the business plan",
        ("Cichelli", "rule of thumb"),
    ),
    rule(
        "L20",
        W,
        "No quota change in its interval without approval",
        ("Cichelli", "rule of thumb"),
    ),
    rule(
        "L21",
        E,
        "No marginal payout rate above the gross margin",
        ("Alexander Group", "worked example"),
    ),
    rule(
        "L22",
        E,
        "One category of credit in one component, or an `overlap`",
        ("Oracle Incentive Compensation", PRODUCT),
    ),
    rule(
        "L23",
        E,
        "Tiers without gap or overlap, the last one open",
        ("Oracle Incentive Compensation; E06", PRODUCT),
    ),
    rule("L24", E, "Every choice that changes money is made", ("each changes money", OURS)),
    rule(
        "L25",
        E,
        "Splits of exactly 100 %, overlay below half of the credited amount",
        ("ERPNext 57911; Alexander Group", ONE),
    ),
    rule(
        "L26",
        E,
        "A SPIFF with end, budget and limit per person, at most 10 % of target incentive",
        ("our own", OURS),
    ),
    rule(
        "L27",
        E,
        "A draw with end, recovery and terms for leavers",
        ("Xactly; Oracle; a tax court's contract", PRODUCT),
    ),
    rule("L28", E, "A clawback with window, basis and posting rule", ("E35 and E36", PRODUCT)),
    rule("L29", E, "At least five worked examples that run green", ("Founded Partners", ONE)),
    rule(
        "L30",
        E,
        "Acknowledged before the first payment, where the law asks for it",
        ("California Labor Code 2751", "law"),
    ),
    rule(
        "L31",
        I,
        "A text of one page, at most one expression per component",
        ("Everyday RevOps", ONE),
    ),
    rule("L32", E, "No attainment against a tiny or negative quota", ("Cygnal", ONE)),
    rule("L33", I, "No interval shorter than half the sales cycle", ("our own", OURS)),
];

/// The rule of an id.
pub fn rule_of(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
