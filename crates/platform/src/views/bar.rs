//! The views above a list: which there are, with which it was opened, and the form that saves what is shown.

use super::rules::{self, View, ViewId};
use super::{SHARE, pages, store};
use crate::Result;
use crate::access::Viewer;
use crate::database::Tx;
use crate::look::components::{Button, Dialog, Form, Tab, Tabs};
use crate::look::{Markup, nothing};
use crate::texts::say;
use crate::web::Caller;
use crate::web::again::Shown;
use crate::web::listing::{Asked, List};
use hypertext::prelude::*;
use std::collections::BTreeMap;

/// The value of `view` in an address that asks for the list without any view.
const ALL: &str = "all";
/// The id of the form that saves a view.
const DIALOG: &str = "save-view";

/// What stands above a list, and how it was asked for.
#[derive(Debug, Clone)]
pub struct Views {
    list: List,
    params: BTreeMap<String, String>,
    views: Vec<View>,
    opening: Option<ViewId>,
}

impl Views {
    /// The views of a list that a viewer may choose from, and the list as it is asked for: an address that says nothing opens with the
    /// viewer's own view, if there is one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(tx: &mut Tx, viewer: &Viewer, list: List, params: &BTreeMap<String, String>) -> Result<Self> {
        let (mut views, mut opening) = (Vec::new(), None);
        if let Some(user) = viewer.user {
            views = store::list_of(tx, user, &viewer.roles, list.path).await?;
            opening = store::look_up_opening(tx, user, list.path).await?;
        }
        opening = opening.filter(|id| views.iter().any(|view| view.id == *id));
        let first = views.iter().find(|view| Some(view.id) == opening).filter(|_| params.is_empty());
        let params = first.map_or_else(|| params.clone(), pairs);
        Ok(Self {
            list,
            params,
            views,
            opening,
        })
    }

    /// What the list is asked for.
    #[must_use]
    pub fn params(&self) -> &BTreeMap<String, String> {
        &self.params
    }

    /// The list as it is asked for.
    #[must_use]
    pub fn asked(&self) -> Asked {
        self.list.asked(&self.params)
    }

    fn current(&self) -> Option<&View> {
        let named = self.params.get("view")?;
        self.views.iter().find(|view| view.id.to_string() == *named)
    }

    /// Whether the list is asked as it usually is: for everything, in the order in which it opens.
    fn is_usual(&self, asked: &Asked) -> bool {
        let first = self.list.sorts.first().copied().unwrap_or_default();
        !asked.is_narrowed() && self.params.get("sort").is_none_or(|sort| sort == first)
    }

    /// The tabs of the views, and what can be done with what is shown. Nothing while there is nothing to choose or to save.
    #[must_use]
    pub fn bar(&self, caller: &Caller, asked: &Asked) -> Markup {
        let query = rules::query(&asked.query());
        let differs = match self.current() {
            Some(view) => view.query != query,
            None => !self.is_usual(asked),
        };
        if self.views.is_empty() && !differs || caller.viewer.user.is_none() {
            return nothing();
        }
        let tabs = Tabs {
            label: say("views.of").to_owned(),
            tabs: self.tabs(),
        };
        let own = self.current().filter(|view| Some(view.owner) == caller.viewer.user);
        maud! {
            div.views {
                (tabs)
                div.acts {
                    @if differs {
                        @if let Some(view) = own { (keep(caller, view, &query)) }
                        (Button::opens(say("views.save"), DIALOG).quiet())
                    }
                    @if let Some(view) = own { (Button::link(say("views.edit"), pages::href(view.id)).quiet()) }
                }
            }
            @if differs { (self.dialog(caller, &query)) }
        }
        .memoize()
    }

    fn tabs(&self) -> Vec<Tab> {
        let path = self.list.path;
        let all = if self.opening.is_some() {
            format!("{path}?view={ALL}")
        } else {
            path.to_owned()
        };
        let mut tabs = vec![Tab {
            label: say("views.all").to_owned(),
            href: all,
            current: self.current().is_none(),
            count: None,
        }];
        tabs.extend(self.views.iter().map(|view| Tab {
            label: view.name.clone(),
            href: view.href(),
            current: self.current().is_some_and(|current| current.id == view.id),
            count: None,
        }));
        tabs
    }

    fn dialog(&self, caller: &Caller, query: &str) -> Dialog {
        let empty = crate::web::Fields::default();
        let form = pages::fields(&Shown::first(&empty), caller.viewer.holds(SHARE), pages::PLACE, caller.csrf())
            .hidden("list", self.list.path)
            .hidden("query", query)
            .button(Button::submit(say("views.save")).primary());
        Dialog::new(DIALOG, say("views.save_title"), form)
    }
}

/// The one tap that lets a view show what its list shows now.
fn keep(caller: &Caller, view: &View, query: &str) -> Form {
    Form::post(format!("{}/query", pages::href(view.id)))
        .csrf(Some(caller.csrf()))
        .hidden("version", view.version.to_string())
        .hidden("query", query)
        .inline()
        .button(Button::submit(say("views.save_changes")).quiet())
}

/// A view as the address of its list would say it.
fn pairs(view: &View) -> BTreeMap<String, String> {
    let mut pairs: BTreeMap<String, String> = form_urlencoded::parse(view.query.as_bytes()).into_owned().collect();
    pairs.insert("view".to_owned(), view.id.to_string());
    pairs
}
