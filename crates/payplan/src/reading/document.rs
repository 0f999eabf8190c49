//! Reads a plan from its first key to its last.

use sha2::{Digest, Sha256};
use vocabulary::{Calendar, Currency, Day, Interval};

use super::agreement;
use super::attachments::leaver;
use super::components::{self, components};
use super::crediting::crediting;
use super::examples::{self, examples};
use super::fields::{Fields, Keys, list};
use super::measures::{self, measures};
use super::names::Names;
use super::pay_terms;
use super::scalars::{count, day, name, refuse, text, written};
use super::terms::{base_salary, calendar, pay_calendar, proration, rounding, target_incentive};
use crate::plan::{
    Acknowledge, AppliesTo, CreditNoteTo, Crediting, Guarantee, LeaverTerms, LeaverWord, LintException, Overlap, Plan, Proration,
};
use crate::problem::Problems;
use crate::yaml::Node;

const PLAN: Keys = Keys {
    known: &[
        "schema",
        "plan",
        "version",
        "text",
        "effective",
        "applies_to",
        "currency",
        "calendar",
        "rounding",
        "proration",
        "credit_note",
        "overlap",
        "base_salary",
        "target_incentive",
        "crediting",
        "measures",
        "components",
        "guarantee",
        "leaver",
        "acknowledge",
        "lint_exceptions",
        "examples",
    ],
};

/// The one version of the language this engine reads.
const SCHEMA: &str = "kam-plan/1";

/// Builds the plan from its document; `None` when something essential is missing, with the reason in `problems`.
pub(crate) fn plan(root: &Node, source: &str, problems: &mut Problems) -> Option<Plan> {
    let fields = Fields::open(root, "", &PLAN, problems)?;
    let names = Names::of(root);
    schema(&fields, problems);
    let plan_name = fields.required("plan", problems);
    let plan_name = plan_name.and_then(|node| name(node, "plan", problems));
    let version = fields.required("version", problems);
    let version = version.and_then(|node| count(node, "version", (1, 1_000_000), problems));
    let described = fields.optional("text").and_then(|node| text(node, "text", problems));
    let effective = fields.required("effective", problems);
    let effective = effective.and_then(|node| interval(node, "effective", problems));
    let applies_to = fields.optional("applies_to").and_then(|node| applies_to(node, problems));
    let currency = fields.chosen("currency", "`{ plan: EUR }`", problems);
    let currency = currency.and_then(|node| pay_terms::currency(node, problems));
    let calendar_node = fields.chosen("calendar", "kind month, 4-4-5, thirteen or dates", problems);
    let calendar = calendar_node.and_then(|node| calendar(node, problems));
    let pay_days = calendar_node.and_then(|node| pay_calendar(node, problems));
    let rounding_node = fields.chosen("rounding", "`{ at: interval, digits: 2, mode: half_up }`", problems);
    // Amounts can only be read once the currency is known; the rest waits for that correction.
    let (currency, exchange) = currency?;
    let rounding = rounding_node.and_then(|node| rounding(node, currency, problems));
    let base = fields
        .optional("base_salary")
        .and_then(|node| base_salary(node, currency, problems));
    let target_node = fields.optional("target_incentive");
    let target = target_node.and_then(|node| target_incentive(node, (currency, calendar.as_ref(), base.as_ref()), problems));
    let crediting = fields
        .optional("crediting")
        .and_then(|node| crediting(node, problems))
        .unwrap_or_default();
    let (measures, components) = paid(&fields, (currency, calendar.as_ref(), &crediting), &names, problems);
    let proration = proration_of(&fields, &names, problems);
    let besides = besides(&fields, (currency, &names), problems);
    let exceptions = fields.optional("lint_exceptions").map(|node| lint_exceptions(node, problems));
    let examples_node = fields.optional("examples");
    let around = examples::Around {
        currency,
        calendar: calendar.as_ref()?,
        names: &names,
    };
    let read_examples = examples_node.map(|node| examples(node, &around, problems)).unwrap_or_default();
    let line_of = |node: Option<&Node>| node.map_or(root.place.line, |node| node.place.line);
    Some(Plan {
        name: plan_name?,
        version: version?,
        text: described,
        effective: effective?,
        applies_to: applies_to.unwrap_or_default(),
        currency,
        exchange,
        calendar: calendar.clone()?,
        pay_calendar: pay_days.unwrap_or_default(),
        rounding: rounding?,
        proration,
        base_salary: base,
        target_incentive: target,
        crediting,
        measures,
        components,
        credit_note: besides.credit_note,
        overlaps: besides.overlaps,
        guarantee: besides.guarantee,
        acknowledge: besides.acknowledge,
        leaver: besides.leaver,
        lint_exceptions: exceptions.unwrap_or_default(),
        examples: read_examples,
        hash: hash_of(source),
        source: source.to_owned(),
        title_line: line_of(fields.optional("plan")),
        components_line: line_of(fields.optional("components")),
        examples_line: line_of(examples_node),
    })
}

/// What is attached to the plan as a whole.
struct Besides {
    credit_note: Option<CreditNoteTo>,
    overlaps: Vec<Overlap>,
    guarantee: Option<Guarantee>,
    acknowledge: Option<Acknowledge>,
    leaver: Option<LeaverTerms>,
}

