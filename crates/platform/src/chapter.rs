//! A chapter as the house sees it: what it brings, registered by one line in the table of contents.

use crate::access::{AccessTable, Around, Centre, Circle, Grant, Permission, Viewer};
use crate::api::Operations;
use crate::database::{Migration, Tx};
use crate::figures::Figure;
use crate::jobs::Kind;
use crate::mail;
use crate::notes;
use crate::notifications;
use crate::search::Finder;
use crate::web::Routes;
use crate::web::done::Undoing;
use crate::{Result, texts};
use document::Press;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use vocabulary::PersonId;

/// A future that a chapter hands to the house.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Finds the people and accounts around a person; the staff chapter knows.
pub type CircleOf = for<'a> fn(&'a mut Tx, PersonId) -> Later<'a, Result<Circle>>;

/// Finds who reaches a person or an account; the staff chapter knows.
pub type AroundOf = for<'a> fn(&'a mut Tx, Centre) -> Later<'a, Result<Around>>;

/// What a chapter brings.
#[derive(Clone, Copy)]
pub struct Chapter {
    /// Its one word: folder, route, prefix of permissions, codes, tables, figures, texts.
    pub word: &'static str,
    /// Its tables.
    pub migrations: &'static [Migration],
    /// Its sentences (`texts.toml`).
    pub texts: &'static str,
    /// Its rows of the access table.
    pub grants: &'static [Grant],
    /// Its places in the navigation.
    pub places: &'static [Place],
    /// The figures it defines.
    pub figures: &'static [Figure],
    /// What programs can do in it.
    pub api: fn(Operations) -> Operations,
    /// Its pages.
    pub routes: fn(Routes) -> Routes,
}

/// The groups of the navigation: the four elements, what they stand on, and the house itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Home.
    Home,
    /// Programme, selection, portfolio.
    Strategy,
    /// The accounts.
    Accounts,
    /// Coverage, sponsors.
    Organisation,
    /// Scorecards, pay, coaching.
    People,
    /// Opportunities, insight, data.
    Systems,
    /// Users, imports, policies.
    Admin,
}

impl Group {
    /// The heading's key in the text catalogue.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Home => "nav.home",
            Self::Strategy => "nav.strategy",
            Self::Accounts => "nav.accounts",
            Self::Organisation => "nav.organisation",
            Self::People => "nav.people",
            Self::Systems => "nav.systems",
            Self::Admin => "nav.admin",
        }
    }
}

/// An entry of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Where it stands.
    pub group: Group,
    /// The key of its label in the text catalogue.
    pub text: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// The key after `g` that leads there: a small letter, which no other place of the book has.
    pub letter: Option<char>,
    /// Who sees it; none means everybody who is signed in.
    pub needs: Option<Permission>,
}

/// Something that a viewer may begin from wherever they are: "New account". The table of contents lists it.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    /// The key of its label in the text catalogue.
    pub text: &'static str,
    /// The page on which it begins.
    pub href: &'static str,
    /// Who may; none means everybody who is signed in.
    pub needs: Option<Permission>,
}

/// All chapters, bound together.
#[derive(Clone)]
pub struct Book {
    /// The house's own chapters, then those of the table of contents, in order.
    pub chapters: Vec<Chapter>,
    /// Role × permission.
    pub access: AccessTable,
    /// Who is around whom.
    pub circle_of: CircleOf,
    /// Who reaches whom; until it is bound, nobody does.
    pub around_of: AroundOf,
    /// What programs can do, chapter by chapter.
    pub operations: Arc<Operations>,
    /// The kinds of work that run beside the requests.
    pub jobs: Vec<&'static Kind>,
    /// What prints its documents. Until one is bound, a document comes as its proof: its words as plain text.
    pub press: Press,
    /// What is found by searching.
    pub finders: Vec<&'static Finder>,
    /// What can be begun from anywhere.
    pub beginnings: Vec<&'static Beginning>,
    /// Of what users are told.
    pub notices: Vec<&'static notifications::Kind>,
    /// On what notes can stand.
    pub noted: Vec<&'static notes::Kind>,
    /// The acts that can be undone.
    pub undoings: Vec<&'static Undoing>,
    /// What stands in a daily mail, and where it goes; none where there is nothing to mail.
    pub mail: Option<mail::Source>,
}

