//! Who may do what, and about whom: roles, permissions, and the scope that every list must take.

use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, PersonId, UserId};

#[cfg(test)]
mod tests;

/// The roles of the programme. A user may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Top-management owner of the programme.
    ProgrammeChampion,
    /// Runs portfolio, resources, standards.
    KaDirector,
    /// Key account manager: day-to-day owner of accounts.
    Kam,
    /// Anyone else on an account team.
    TeamMember,
    /// First-line manager and coach of account managers.
    SalesManager,
    /// Observes and scores the sales managers' coaching.
    SecondLineManager,
    /// Runs sponsorship, accreditation, surveys.
    ProgrammeLead,
    /// Senior executive paired with an account.
    ExecutiveSponsor,
    /// Selection, reward, retention and succession data.
    HrPartner,
    /// Data steward: fields, adoption, quality.
    CrmOwner,
    /// Writes plans, runs pay, answers disputes.
    CompAnalyst,
    /// Reads everything that touches money and access, changes nothing.
    Auditor,
    /// Users, roles, settings, imports; sees no pay by this role.
    Administrator,
}

impl Role {
    /// Every role, in the order of the domain's table.
    pub const ALL: [Self; 13] = [
        Self::ProgrammeChampion,
        Self::KaDirector,
        Self::Kam,
        Self::TeamMember,
        Self::SalesManager,
        Self::SecondLineManager,
        Self::ProgrammeLead,
        Self::ExecutiveSponsor,
        Self::HrPartner,
        Self::CrmOwner,
        Self::CompAnalyst,
        Self::Auditor,
        Self::Administrator,
    ];

    /// The role's name in records, journal and API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ProgrammeChampion => "programme_champion",
            Self::KaDirector => "ka_director",
            Self::Kam => "kam",
            Self::TeamMember => "team_member",
            Self::SalesManager => "sales_manager",
            Self::SecondLineManager => "second_line_manager",
            Self::ProgrammeLead => "programme_lead",
            Self::ExecutiveSponsor => "executive_sponsor",
            Self::HrPartner => "hr_partner",
            Self::CrmOwner => "crm_owner",
            Self::CompAnalyst => "comp_analyst",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Something a person may be allowed to do: `accounts.see`. A constant of its chapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Permission(&'static str);

impl Permission {
    /// Names a permission by its chapter's word and a verb.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// The name, as in the reviewed table and in error messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// How far a permission reaches for one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// One's own record, and the accounts one is assigned to.
    Own,
    /// Own, and the people who report to one directly, with their accounts.
    Team,
    /// Own, and everybody below one in the management tree, with their accounts.
    Units,
    /// The whole programme.
    All,
}

/// A row of the access table: these roles may do this, that far.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// What may be done.
    pub permission: Permission,
    /// By whom, how far.
    pub to: &'static [(Role, Reach)],
}

/// Every role, for what nobody in the firm needs to be kept from.
pub const EVERYBODY: &[(Role, Reach)] = &[
    (Role::ProgrammeChampion, Reach::All),
    (Role::KaDirector, Reach::All),
    (Role::Kam, Reach::All),
    (Role::TeamMember, Reach::All),
    (Role::SalesManager, Reach::All),
    (Role::SecondLineManager, Reach::All),
    (Role::ProgrammeLead, Reach::All),
    (Role::ExecutiveSponsor, Reach::All),
    (Role::HrPartner, Reach::All),
    (Role::CrmOwner, Reach::All),
    (Role::CompAnalyst, Reach::All),
    (Role::Auditor, Reach::All),
    (Role::Administrator, Reach::All),
];

/// A set of records, or all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent<T> {
    /// No limit.
    All,
    /// Only these.
    Only(BTreeSet<T>),
}

impl<T: Ord> Extent<T> {
    /// Whether a record lies inside.
    #[must_use]
    pub fn holds(&self, record: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(set) => set.contains(record),
        }
    }
}

