//! The schema of components and what hangs on them.

use serde_json::{Map, Value, json};

use super::terms::leaver;
use super::{described, list_of, object, reference, words};
use crate::plan::Quotient;

/// A component is one of nine kinds; each kind has its own keys besides the common ones.
pub(super) fn component() -> Value {
    let of = |kind: &str, required: &[&str], own: Value| {
        let mut properties = common();
        properties.insert("kind".to_owned(), words(&[kind]));
        if let Value::Object(own) = own {
            properties.extend(own);
        }
        let mut all = vec!["id", "kind"];
        all.extend(required);
        object(&all, Value::Object(properties))
    };
    let length = words(&["month", "quarter", "half", "year"]);
    let sides = json!({ "interval": length, "rows": reference("matrix_side"), "cols": reference("matrix_side"), "payout": payout(),
        "lookup": words(&["floor", "interpolate"]), "below": below(), "beyond": beyond() });
    json!({ "anyOf": [
        of("commission.rate", &["measure", "rate"], json!({ "measure": reference("name"), "rate": reference("rate") })),
        of("commission.tiers", &["measure", "tiers"], json!({ "measure": reference("name"), "tiers": tiers() })),
        of("bonus.curve", &["measure", "curve"], json!({ "measure": reference("name"), "curve": reference("curve") })),
        of("bonus.matrix", &["rows", "cols", "payout", "lookup", "below", "beyond"], sides),
        of("bonus.scorecard", &["score"], json!({ "interval": length, "score": score() })),
        of("bonus.mbo", &["objectives"], json!({ "interval": length, "objectives": list_of(object(&["id", "weight"], json!({
            "id": reference("name"), "weight": reference("share") }))) })),
        of("spiff.per_event", &["window", "event", "amount"], json!({ "window": reference("interval"), "event": reference("condition"),
            "amount": { "type": "string" }, "limit": object(&[], json!({ "per_person": { "type": "integer" }, "budget": reference("money") })) })),
        of("deferred.cycle", &["cycle", "pool", "final"], cycle()),
        of("override.rollup", &["measure", "rate"], json!({ "measure": reference("name"), "rate": reference("rate") })),
    ] })
}

fn common() -> Map<String, Value> {
    let common = json!({
        "id": reference("name"),
        "weight": described(reference("share"), "Share of the target incentive"),
        "text": { "type": "string" },
        "excellence": reference("percent"),
        "because": { "type": "string" },
        "earn_on": words(&["booking", "invoice_posted"]),
        "pay_when": object(&[], json!({
            "period_end": reference("days_after"),
            "cash_received": words(&["full", "prorated"]),
            "cash": words(&["pooled", "threshold_first"]),
            "instalments": list_of(reference("at")),
            "dates": list_of(reference("day")) })),
        "holdback": reference("at"),
        "clawback": object(&["of", "when", "window", "basis", "share", "post_to"], json!({
            "of": words(&["rerun_without"]),
            "when": reference("condition"),
            "window": object(&["first_months", "of"], json!({ "first_months": { "type": "integer" }, "of": words(&["contract_start"]) })),
            "basis": words(&["paid", "earned"]),
            "share": described(json!({ "type": "string" }), "A percentage, or linear_remaining_term"),
            "post_to": words(&["open_period"]) })),
        "true_up": object(&["negative"], json!({
            "interval": words(&["month", "quarter", "half", "year"]), "floor": reference("money"), "negative": words(&["carry_forward"]) })),
        "cap": object(&["per"], json!({
            "amount": reference("money"), "share": reference("percent"), "per": words(&["interval", "transaction"]),
            "unless": reference("gate"), "because": { "type": "string" } })),
        "gate": { "anyOf": [reference("gate"), list_of(reference("gate"))] },
        "windfall_review": object(&["over", "of", "approver"], json!({
            "over": { "type": ["number", "integer", "string"] }, "of": words(&["target_incentive"]), "approver": reference("name") })),
        "times": object(&["measure"], json!({ "measure": reference("name") })),
        "leaver": leaver(&["prorata_to_date", "forfeit_unpaid", "pay_earned"]),
    });
    match common {
        Value::Object(common) => common,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

/// A condition on a measure.
pub(super) fn gate() -> Value {
    object(
        &["measure"],
        json!({
            "measure": reference("name"),
            "at_least": reference("position"),
            "above": reference("position"),
            "at_most": reference("position"),
            "below": reference("position"),
            "else": described(json!({ "type": "string" }), "pay_nothing, pay_half, or a percentage of the payout"),
            "because": { "type": "string" },
        }),
    )
}

fn tiers() -> Value {
    let row = object(
        &["to"],
        json!({
            "to": described(json!({ "type": ["string", "number", "integer"] }), "A bound, or open in the last row"),
            "rate": reference("percent"),
            "amount": reference("money"),
            "multiple": described(json!({ "type": "string", "pattern": "^[0-9.]+x$" }), "Of target incentive divided by quota, such as 2x"),
        }),
    );
    object(
        &["mode", "by", "boundary", "rows"],
        json!({
            "mode": words(&["flat", "marginal", "interpolated"]),
            "by": words(&["attainment", "amount", "each_transaction", "remainder"]),
            "boundary": words(&["lower_tier", "upper_tier"]),
            "rows": list_of(row),
        }),
    )
}

fn below() -> Value {
    described(json!({ "type": "string" }), "first, extend, or a percentage")
}

fn beyond() -> Value {
    described(json!({ "type": "string" }), "last, extend, or a percentage")
}

/// A payout curve.
pub(super) fn curve() -> Value {
    object(
        &["lookup", "below", "beyond", "points"],
        json!({
            "lookup": words(&["floor", "interpolate"]),
            "below": below(),
            "beyond": beyond(),
            "points": described(list_of(list_of(reference("position"))), "Each [position, percentage], in rising order"),
        }),
    )
}

fn payout() -> Value {
    list_of(list_of(reference("percent")))
}

fn score() -> Value {
    let item = object(
        &["kpi", "weight"],
        json!({
            "kpi": reference("name"),
            "weight": reference("share"),
            "min_responses": { "type": "integer" },
            "curve": reference("curve"),
            "formula": words(&Quotient::ALL.map(|(word, _)| word)),
            "target": reference("position"),
            "cap": reference("percent"),
        }),
    );
    object(
        &["items", "missing_kpi"],
        json!({ "items": list_of(item), "missing_kpi": words(&["reweight_others", "hold", "zero"]), "cap": reference("percent") }),
    )
}

fn cycle() -> Value {
    let finale = object(
        &["kind", "rows", "cols", "payout", "lookup", "below", "beyond"],
        json!({ "kind": words(&["bonus.matrix"]), "rows": reference("matrix_side"), "cols": reference("matrix_side"), "payout": payout(),
            "lookup": words(&["floor", "interpolate"]), "below": below(), "beyond": beyond() }),
    );
    json!({
        "cycle": object(&["from", "years", "version"], json!({
            "from": reference("day"), "years": { "type": "integer" }, "version": words(&["opening"]) })),
        "pool": { "anyOf": [reference("money"), reference("table")] },
        "interim": list_of(object(&["after_year", "up_to"], json!({
            "after_year": { "type": "integer" }, "up_to": reference("percent"), "times": words(&["milestone_score"]) }))),
        "milestones": list_of(object(&["id", "weight"], json!({
            "id": reference("name"), "weight": reference("share"), "evidence": reference("name"), "value": reference("value"),
            "target": reference("position") }))),
        "final": finale,
    })
}
