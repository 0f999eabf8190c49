//! The rules of good plan design, and the report an analyst reads.

mod catalogue;
mod cliffs;
mod data;
mod incentives;
mod policies;
mod ratchets;
mod structure;

use serde::Serialize;

use crate::example::{self, ExampleResult};
use crate::plan::{Component, Plan};
use crate::problem::Problem;

pub use catalogue::{RULES, Rule, rule_of};
pub use policies::{Evidence, Policies, QuotaChange};

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

/// A finding. `excepted` is true when the plan accepts it with a reason, which is `because`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lint {
    pub id: String,
    pub severity: Severity,
    pub path: String,
    pub line: usize,
    pub message: String,
    pub excepted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
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

impl Lint {
    /// The rule behind the finding: what it checks, where it comes from, how good that source is.
    pub fn rule(&self) -> Option<&'static Rule> {
        rule_of(&self.id)
    }

    fn new(id: &str, severity: Severity, (path, line): (&str, usize), message: String) -> Lint {
        Lint {
            id: id.to_owned(),
            severity,
            path: path.to_owned(),
            line,
            message,
            excepted: false,
            because: None,
        }
    }
}

/// Looks for what the rules name.
struct Finder<'a> {
    plan: &'a Plan,
    policies: &'a Policies,
    evidence: &'a Evidence,
    found: Vec<Lint>,
    /// Rules that wait for data, each with what is missing.
    open: Vec<Lint>,
}

impl Finder<'_> {
    fn add(&mut self, id: &str, severity: Severity, at: (&str, usize), message: String) {
        self.found.push(Lint::new(id, severity, at, message));
    }

    fn at_component(&mut self, id: &str, severity: Severity, component: &Component, message: String) {
        self.add(id, severity, (&format!("components.{}", component.id), component.line), message);
    }

    /// Notes that a rule could not be checked, or only in part.
    fn open(&mut self, id: &str, what: &str) {
        self.open
            .push(Lint::new(id, Severity::NotChecked, ("", 0), format!("Not checked: {what}.")));
    }
}

/// Runs the examples and the design rules of a plan, with the default policies and without data.
pub fn check(plan: &Plan) -> Report {
    check_with(plan, &Policies::default(), &Evidence::default())
}

/// Runs the examples and the design rules of a plan.
pub fn check_with(plan: &Plan, policies: &Policies, evidence: &Evidence) -> Report {
    let examples: Vec<ExampleResult> = plan.examples.iter().map(|example| example::run(plan, example)).collect();
    let mut finder = Finder {
        plan,
        policies,
        evidence,
        found: Vec::new(),
        open: Vec::new(),
    };
    finder.structure();
    finder.incentives();
    finder.found.extend(cliffs::cliffs(plan, &policies.cliff));
    finder.too_few_examples(&examples);
    let Finder { found, open, .. } = finder;
    let mut lints = found;
    lints.sort_by(|one, other| (&one.id, one.line).cmp(&(&other.id, other.line)));
    for lint in &mut lints {
        let accepted =
            |exception: &&crate::plan::LintException| exception.id == lint.id && lint.path.split('.').any(|part| part == exception.at);
        lint.because = plan
            .lint_exceptions
            .iter()
            .find(accepted)
            .map(|exception| exception.because.clone());
        lint.excepted = lint.because.is_some();
    }
    let errors = lints.iter().any(|lint| lint.severity == Severity::Error && !lint.excepted);
    lints.extend(open);
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
        let id = problem.lint.unwrap_or_else(|| "format".to_owned());
        Lint::new(&id, Severity::Error, (&problem.path, problem.line), problem.message)
    }
}

impl Finder<'_> {
    /// L29: worked examples that run green.
    fn too_few_examples(&mut self, examples: &[ExampleResult]) {
        let green = examples.iter().filter(|example| example.ok).count();
        let least = self.policies.examples_least;
        if green < least {
            let message = format!("{green} examples run green; a plan needs at least {least}.");
            self.add("L29", Severity::Error, ("examples", self.plan.examples_line), message);
        }
    }
}
