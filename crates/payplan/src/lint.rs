//! The rules of good plan design that this slice of the language can check, and the report an analyst reads.

mod cliffs;

use serde::Serialize;
use vocabulary::Ratio;

use crate::evaluate::percent_text;
use crate::example::{self, ExampleResult};
use crate::plan::Plan;
use crate::problem::Problem;

/// A plan goes to approval with at least this many examples that run green (L29).
const EXAMPLES_LEAST: usize = 5;

/// Rules that wait for later parts of the language, or for data.
const NOT_CHECKED: [(&str, &str); 28] = [
    ("L02", "number of components"),
    ("L03", "small weights"),
    ("L04", "activity measures"),
    ("L05", "line of sight needs data"),
    ("L06", "tracked measures need data"),
    ("L07", "share of assessed objectives"),
    ("L08", "pay mix of key account managers"),
    ("L09", "pay mix of other roles"),
    ("L10", "pay for flat volume"),
    ("L11", "long-term component"),
    ("L12", "upside at excellence"),
    ("L13", "thresholds need data"),
    ("L14", "excellence points need data"),
    ("L15", "share at quota needs data"),
    ("L17", "hard caps"),
    ("L18", "ratchets"),
    ("L19", "over-assignment needs data"),
    ("L20", "quota changes need data"),
    ("L21", "margin needs data"),
    ("L22", "overlapping categories"),
    ("L25", "split totals need data"),
    ("L26", "spiffs"),
    ("L27", "draws"),
    ("L28", "clawbacks"),
    ("L30", "acknowledgement needs data"),
    ("L31", "reading level"),
    ("L32", "small quotas need data"),
    ("L33", "sales cycles need data"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Severity {
    /// Blocks approval.
    #[serde(rename = "E")]
    Error,
    /// Needs a written reason.
    #[serde(rename = "W")]
    Warning,
    #[serde(rename = "I")]
    Information,
    #[serde(rename = "not_checked")]
    NotChecked,
}

/// A finding. `excepted` is true when the plan accepts it with a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lint {
    pub id: String,
    pub severity: Severity,
    pub path: String,
    pub line: usize,
    pub message: String,
    pub excepted: bool,
}

/// The answer of `mainstay payplan check`, serialised as `check --json` prints it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// All examples pass and no error stands unexcepted.
    pub ok: bool,
    pub lints: Vec<Lint>,
    pub examples: Vec<ExampleResult>,
}

impl Report {
    /// What counts with `--examples-only`.
    pub fn examples_pass(&self) -> bool {
        self.examples.iter().all(|example| example.ok)
    }
}

/// Runs the examples and the design rules of a plan.
pub fn check(plan: &Plan) -> Report {
    let examples: Vec<ExampleResult> = plan.examples.iter().map(|example| example::run(plan, example)).collect();
    let mut lints: Vec<Lint> = weights(plan).into_iter().collect();
    lints.extend(cliffs::cliffs(plan));
    lints.extend(too_few_examples(plan, &examples));
    for lint in &mut lints {
        let accepted =
            |exception: &crate::plan::LintException| exception.id == lint.id && lint.path.split('.').any(|part| part == exception.at);
        lint.excepted = plan.lint_exceptions.iter().any(accepted);
    }
    let errors = lints.iter().any(|lint| lint.severity == Severity::Error && !lint.excepted);
    lints.extend(NOT_CHECKED.map(|(id, what)| Lint {
        id: id.to_owned(),
        severity: Severity::NotChecked,
        path: String::new(),
        line: 0,
        message: format!("Not checked: {what}."),
        excepted: false,
    }));
    Report {
        ok: !errors && examples.iter().all(|example| example.ok),
        lints,
        examples,
    }
}

/// Checks a plan's text; one that cannot be read is reported with its problems as errors.
pub fn check_text(text: &str) -> Report {
    match crate::parse(text) {
        Ok(plan) => check(&plan),
        Err(problems) => Report {
            ok: false,
            lints: problems.into_iter().map(Lint::from).collect(),
            examples: Vec::new(),
        },
    }
}

impl From<Problem> for Lint {
    fn from(problem: Problem) -> Lint {
        Lint {
            id: problem.lint.unwrap_or_else(|| "format".to_owned()),
            severity: Severity::Error,
            path: problem.path,
            line: problem.line,
            message: problem.message,
            excepted: false,
        }
    }
}

/// L01: the weights of a plan's components make exactly 100 %.
fn weights(plan: &Plan) -> Option<Lint> {
    plan.target_incentive.as_ref()?;
    let total: Ratio = plan.components.iter().filter_map(|component| component.weight.as_ref()).sum();
    (total != Ratio::one()).then(|| Lint {
        id: "L01".to_owned(),
        severity: Severity::Error,
        path: "components".to_owned(),
        line: plan.components_line,
        message: format!("The weights of the components make {}, not 100 %.", percent_text(&total)),
        excepted: false,
    })
}

/// L29: at least five worked examples that run green.
fn too_few_examples(plan: &Plan, examples: &[ExampleResult]) -> Option<Lint> {
    let green = examples.iter().filter(|example| example.ok).count();
    (green < EXAMPLES_LEAST).then(|| Lint {
        id: "L29".to_owned(),
        severity: Severity::Error,
        path: "examples".to_owned(),
        line: plan.examples_line,
        message: format!("{green} examples run green; a plan needs at least {EXAMPLES_LEAST}."),
        excepted: false,
    })
}
