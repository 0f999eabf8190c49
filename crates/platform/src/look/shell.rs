//! The frame around every page: navigation in the four elements, the bar with crumbs and search, the viewer's menu.
//!
//! Everything works without script: the navigation is a drawer below 960 px that the browser itself opens, the
//! theme and signing out are forms. There is no inline style and no inline script, so the strict policy of the
//! platform holds.

use hypertext::prelude::*;
use hypertext::{Buffer, Raw};

use super::components::{Notice, initials};
use super::palette::{self, Palette, SingleKeys};
use super::{Markup, assets, nothing};
use crate::texts::{say, say_count, say_with};

/// Light, dark, or what the reader's system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The system decides.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The word in the form and in the cookie.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of a word; anything unknown is the system's.
    #[must_use]
    pub fn of(word: &str) -> Self {
        match word {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// One step of the way to this page; the last has no address.
#[derive(Clone, Debug)]
pub struct Crumb {
    /// The page.
    pub label: String,
    /// Its address.
    pub href: Option<String>,
}

/// Who looks.
#[derive(Clone, Debug)]
pub struct ViewerBadge {
    /// The name.
    pub name: String,
    /// The role in words.
    pub role: String,
    /// Two letters; made from the name when empty.
    pub initials: String,
}

/// A group of the navigation; Home has no heading.
#[derive(Clone, Debug)]
pub struct NavGroup {
    /// Strategy, Accounts, Organisation, People, Systems, Admin.
    pub heading: Option<String>,
    /// Its pages, those the viewer may open.
    pub items: Vec<NavItem>,
}

/// A page of the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// The word.
    pub label: String,
    /// Its address.
    pub href: String,
    /// Compared with [`Page::current`].
    pub key: String,
    /// The key after `g` that leads there.
    pub letter: Option<char>,
    /// How many things wait there.
    pub count: Option<u64>,
}

/// Where the search is answered and what was asked.
#[derive(Clone, Debug)]
pub struct Search {
    /// Answers GET with `q`.
    pub href: String,
    /// What was asked.
    pub asked: String,
}

/// The way to the viewer's notifications.
#[derive(Clone, Debug)]
pub struct Bell {
    /// Its page.
    pub href: String,
    /// The key after `g` that leads there.
    pub letter: Option<char>,
    /// How many are new; a hundred stands for more.
    pub unread: u64,
}

/// The most that the bell says in figures.
const BELL_MAX: u64 = 99;

impl Renderable for Bell {
    fn render_to(&self, buffer: &mut Buffer) {
        let label = if self.unread == 0 {
            say("notifications.bell_none").to_owned()
        } else {
            say_count("notifications.bell", self.unread.min(BELL_MAX))
        };
        let more = if self.unread > BELL_MAX { "+" } else { "" };
        maud! {
            a .bell href=(self.href) aria-label={ (label) (more) } data-go=[self.letter] {
                (drawn(BELL))
                @if self.unread > 0 { span.n { (self.unread.min(BELL_MAX)) (more) } }
            }
        }
        .render_to(buffer);
    }
}

/// A whole page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The title of the window; the page's `h1` stands in the body.
    pub title: String,
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// The key of the navigation item that this page belongs to.
    pub current: String,
    /// Who looks.
    pub viewer: Option<ViewerBadge>,
    /// The navigation.
    pub nav: Vec<NavGroup>,
    /// Light or dark.
    pub theme: Theme,
    /// What the page opens with.
    pub notice: Option<Notice>,
    /// The session's token for the forms of the frame.
    pub csrf: Option<String>,
    /// The day the page speaks of, in words: "18 Jan 2028".
    pub as_of: Option<String>,
    /// The search, where there is one.
    pub search: Option<Search>,
    /// Where the viewer's notifications stand, and how many are new.
    pub bell: Option<Bell>,
    /// What the palette knows of the viewer.
    pub palette: Option<Palette>,
    /// Whether single keys do anything, and how to change it.
    pub keys: Option<SingleKeys>,
    /// Where this page is, so that the theme form leads back.
    pub here: String,
    /// Answers POST `theme` and `back`.
    pub theme_href: String,
    /// Where the viewer finds their devices and their password.
    pub devices_href: String,
    /// Answers POST by signing out.
    pub sign_out_href: String,
    /// The page itself.
    pub body: Markup,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            title: String::new(),
            crumbs: Vec::new(),
            current: String::new(),
            viewer: None,
            nav: Vec::new(),
            theme: Theme::System,
            notice: None,
            csrf: None,
            as_of: None,
            search: None,
            bell: None,
            palette: None,
            keys: None,
            here: "/".to_owned(),
            theme_href: "/theme".to_owned(),
            devices_href: "/sessions".to_owned(),
            sign_out_href: "/sign-out".to_owned(),
            body: nothing(),
        }
    }
}

