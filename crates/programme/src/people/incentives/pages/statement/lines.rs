//! All lines behind a figure of a statement as a file, with every digit.

use crate::people::incentives::acts;
use crate::people::incentives::pages::{Query, asked, person_id, plan_id};
use crate::people::incentives::reading::{self, Question};
use platform::Result;
use platform::web::spreadsheet::csv;
use platform::web::{Answer, Caller, Path};
use vocabulary::PersonId;

pub(in super::super) async fn show_lines(caller: Caller, Path(person): Path<String>, query: Query) -> Answer {
    let question = question(person_id(&person)?, &query)?;
    let lines = reading::credited_lines(&caller.app, &caller.viewer, &question).await?;
    acts::log_reading(&caller.app, &caller.viewer, question.person, "lines.csv").await?;
    let heads = [
        "source", "document", "line", "day", "account", "product", "amount", "currency", "share", "credited", "rule",
    ];
    let rows = lines.into_iter().map(|line| {
        let fact = line.fact;
        vec![
            fact.source,
            fact.document,
            fact.line,
            fact.date.to_string(),
            fact.account,
            fact.product.unwrap_or_default(),
            fact.amount.to_string(),
            fact.currency.code().to_owned(),
            line.share.to_string(),
            line.credited.to_string(),
            line.rule,
        ]
    });
    csv(&format!("lines-{}-{}.csv", question.component, question.period), &heads, rows)
}

fn question(person: PersonId, query: &Query) -> Result<Question> {
    Ok(Question {
        person,
        plan: plan_id(asked(query, "plan"))?,
        component: asked(query, "component").to_owned(),
        period: asked(query, "period").to_owned(),
        account: String::new(),
    })
}
