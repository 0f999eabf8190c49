//! Programmes, who is excused from them, the forms by which sessions are scored, and a coach's lights.

use super::TEXT_MAX;
use crate::foundation::staff;
use crate::people::coaching::rules::form::parse;
use crate::people::coaching::rules::month::name_of;
use crate::people::coaching::rules::pitfalls::Light;
use crate::people::coaching::rules::programme::SaidProgramme;
use crate::people::coaching::store::forms;
use crate::people::coaching::store::programmes::{self, Programme};
use crate::people::coaching::{RUN_PROGRAMME, SEE_LIGHTS, acts, reading};
use platform::api::{Call, Found, Input, Listed, Made, Operation, Operations};
use platform::texts::say;
use platform::web::Guard;
use platform::{Error, Result};
use schemars::JsonSchema;
use serde::Serialize;
use vocabulary::{CoachingFormId, CoachingProgrammeId, Day, PersonId};

const PROGRAMME: &[Input] = &[
    Input::text("name", "coaching.api_programme").needed(),
    Input::whole("weeks", "coaching.weeks", 1, 26).needed(),
    Input::day("from", "api.from").needed(),
    Input::day("to", "api.until"),
    Input::texts("coaches", "coaching.api_coaches", 500),
];
const EXCUSE: &[Input] = &[
    Input::text("person", "coaching.expert_hint").needed(),
    Input::day("from", "coaching.api_excused_from").needed(),
    Input::day("to", "coaching.api_excused_to").needed(),
    Input::text("because", "coaching.because").needed(),
];
const FORM: &[Input] = &[
    Input::text("name", "coaching.api_form_name").needed(),
    Input::long("questions", "coaching.api_form_questions", TEXT_MAX * 4).needed(),
];

/// What programs can do with programmes and forms.
pub(super) fn operations(api: Operations, run: Guard, lights: Guard) -> Operations {
    api.and(Operation::list_whole(
        "list_programmes",
        "/coaching/programmes",
        run,
        list_programmes,
    ))
    .and(Operation::create("create_programme", "/coaching/programmes", run, create_programme).body(PROGRAMME))
    .and(Operation::find(
        "find_programme",
        "/coaching/programmes/{programme}",
        run,
        find_programme,
    ))
    .and(Operation::act("end_programme", "/coaching/programmes/{programme}/end", run, end_programme).versioned())
    .and(
        Operation::act(
            "continue_programme",
            "/coaching/programmes/{programme}/continuation",
            run,
            continue_programme,
        )
        .versioned(),
    )
    .and(Operation::act("excuse_person", "/coaching/excuses", run, excuse_person).body(EXCUSE))
    .and(Operation::list_whole("list_forms", "/coaching/forms", run, list_forms))
    .and(Operation::create("create_form", "/coaching/forms", run, create_form).body(FORM))
    .and(Operation::find("find_form", "/coaching/forms/{form}", run, find_form))
    .and(Operation::act("retire_form", "/coaching/forms/{form}/retirement", run, retire_form).versioned())
    .and(Operation::act("return_form", "/coaching/forms/{form}/return", run, return_form).versioned())
    .and(Operation::list_whole(
        "list_lights",
        "/coaching/lights/{person}",
        lights,
        list_lights,
    ))
}

/// A recurring programme.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Programme")]
struct ProgrammeShown {
    id: CoachingProgrammeId,
    name: String,
    weeks: i64,
    from: Day,
    /// The first day no longer; none while it goes on.
    to: Option<Day>,
    /// Whether it was ended before its time and can go on until the day that had been planned.
    ended: bool,
    coaches: Vec<PersonId>,
    version: i64,
}

impl ProgrammeShown {
    fn new(programme: &Programme) -> Self {
        Self {
            id: programme.id,
            name: programme.said.name.clone(),
            weeks: programme.said.weeks,
            from: programme.said.from,
            to: programme.said.to,
            ended: programme.ended.is_some(),
            coaches: programme.coaches.clone(),
            version: programme.version,
        }
    }
}

async fn list_programmes(call: Call) -> Result<Listed<ProgrammeShown>> {
    let scope = call.may(RUN_PROGRAMME)?;
    let mut tx = call.read().await?;
    let all = programmes::list(&mut tx, &scope).await?;
    Ok(Listed::whole(all.iter().map(ProgrammeShown::new).collect()))
}

fn programme_id(call: &Call) -> Result<CoachingProgrammeId> {
    CoachingProgrammeId::parse(call.path("programme")).map_err(|_no_id| Error::NotFound { what: "programme" })
}

async fn find_programme(call: Call) -> Result<Found<ProgrammeShown>> {
    let scope = call.may(RUN_PROGRAMME)?;
    let mut tx = call.read().await?;
    let programme = programmes::find(&mut tx, &scope, programme_id(&call)?).await?;
    Ok(Found::of_version(ProgrammeShown::new(&programme), programme.version))
}

fn made(id: CoachingProgrammeId, version: i64) -> Made {
    Made::at(id, &format!("/coaching/programmes/{id}")).version(version)
}