/// The people and accounts that a viewer may see for one purpose. Only [`Viewer::may`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    permission: Permission,
    people: Extent<PersonId>,
    accounts: Extent<AccountId>,
}

impl Scope {
    /// What the scope was given for.
    #[must_use]
    pub fn permission(&self) -> Permission {
        self.permission
    }

    /// The people inside.
    #[must_use]
    pub fn people(&self) -> &Extent<PersonId> {
        &self.people
    }

    /// The accounts inside.
    #[must_use]
    pub fn accounts(&self) -> &Extent<AccountId> {
        &self.accounts
    }

    /// Refuses a person outside, in the same words as a person who does not exist.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn of_person(&self, person: PersonId, what: &'static str) -> Result<()> {
        if self.people.holds(&person) {
            Ok(())
        } else {
            Err(Error::NotFound { what })
        }
    }

    /// Refuses an account outside, in the same words as an account that does not exist.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub fn of_account(&self, account: AccountId, what: &'static str) -> Result<()> {
        if self.accounts.holds(&account) {
            Ok(())
        } else {
            Err(Error::NotFound { what })
        }
    }
}

/// The people and accounts around one person, on one day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circle {
    /// Who reports to the person directly.
    pub team: BTreeSet<PersonId>,
    /// Everybody below the person in the management tree, the team included.
    pub units: BTreeSet<PersonId>,
    /// The accounts of the person alone.
    pub own_accounts: BTreeSet<AccountId>,
    /// The accounts of the team.
    pub team_accounts: BTreeSet<AccountId>,
    /// The accounts of the units.
    pub unit_accounts: BTreeSet<AccountId>,
}

/// Whom or what somebody may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Centre {
    /// A person of the firm.
    Person(PersonId),
    /// An account.
    Account(AccountId),
}

/// Who reaches one person or account, on one day: a [`Circle`] seen from its other end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Whose own it is.
    pub own: BTreeSet<PersonId>,
    /// The direct managers of those.
    pub team: BTreeSet<PersonId>,
    /// Everybody above them in the management tree, the direct managers included.
    pub units: BTreeSet<PersonId>,
}

impl Around {
    /// Everybody who reaches it at all.
    #[must_use]
    pub fn everybody(&self) -> BTreeSet<PersonId> {
        self.own.iter().chain(&self.team).chain(&self.units).copied().collect()
    }

    /// Whether somebody with so far a reach reaches it.
    #[must_use]
    pub fn is_reached(&self, by: PersonId, reach: Reach) -> bool {
        match reach {
            Reach::Own => self.own.contains(&by),
            Reach::Team => self.own.contains(&by) || self.team.contains(&by),
            Reach::Units => self.own.contains(&by) || self.units.contains(&by),
            Reach::All => true,
        }
    }
}

/// The declared table of role × permission, gathered from the chapters.
#[derive(Debug, Clone, Default)]
pub struct AccessTable {
    reach: BTreeMap<(Role, Permission), Reach>,
}

impl AccessTable {
    /// Gathers the grants of all chapters. A permission that is granted twice to a role reaches as far as the nearer of the two.
    #[must_use]
    pub fn new(grants: &[Grant]) -> Self {
        let mut reach = BTreeMap::new();
        for grant in grants {
            for (role, far) in grant.to {
                reach
                    .entry((*role, grant.permission))
                    .and_modify(|known: &mut Reach| *known = (*known).min(*far))
                    .or_insert(*far);
            }
        }
        Self { reach }
    }

    /// How far a permission reaches for a role, if at all.
    #[must_use]
    pub fn reach(&self, role: Role, permission: Permission) -> Option<Reach> {
        self.reach.get(&(role, permission)).copied()
    }

    /// The furthest reach that any of the roles gives.
    #[must_use]
    pub fn furthest(&self, roles: &BTreeSet<Role>, permission: Permission) -> Option<Reach> {
        roles.iter().filter_map(|role| self.reach(*role, permission)).max()
    }

