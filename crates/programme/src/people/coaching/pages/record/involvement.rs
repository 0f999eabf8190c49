//! What a coach does for a coachee beside the sessions: experts, what was agreed on getting involved, talks about the role.

use super::{Page, Sent, again};
use crate::people::coaching::acts;
use crate::people::coaching::pages::{person_id, record_href};
use crate::people::coaching::rules::session::Skill;
use hypertext::prelude::*;
use platform::look::components::{Button, Field, Section, folded, note};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::{Answer, Caller, Fields, Path};
use platform::{Error, Result};

impl Page<'_> {
    /// The experts they were led to.
    pub(super) fn experts(&self) -> Vec<String> {
        let record = self.record;
        let links = record.links.iter().map(|link| {
            let words = say_with(
                "coaching.linked",
                &[
                    ("expert", record.name(link.expert)),
                    ("skill", link.skill.say()),
                    ("day", &format::day_short(link.day)),
                    ("because", &link.because),
                ],
            );
            words.trim().to_owned()
        });
        links.collect()
    }

    pub(super) fn links(&self) -> Markup {
        let record = self.record;
        let links = self.experts();
        let body = if links.is_empty() {
            note(text(say("coaching.no_links")))
        } else {
            join(links.iter().map(|words| note(text(words))))
        };
        let form = if self.coaches {
            let first = Fields::default();
            let shown = self.shown(Sent::Link, &first);
            let form = shown
                .form(
                    format!("{}/links", record_href(record.person.id)),
                    self.caller.csrf(),
                    &["expert", "skill", "because"],
                )
                .get(say("coaching.link_get"))
                .field(
                    shown.fill(
                        Field::text("expert", say("coaching.expert"))
                            .hint(say("coaching.expert_hint"))
                            .required(),
                    ),
                )
                .field(shown.fill(Field::select("skill", say("coaching.skill"), Skill::choices()).required()))
                .field(shown.fill(Field::text("because", say("coaching.because"))))
                .button(Button::submit(say("coaching.link_do")));
            folded(say("coaching.link_expert"), form.memoize(), self.is_open(Sent::Link))
        } else {
            nothing()
        };
        Section::new(say("coaching.links"), join([body, form])).id("links").memoize()
    }

    /// When the coach gets involved, as agreed, and where they stepped in unasked.
    pub(super) fn involvement(&self) -> Markup {
        let record = self.record;
        let agreed = record.triggers.iter().map(text);
        let agreed: Vec<Markup> = agreed.collect();
        let body = if agreed.is_empty() {
            note(text(say("coaching.no_triggers")))
        } else {
            maud! { ul { @for one in &agreed { li { (one) } } } }.memoize()
        };
        let forms = if self.coaches {
            let now = Fields::of([("triggers", record.triggers.join("\n"))]);
            let triggers = self.shown(Sent::Triggers, &now);
            let agree = triggers
                .form(
                    format!("{}/triggers", record_href(record.person.id)),
                    self.caller.csrf(),
                    &["triggers"],
                )
                .field(triggers.fill(Field::area("triggers", say("coaching.triggers"), 3).hint(say("coaching.triggers_hint"))))
                .button(Button::submit(say("coaching.save")));
            let first = Fields::default();
            let stepped = self.shown(Sent::Intervention, &first);
            let step = stepped
                .form(
                    format!("{}/interventions", record_href(record.person.id)),
                    self.caller.csrf(),
                    &["words"],
                )
                .field(stepped.fill(Field::text("words", say("coaching.stepped_in")).id("intervention-words").required()))
                .button(Button::submit(say("coaching.step_in")));
            join([
                folded(say("coaching.agree"), agree.memoize(), self.is_open(Sent::Triggers)),
                folded(say("coaching.step_in_title"), step.memoize(), self.is_open(Sent::Intervention)),
            ])
        } else {
            nothing()
        };
        Section::new(say("coaching.involvement"), join([body, forms]))
            .id("involvement")
            .memoize()
    }

    /// The conversations about the role, the day first.
    pub(super) fn held(&self) -> Vec<String> {
        let talks = self
            .record
            .talks
            .iter()
            .map(|talk| format!("{} {}", format::day(talk.day), talk.words));
        talks.collect()
    }

    pub(super) fn talks(&self) -> Markup {
        let record = self.record;
        let talks = join(self.held().iter().map(|words| note(text(words))));
        let form = if self.coaches {
            let first = Fields::default();
            let shown = self.shown(Sent::Talk, &first);
            let form = shown
                .form(format!("{}/talks", record_href(record.person.id)), self.caller.csrf(), &["words"])
                .get(say("coaching.talk_get"))
                .field(shown.fill(Field::area("words", say("coaching.talk_words"), 3).id("talk-words").required()))
                .button(Button::submit(say("coaching.talk_do")));
            folded(say("coaching.talk"), form.memoize(), self.is_open(Sent::Talk))
        } else if record.talks.is_empty() {
            return nothing();
        } else {
            nothing()
        };
        Section::new(say("coaching.talks"), join([talks, form])).id("talks").memoize()
    }
}

/// A link to an expert.
pub(in super::super) async fn submit_link(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let done: Result<()> = async {
        let missing = || Error::refused_on("skill", "coaching.skill_missing", say("coaching.skill_missing"));
        let skill = Skill::parse(fields.text("skill")).ok_or_else(missing)?;
        let (expert, because) = (fields.text("expert"), fields.text("because"));
        caller
            .writing(async |tx| acts::link(tx, &caller.viewer, id, expert, (skill, because)).await)
            .await
    }
    .await;
    again(&caller, id, Sent::Link, &fields, done).await
}

/// A role conversation that was held.
pub(in super::super) async fn submit_talk(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let words = fields.raw("words");
    let done = caller.writing(async |tx| acts::talk(tx, &caller.viewer, id, words).await).await;
    again(&caller, id, Sent::Talk, &fields, done).await
}

/// What both agreed on: when the coach gets involved.
pub(in super::super) async fn submit_triggers(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let lines = fields.raw("triggers");
    let done = caller.writing(async |tx| acts::agree(tx, &caller.viewer, id, lines).await).await;
    again(&caller, id, Sent::Triggers, &fields, done).await
}

/// Where the coach stepped in unasked.
pub(in super::super) async fn submit_intervention(caller: Caller, Path(person): Path<String>, fields: Fields) -> Answer {
    let id = person_id(&person)?;
    let words = fields.raw("words");
    let done = caller.writing(async |tx| acts::step_in(tx, &caller.viewer, id, words).await).await;
    again(&caller, id, Sent::Intervention, &fields, done).await
}