async fn create_programme(call: Call) -> Result<Made> {
    let fields = call.fields();
    let said = SaidProgramme {
        name: fields.text("name").to_owned(),
        weeks: fields.text("weeks").parse().unwrap_or_default(),
        from: fields.needed_day("from")?,
        to: fields.day("to")?,
    };
    let nobody = || Error::refused_on("coaches", "coaching.api_word", say("coaching.api_word"));
    let coaches = fields.all("coaches").iter().map(|id| PersonId::parse(id).ok().ok_or_else(nobody));
    let coaches = coaches.collect::<Result<Vec<_>>>()?;
    call.writing(async |tx| {
        let managers = staff::managers_on(tx, tx.today()).await?;
        if coaches.iter().any(|coach| !managers.contains(coach)) {
            return Err(nobody());
        }
        let id = acts::start_programme(tx, call.viewer(), said, &coaches).await?;
        Ok(made(id, 1))
    })
    .await
}

async fn end_programme(call: Call) -> Result<Made> {
    let (id, version) = (programme_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::end_programme(tx, call.viewer(), id, version).await?;
        Ok(made(id, version + 1))
    })
    .await
}

async fn continue_programme(call: Call) -> Result<Made> {
    let (id, version) = (programme_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::continue_programme(tx, call.viewer(), id, version).await?;
        Ok(made(id, version + 1))
    })
    .await
}

async fn excuse_person(call: Call) -> Result<Made> {
    let fields = call.fields();
    let span = (fields.needed_day("from")?, fields.needed_day("to")?);
    let person = fields.text("person");
    call.writing(async |tx| {
        acts::excuse(tx, call.viewer(), person, span, fields.text("because")).await?;
        Ok(Made::at(person, "/coaching/programmes"))
    })
    .await
}

/// A question of a form.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FormQuestion")]
struct QuestionShown {
    kind: &'static str,
    words: String,
    guide: String,
    choices: Vec<String>,
    needed: bool,
}

/// A form by which sessions are scored.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ScoreForm")]
struct FormShown {
    id: CoachingFormId,
    name: String,
    retired: bool,
    questions: Vec<QuestionShown>,
    version: i64,
}

impl FormShown {
    fn new(form: forms::Form) -> Self {
        let questions = form.questions.into_iter().map(|question| QuestionShown {
            kind: question.kind.word(),
            words: question.words,
            guide: question.guide,
            choices: question.choices,
            needed: question.needed,
        });
        Self {
            id: form.id,
            name: form.name,
            retired: form.retired,
            questions: questions.collect(),
            version: form.version,
        }
    }
}

async fn list_forms(call: Call) -> Result<Listed<FormShown>> {
    call.may(RUN_PROGRAMME)?;
    let mut tx = call.read().await?;
    let all = forms::list(&mut tx).await?;
    Ok(Listed::whole(all.into_iter().map(FormShown::new).collect()))
}

fn form_id(call: &Call) -> Result<CoachingFormId> {
    CoachingFormId::parse(call.path("form")).map_err(|_no_id| Error::NotFound { what: "form" })
}

async fn find_form(call: Call) -> Result<Found<FormShown>> {
    call.may(RUN_PROGRAMME)?;
    let mut tx = call.read().await?;
    let form = forms::find(&mut tx, form_id(&call)?).await?;
    let version = form.version;
    Ok(Found::of_version(FormShown::new(form), version))
}

async fn create_form(call: Call) -> Result<Made> {
    let fields = call.fields();
    call.writing(async |tx| {
        let questions = parse(fields.raw("questions"))?;
        let id = acts::make_form(tx, call.viewer(), fields.text("name"), questions).await?;
        Ok(Made::at(id, &format!("/coaching/forms/{id}")).version(1))
    })
    .await
}

async fn retire_form(call: Call) -> Result<Made> {
    let (id, version) = (form_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::retire_form(tx, call.viewer(), id, version).await?;
        Ok(Made::at(id, &format!("/coaching/forms/{id}")).version(version + 1))
    })
    .await
}

async fn return_form(call: Call) -> Result<Made> {
    let (id, version) = (form_id(&call)?, call.version()?);
    call.writing(async |tx| {
        acts::return_form(tx, call.viewer(), id, version).await?;
        Ok(Made::at(id, &format!("/coaching/forms/{id}")).version(version + 1))
    })
    .await
}

/// A pitfall of a coach in a period: whether its light is on, or why that is unknown.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Light")]
struct LightShown {
    pitfall: u8,
    period: String,
    raised: Option<bool>,
    unknown: Option<String>,
    figure: String,
    about: String,
}

async fn list_lights(call: Call) -> Result<Listed<LightShown>> {
    let scope = call.may(SEE_LIGHTS)?;
    let coach = PersonId::parse(call.path("person")).map_err(|_no_id| Error::NotFound { what: "person" })?;
    scope.of_person(coach, "person")?;
    let mut tx = call.read().await?;
    if staff::by_ids(&mut tx, &[coach]).await?.is_empty() {
        return Err(Error::NotFound { what: "person" });
    }
    let all = reading::lights(&mut tx, coach).await?;
    let shown = all.into_iter().map(|judged| LightShown {
        pitfall: judged.pitfall,
        period: name_of(&judged.span),
        raised: judged.light.as_ref().ok().map(|light| *light == Light::Raised),
        unknown: judged.light.err(),
        figure: judged.figure,
        about: judged.about,
    });
    Ok(Listed::whole(shown.collect()))
}