const MARK: &str = r#"<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><path d="M7 1.5v17M2 18.5h16" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/><path class="stay" d="M7 2.5 17 17" stroke-width="1.75" stroke-linecap="round"/><circle class="eye" cx="12.2" cy="10" r="2" stroke-width="1.5"/></svg>"#;
const BELL: &str = r#"<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="M4.5 7.5a4.5 4.5 0 0 1 9 0c0 3.5 1.5 4.5 1.5 5H3c0-.5 1.5-1.5 1.5-5ZM7.5 15a1.6 1.6 0 0 0 3 0" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></svg>"#;
const BARS: &str = r#"<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><path d="M3 5.5h14M3 10h14M3 14.5h14" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"/></svg>"#;

impl Page {
    fn nav(&self) -> Markup {
        maud! {
            nav #nav .nav popover aria-label=(say("shell.nav")) {
                a .brand href="/" { (drawn(MARK)) (say("shell.name")) }
                @for group in &self.nav {
                    @if let Some(heading) = &group.heading { h2 { (heading) } }
                    ul { @for item in &group.items { li { (self.nav_item(item)) } } }
                }
                @if let Some(viewer) = &self.viewer {
                    button .me type="button" popovertarget="viewer" {
                        span .ava aria-hidden="true" { (letters(viewer)) }
                        span { (viewer.name) span { (viewer.role) } span.vh { (say("shell.viewer_menu")) } }
                    }
                }
            }
        }
        .memoize()
    }

    fn nav_item(&self, item: &NavItem) -> Markup {
        let here = (item.key == self.current).then_some("page");
        maud! {
            a href=(item.href) aria-current=[here] data-go=[item.letter] {
                (item.label) @if let Some(n) = item.count { " " span.n { (n) } }
            }
        }
        .memoize()
    }

    /// What the keys after `g` lead to: letter and words.
    fn goes(&self) -> Vec<(char, &str)> {
        let items = self.nav.iter().flat_map(|group| &group.items);
        let places = items.filter_map(|item| Some((item.letter?, item.label.as_str())));
        let bell = self.bell.iter().filter_map(|bell| Some((bell.letter?, say("notifications.place"))));
        places.chain(bell).collect()
    }

    fn bar(&self) -> Markup {
        maud! {
            header.bar {
                button .burger type="button" popovertarget="nav" aria-label=(say("shell.open_nav")) { (drawn(BARS)) }
                nav .crumb aria-label=(say("shell.crumbs")) {
                    ol {
                        @for crumb in &self.crumbs {
                            li {
                                @if let Some(href) = &crumb.href {
                                    a href=(href) { (crumb.label) }
                                } @else {
                                    span aria-current="page" { (crumb.label) }
                                }
                            }
                        }
                    }
                }
                @if let Some(search) = &self.search {
                    form .find action=(search.href) method="get" role="search" {
                        input #search type="search" name="q" value=(search.asked) placeholder=(say("shell.search"))
                            aria-label=(say("shell.search")) aria-keyshortcuts="/ Control+K Meta+K" autocomplete="off" maxlength="200";
                        kbd aria-hidden="true" { "/" }
                    }
                }
                (self.bell)
                @if let Some(day) = &self.as_of { span.asof { (say_with("shell.as_of", &[("day", day)])) } }
                @if let Some(viewer) = &self.viewer {
                    button .mine type="button" popovertarget="viewer" {
                        span.ava { (letters(viewer)) }
                        span.vh { (viewer.name) ", " (say("shell.viewer_menu")) }
                    }
                }
            }
        }
        .memoize()
    }

    fn viewer_menu(&self, viewer: &ViewerBadge) -> Markup {
        maud! {
            div #viewer .menu .viewer popover {
                p { b { (viewer.name) } span { (viewer.role) } }
                (self.theme_form())
                @if !self.nav.is_empty() {
                    button .item type="button" popovertarget="keys" { (say("shell.keys")) kbd { "?" } }
                }
                a .item href=(self.devices_href) { (say("users.sessions_place")) }
                form action=(self.sign_out_href) method="post" {
                    (self.token())
                    button .item type="submit" { (say("shell.sign_out")) }
                }
            }
        }
        .memoize()
    }

    fn theme_form(&self) -> Markup {
        maud! {
            form .theme action=(self.theme_href) method="post" aria-label=(say("shell.theme")) {
                (self.token())
                input type="hidden" name="back" value=(self.here);
                @for (theme, label) in [
                    (Theme::System, say("shell.theme_system")),
                    (Theme::Light, say("shell.theme_light")),
                    (Theme::Dark, say("shell.theme_dark")),
                ] {
                    @let pressed = if theme == self.theme { "true" } else { "false" };
                    button type="submit" name="theme" value=(theme.word()) aria-pressed=(pressed) { (label) }
                }
            }
        }
        .memoize()
    }

    fn token(&self) -> Markup {
        maud! { @if let Some(token) = &self.csrf { input type="hidden" name="csrf" value=(token); } }.memoize()
    }
}