impl Book {
    /// Binds the chapters: gathers the access table and the texts.
    #[must_use]
    pub fn new(chapters: &[Chapter], circle_of: CircleOf) -> Self {
        let mut all = vec![
            crate::users::CHAPTER,
            crate::jobs::CHAPTER,
            crate::figures::CHAPTER,
            crate::search::CHAPTER,
            crate::views::CHAPTER,
            crate::notifications::CHAPTER,
            crate::notes::CHAPTER,
            crate::mail::CHAPTER,
            crate::api::CHAPTER,
        ];
        all.extend_from_slice(chapters);
        let mut grants = Vec::new();
        let mut operations = Operations::default();
        for chapter in &all {
            texts::register(chapter.texts);
            grants.extend_from_slice(chapter.grants);
            operations = (chapter.api)(operations);
        }
        Self {
            chapters: all,
            access: AccessTable::new(&grants),
            circle_of,
            around_of: |_, _| Box::pin(async { Ok(Around::default()) }),
            operations: Arc::new(operations),
            jobs: Vec::new(),
            press: document::PROOF,
            finders: crate::search::FINDERS.iter().collect(),
            beginnings: Vec::new(),
            notices: crate::jobs::NOTICES.iter().chain(notes::NOTICES).collect(),
            noted: crate::users::NOTED.iter().collect(),
            undoings: notes::UNDOINGS.iter().collect(),
            mail: None,
        }
    }

    /// Adds what the chapters let people find.
    #[must_use]
    pub fn with_finders(mut self, finders: &[&'static [Finder]]) -> Self {
        self.finders.extend(finders.iter().copied().flatten());
        self
    }

    /// Adds what the chapters let people begin from anywhere.
    #[must_use]
    pub fn with_beginnings(mut self, beginnings: &[&'static [Beginning]]) -> Self {
        self.beginnings.extend(beginnings.iter().copied().flatten());
        self
    }

    /// Adds the kinds of notices that the chapters declare.
    #[must_use]
    pub fn with_notices(mut self, kinds: &[&'static [notifications::Kind]]) -> Self {
        self.notices.extend(kinds.iter().copied().flatten());
        self
    }

    /// Binds what finds who reaches a person or an account.
    #[must_use]
    pub fn with_around(mut self, around_of: AroundOf) -> Self {
        self.around_of = around_of;
        self
    }

    /// Adds the kinds of records on which notes can stand.
    #[must_use]
    pub fn with_noted(mut self, kinds: &[&'static [notes::Kind]]) -> Self {
        self.noted.extend(kinds.iter().copied().flatten());
        self
    }

    /// Adds the acts of the chapters that can be undone.
    #[must_use]
    pub fn with_undoings(mut self, undoings: &[&'static [Undoing]]) -> Self {
        self.undoings.extend(undoings.iter().copied().flatten());
        self
    }

    /// Binds what stands in a daily mail, and where it goes.
    #[must_use]
    pub fn with_mail(mut self, source: mail::Source) -> Self {
        self.mail = Some(source);
        self
    }

    /// What a viewer may begin from anywhere, in the order of the table of contents.
    #[must_use]
    pub fn beginnings(&self, viewer: &Viewer) -> Vec<&'static Beginning> {
        let may = |beginning: &&&'static Beginning| beginning.needs.is_none_or(|permission| viewer.holds(permission));
        self.beginnings.iter().filter(may).copied().collect()
    }

    /// Adds the kinds of jobs that the chapters declare.
    #[must_use]
    pub fn with_jobs(mut self, kinds: &[&'static [Kind]]) -> Self {
        self.jobs.extend(kinds.iter().copied().flatten());
        self
    }

    /// Binds the press. The book's own tests read proofs, so only the binary links a typesetter.
    #[must_use]
    pub fn with_press(mut self, press: Press) -> Self {
        self.press = press;
        self
    }

    /// A kind of job by its word.
    #[must_use]
    pub fn job(&self, word: &str) -> Option<&'static Kind> {
        self.jobs.iter().copied().find(|kind| kind.word == word)
    }

    /// The migrations of the journal, then of each chapter in order.
    #[must_use]
    pub fn migrations(&self) -> Vec<Migration> {
        let mut all = crate::journal::MIGRATIONS.to_vec();
        for chapter in &self.chapters {
            all.extend_from_slice(chapter.migrations);
        }
        all
    }

    /// The places of the navigation that a viewer may open, in order of group; home before all.
    #[must_use]
    pub fn places(&self, viewer: &Viewer) -> Vec<Place> {
        let mut places: Vec<Place> = self
            .chapters
            .iter()
            .flat_map(|chapter| chapter.places.iter().copied())
            .filter(|place| place.needs.is_none_or(|permission| viewer.holds(permission)))
            .collect();
        places.sort_by_key(|place| (place.group, place.href != "/"));
        places
    }

    /// A figure by its name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&'static Figure> {
        self.chapters
            .iter()
            .flat_map(|chapter| chapter.figures)
            .find(|figure| figure.name == name)
    }
}