    /// Every permission that some role holds, in order.
    #[must_use]
    pub fn permissions(&self) -> BTreeSet<Permission> {
        self.reach.keys().map(|(_, permission)| *permission).collect()
    }
}

/// How a viewer likes to work, and what waits for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Desk {
    /// Keys without Ctrl or Cmd do nothing.
    pub keys_off: bool,
    /// How many notifications are new.
    pub unread: u64,
}

/// Who is asking, with everything needed to answer "may this person?".
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The user's id; none for the command line, which acts as the operator.
    pub user: Option<UserId>,
    /// The name shown in the shell.
    pub name: String,
    /// The roles held.
    pub roles: BTreeSet<Role>,
    /// The person in the firm whom the user is, where there is one.
    pub person: Option<PersonId>,
    /// How they like to work, and what waits for them: for the frame of every page, and no matter of rights.
    pub desk: Desk,
    circle: Circle,
    granted: BTreeMap<Permission, Reach>,
}

impl Viewer {
    /// A signed-in user.
    #[must_use]
    pub fn new(user: UserId, name: String, roles: BTreeSet<Role>, person: Option<(PersonId, Circle)>, table: &AccessTable) -> Self {
        let granted = table
            .permissions()
            .into_iter()
            .filter_map(|permission| table.furthest(&roles, permission).map(|reach| (permission, reach)))
            .collect();
        let (person, circle) = match person {
            Some((person, circle)) => (Some(person), circle),
            None => (None, Circle::default()),
        };
        Self {
            user: Some(user),
            name,
            roles,
            person,
            desk: Desk::default(),
            circle,
            granted,
        }
    }

    /// The same viewer with fewer permissions: those that an access token was made for.
    #[must_use]
    pub fn narrowed(mut self, keeps: impl Fn(Permission) -> bool) -> Self {
        self.granted.retain(|permission, _| keeps(*permission));
        self
    }

    /// The operator at the command line of the server: whoever can read the database file may do everything.
    #[must_use]
    pub fn operator(table: &AccessTable) -> Self {
        let granted = table.permissions().into_iter().map(|permission| (permission, Reach::All)).collect();
        Self {
            user: None,
            name: "operator".to_owned(),
            roles: BTreeSet::new(),
            person: None,
            desk: Desk::default(),
            circle: Circle::default(),
            granted,
        }
    }

    /// A user who has just proved who they are, without any right yet; for the journal.
    #[must_use]
    pub fn arriving(user: UserId, name: &str) -> Self {
        Self {
            user: Some(user),
            name: name.to_owned(),
            ..Self::operator(&AccessTable::default())
        }
    }

    /// The name under which acts are recorded: the user's id, or `operator` for the command line.
    #[must_use]
    pub fn actor(&self) -> String {
        self.user.map_or_else(|| self.name.clone(), |user| user.to_string())
    }

    /// Whether the permission is held at all; for showing or hiding a link.
    #[must_use]
    pub fn holds(&self, permission: Permission) -> bool {
        self.granted.contains_key(&permission)
    }

    /// The scope of a permission.
    ///
    /// # Errors
    /// [`Error::Forbidden`] when none of the viewer's roles has it.
    pub fn may(&self, permission: Permission) -> Result<Scope> {
        let reach = self.granted.get(&permission).ok_or(Error::Forbidden { permission })?;
        let mut people: BTreeSet<PersonId> = self.person.into_iter().collect();
        let mut accounts = self.circle.own_accounts.clone();
        match reach {
            Reach::Own => {}
            Reach::Team => {
                people.extend(&self.circle.team);
                accounts.extend(&self.circle.team_accounts);
            }
            Reach::Units => {
                people.extend(&self.circle.units);
                accounts.extend(&self.circle.unit_accounts);
            }
            Reach::All => {
                return Ok(Scope {
                    permission,
                    people: Extent::All,
                    accounts: Extent::All,
                });
            }
        }
        Ok(Scope {
            permission,
            people: Extent::Only(people),
            accounts: Extent::Only(accounts),
        })
    }
}