fn besides(fields: &Fields<'_>, (currency, names): (Currency, &Names<'_>), problems: &mut Problems) -> Besides {
    let credit_note = fields.optional("credit_note");
    let known = [("pay_earned", LeaverWord::PayEarned), ("forfeit_unpaid", LeaverWord::ForfeitUnpaid)];
    Besides {
        credit_note: credit_note.and_then(|node| pay_terms::credit_note(node, problems)),
        overlaps: fields
            .optional("overlap")
            .map(|node| pay_terms::overlaps(node, names, problems))
            .unwrap_or_default(),
        guarantee: fields
            .optional("guarantee")
            .and_then(|node| pay_terms::guarantee(node, currency, problems)),
        acknowledge: fields
            .optional("acknowledge")
            .and_then(|node| pay_terms::acknowledge(node, problems)),
        leaver: fields.optional("leaver").and_then(|node| leaver(node, "leaver", &known, problems)),
    }
}

fn hash_of(source: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(source.as_bytes()).iter().fold(String::new(), |mut hash, byte| {
        // Writing into a string cannot fail.
        let _ = write!(hash, "{byte:02x}");
        hash
    })
}

fn schema(fields: &Fields<'_>, problems: &mut Problems) {
    let Some(node) = fields.required("schema", problems) else {
        return;
    };
    let wanted = format!("`{SCHEMA}`");
    if let Some(found) = written(node, "schema", &wanted, problems)
        && found != SCHEMA
    {
        refuse(node, "schema", &wanted, problems);
    }
}

fn paid(
    fields: &Fields<'_>,
    (currency, calendar, crediting): (Currency, Option<&Calendar>, &Crediting),
    names: &Names<'_>,
    problems: &mut Problems,
) -> (Vec<crate::plan::Measure>, Vec<crate::plan::Component>) {
    let around = measures::Around { currency, calendar, names };
    let measures_node = fields.required("measures", problems);
    let read = measures_node.map(|node| measures(node, &around, problems)).unwrap_or_default();
    let around = components::Around {
        currency,
        names,
        has_target_incentive: fields.optional("target_incentive").is_some(),
    };
    let components_node = fields.required("components", problems);
    let paid = components_node.map(|node| components(node, &around, problems)).unwrap_or_default();
    agreement::agree(fields, crediting, (&read, &paid), problems);
    (read, paid)
}

/// L24: whoever has a quota, a target or a salary must say how newcomers' and leavers' shares are counted.
fn proration_of(fields: &Fields<'_>, names: &Names<'_>, problems: &mut Problems) -> Option<Proration> {
    let quota = !names.with_quota.is_empty();
    let target = fields.optional("target_incentive").is_some();
    let base = fields.optional("base_salary").is_some();
    let node = if quota || target || base {
        let choices = "`{ of: annual, basis: calendar_days, applies_to: [quota, target_incentive, base] }` or others";
        fields.chosen("proration", choices, problems)
    } else {
        fields.optional("proration")
    };
    node.and_then(|node| proration(node, problems))
}

const INTERVAL: Keys = Keys { known: &["from", "to"] };

pub(super) fn interval(node: &Node, path: &str, problems: &mut Problems) -> Option<Interval> {
    let fields = Fields::open(node, path, &INTERVAL, problems)?;
    let from = fields.required("from", problems);
    let from = from.and_then(|node| day(node, &fields.path_of("from"), problems));
    let to: Option<Option<Day>> = match fields.optional("to") {
        Some(node) => day(node, &fields.path_of("to"), problems).map(Some),
        None => Some(None),
    };
    Interval::new(from?, to?)
        .map_err(|problem| problems.add(node.place, path, problem.to_string()))
        .ok()
}

const APPLIES_TO: Keys = Keys {
    known: &["role", "title", "region"],
};

fn applies_to(node: &Node, problems: &mut Problems) -> Option<AppliesTo> {
    let fields = Fields::open(node, "applies_to", &APPLIES_TO, problems)?;
    let role = fields.optional("role").and_then(|node| name(node, "applies_to.role", problems));
    let title = fields.optional("title").and_then(|node| name(node, "applies_to.title", problems));
    let regions = match fields.optional("region") {
        Some(node) => list(node, "applies_to.region", problems)
            .into_iter()
            .filter_map(|(path, node)| name(node, &path, problems))
            .collect(),
        None => Vec::new(),
    };
    Some(AppliesTo { role, title, regions })
}

const EXCEPTION: Keys = Keys {
    known: &["id", "where", "because"],
};

fn lint_exceptions(node: &Node, problems: &mut Problems) -> Vec<LintException> {
    list(node, "lint_exceptions", problems)
        .into_iter()
        .filter_map(|(path, node)| {
            let fields = Fields::open(node, &path, &EXCEPTION, problems)?;
            let [id, at, because] = ["id", "where", "because"].map(|key| {
                let node = fields.required(key, problems)?;
                text(node, &fields.path_of(key), problems)
            });
            Some(LintException {
                id: id?,
                at: at?,
                because: because?,
            })
        })
        .collect()
}