impl Renderable for Page {
    fn render_to(&self, buffer: &mut Buffer) {
        let body = maud! {
            a .skip href="#main" { (say("shell.skip")) }
            div.shell {
                (self.nav())
                div.side {
                    (self.bar())
                    main #main .page tabindex="-1" {
                        (self.notice)
                        (self.body)
                    }
                    footer .foot { (say("shell.footer")) }
                }
            }
            @if let Some(viewer) = &self.viewer { (self.viewer_menu(viewer)) }
            @if !self.nav.is_empty() {
                (palette::keys(&self.goes(), self.keys.as_ref()))
            }
            @if let Some(palette) = &self.palette { (palette.shown()) }
        };
        let frame = Frame {
            title: &self.title,
            theme: self.theme,
            keys_off: self.keys.as_ref().is_some_and(|keys| keys.off),
        };
        frame.document(&body.memoize(), buffer);
    }
}

/// A page without navigation: sign-in, an error, a link that was used up.
#[derive(Clone, Debug)]
pub struct BarePage {
    /// The title of the window.
    pub title: String,
    /// Light or dark.
    pub theme: Theme,
    /// What the page opens with.
    pub notice: Option<Notice>,
    /// The page itself, with its `h1`.
    pub body: Markup,
}

impl Renderable for BarePage {
    fn render_to(&self, buffer: &mut Buffer) {
        let body = maud! {
            main #main .bare {
                a .brand href="/" { (drawn(MARK)) (say("shell.name")) }
                (self.notice)
                (self.body)
            }
        };
        let frame = Frame {
            title: &self.title,
            theme: self.theme,
            keys_off: false,
        };
        frame.document(&body.memoize(), buffer);
    }
}

/// What stands around the body of every document.
struct Frame<'a> {
    title: &'a str,
    theme: Theme,
    keys_off: bool,
}

impl Frame<'_> {
    fn document(&self, body: &Markup, buffer: &mut Buffer) {
        let chosen = match self.theme {
            Theme::System => None,
            Theme::Light | Theme::Dark => Some(self.theme.word()),
        };
        maud! {
            !DOCTYPE
            html lang=(say("shell.lang")) data-theme=[chosen] data-keys=[self.keys_off.then_some("off")] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) " · " (say("shell.name")) }
                    link rel="icon" href=(assets::path_of("favicon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(assets::path_of("mainstay.css"));
                    script src=(assets::path_of("mainstay.js")) type="module" {}
                }
                body { (body) }
            }
        }
        .render_to(buffer);
    }
}

fn letters(viewer: &ViewerBadge) -> String {
    if viewer.initials.is_empty() {
        initials(&viewer.name)
    } else {
        viewer.initials.clone()
    }
}

fn drawn(svg: &'static str) -> Raw<&'static str> {
    // XSS SAFETY: only the constants above.
    Raw::dangerously_create(svg)
}
