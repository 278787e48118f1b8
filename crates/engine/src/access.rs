//! Who may see or change what: one pure function of actor, roles, object, record and field. There is no second check elsewhere.
use std::collections::BTreeMap;
use std::sync::Arc;

use base::{Error, Id, Result};
use say::say;
use serde::{Deserialize, Serialize};

use crate::record::Record;
use crate::schema::{Field, Object};

/// What one wants to do with records of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See them.
    Read,
    /// Make new ones.
    Create,
    /// Change them.
    Update,
    /// Move them to the bin and back.
    Delete,
    /// Destroy them for good.
    Destroy,
    /// Take them out in files.
    Export,
    /// Bring them in from files.
    Import,
}

impl Action {
    /// Every action, in the order people are shown them.
    pub const ALL: [Self; 7] =
        [Self::Read, Self::Create, Self::Update, Self::Delete, Self::Destroy, Self::Export, Self::Import];
}

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Not at all.
    #[default]
    None,
    /// What one owns.
    Own,
    /// What one's team owns.
    Team,
    /// Everything.
    All,
}

/// What a role may do with a field, beyond what it may do with the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRight {
    /// It is not there.
    Hide,
    /// It can be seen.
    Read,
    /// It can be changed.
    Write,
}

/// The rights of one role on one object.
pub type Rights = BTreeMap<Action, Level>;

/// A set of rights with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Its name for programs.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// May do everything, settings included.
    #[serde(default)]
    pub admin: bool,
    /// Rights by object key; `*` for every object without an entry of its own.
    #[serde(default)]
    pub objects: BTreeMap<String, Rights>,
    /// Field rights by `object.field`; a field without an entry can be changed.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldRight>,
}

impl Role {
    /// What the role allows on an object.
    fn level(&self, object: &str, action: Action) -> Level {
        if self.admin {
            return Level::All;
        }
        let rights = self.objects.get(object).or_else(|| self.objects.get("*"));
        rights.and_then(|r| r.get(&action)).copied().unwrap_or_default()
    }

    /// What the role allows on a field.
    fn field(&self, object: &str, field: &str) -> FieldRight {
        if self.admin {
            return FieldRight::Write;
        }
        self.fields.get(&format!("{object}.{field}")).copied().unwrap_or(FieldRight::Write)
    }

    /// The roles every workspace starts with.
    pub fn shipped() -> Vec<Self> {
        use Action::{Create, Delete, Destroy, Export, Import, Read, Update};
        use Level::{All, None, Own, Team};
        let rights = |list: [Level; 7]| -> Rights {
            [Read, Create, Update, Delete, Destroy, Export, Import].into_iter().zip(list).collect()
        };
        // People and teams are the administrators' to change: a role is a field of a user.
        let see = || {
            [
                ("user", rights([All, None, None, None, None, None, None])),
                ("team", rights([All, None, None, None, None, None, None])),
            ]
        };
        let role = |key: &str, label: &str, admin: bool, all: [Level; 7]| Self {
            key: key.to_owned(),
            label: label.to_owned(),
            admin,
            objects: see().into_iter().chain([("*", rights(all))]).map(|(k, r)| (k.to_owned(), r)).collect(),
            fields: BTreeMap::new(),
        };
        vec![
            role("admin", "Admin", true, [All; 7]),
            role("manager", "Manager", false, [All, All, All, Team, None, All, All]),
            role("member", "Member", false, [All, All, Team, Own, None, None, None]),
            role("read_only", "Read-only", false, [All, None, None, None, None, None, None]),
        ]
    }
}

/// What a token may be used for: `read`, `write`, `admin`, or `contacts:read` and `deals:write` for single objects.
/// A token never allows more than its user may.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(pub Vec<String>);

impl Scopes {
    /// Whether the scopes let an action on an object through.
    pub fn allow(&self, object: &Object, action: Action) -> bool {
        let reading = matches!(action, Action::Read | Action::Export);
        self.0.iter().any(|scope| {
            let (name, word) = scope.split_once(':').map_or((None, scope.as_str()), |(n, w)| (Some(n), w));
            let object_fits = name.is_none_or(|n| n == object.plural || n == object.key);
            object_fits && (word == "write" || word == "admin" || (reading && word == "read"))
        })
    }

    /// Whether the scopes let anything at all be changed.
    pub fn write(&self) -> bool {
        self.0.iter().any(|scope| matches!(scope.rsplit(':').next(), Some("write" | "admin")))
    }
}

/// Who does something: a user with roles, a token of a user, or the system itself.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The user; `None` for the system.
    pub user: Option<Id>,
    /// For logs and timelines.
    pub name: String,
    /// The roles.
    pub roles: Vec<Arc<Role>>,
    /// The users of the same teams, oneself included.
    pub team: Arc<[Id]>,
    /// The limits of the token, where one is used.
    pub scopes: Option<Scopes>,
    /// The language the person chose, BCP 47.
    pub language: Option<String>,
}

/// The records a right reaches, for the query and for a record in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// None.
    Nothing,
    /// Those of these owners.
    Owners(Arc<[Id]>),
    /// One's own, and those their owners share with everyone or, where they are of the same team, with it.
    Shared {
        /// Oneself.
        me: Id,
        /// The users of the same teams, oneself included.
        team: Arc<[Id]>,
    },
    /// Every one.
    Everything,
}

/// The field that says with whom the owner of a record shares it.
pub const SHARED: &str = "shared";

impl Reach {
    /// Whether records of an owner are within reach, whatever else they say.
    pub fn has(&self, owner: Option<Id>) -> bool {
        match self {
            Self::Nothing => false,
            Self::Owners(ids) => owner.is_some_and(|o| ids.contains(&o)),
            Self::Shared { me, .. } => owner == Some(*me),
            Self::Everything => true,
        }
    }

    /// Whether a record is within reach.
    pub fn lets(&self, record: &Record) -> bool {
        let owner = record.owner();
        let shared = match self {
            Self::Shared { team, .. } => match record.get(SHARED).text() {
                Some("everyone") => true,
                Some("team") => owner.is_some_and(|o| team.contains(&o)),
                _ => false,
            },
            _ => false,
        };
        shared || self.has(owner)
    }
}

impl Actor {
    /// Refuses a token whose scopes do not let something through; a person needs none.
    pub fn token_lets(&self, may: impl FnOnce(&Scopes) -> bool) -> Result<()> {
        if self.scopes.as_ref().is_none_or(may) {
            return Ok(());
        }
        Err(Error::Forbidden(say!("problem-token-reads").into()))
    }

    /// Rondo itself: rules, jobs, commands of the operator.
    pub fn system() -> Self {
        Self {
            user: None,
            name: "Rondo".to_owned(),
            roles: Vec::new(),
            team: Arc::from([]),
            scopes: None,
            language: None,
        }
    }

    /// Whether this is Rondo itself.
    pub fn is_system(&self) -> bool {
        self.user.is_none()
    }

    /// May change settings: schema, roles, users, workspace.
    pub fn is_admin(&self) -> bool {
        let scoped = self.scopes.as_ref().is_none_or(|s| s.0.iter().any(|s| s == "admin"));
        self.is_system() || (scoped && self.roles.iter().any(|r| r.admin))
    }

    /// How far an action by hand reaches on an object: the widest of the roles, within the token's scopes, and nowhere where
    /// the records are not made by people.
    pub fn level(&self, object: &Object, action: Action) -> Level {
        let theirs = self.is_system() || object.made_by.leaves(action);
        if theirs { self.granted(object, action) } else { Level::None }
    }

    /// As [`Actor::level`], where a verb or an undoing does it.
    pub fn granted(&self, object: &Object, action: Action) -> Level {
        if self.is_system() {
            return Level::All;
        }
        if self.scopes.as_ref().is_some_and(|s| !s.allow(object, action)) {
            return Level::None;
        }
        self.roles.iter().map(|r| r.level(&object.key, action)).max().unwrap_or_default()
    }

    /// The records an action reaches.
    pub fn reach(&self, object: &Object, action: Action) -> Reach {
        self.reach_at(self.level(object, action), object, action)
    }

    fn reach_at(&self, level: Level, object: &Object, action: Action) -> Reach {
        match (level, self.user) {
            // What is shared by its owner is seen by whom it is shared with, and by administrators.
            (_, Some(me))
                if object.shared
                    && level != Level::None
                    && matches!(action, Action::Read | Action::Export)
                    && !self.roles.iter().any(|r| r.admin) =>
            {
                Reach::Shared { me, team: self.team.clone() }
            }
            (Level::All, _) => Reach::Everything,
            (Level::Team, Some(_)) => Reach::Owners(self.team.clone()),
            (Level::Own, Some(user)) => Reach::Owners(Arc::from([user])),
            _ => Reach::Nothing,
        }
    }

    /// Whether the actor may do something with a record. People always reach their own user record to read it.
    pub fn may(&self, action: Action, record: &Record) -> bool {
        self.reach(&record.object, action).lets(record)
            || (record.object.key == "user" && action == Action::Read && self.user == Some(record.id))
    }

    /// As [`Actor::may`], where a verb or an undoing does it.
    pub fn may_by_verb(&self, action: Action, record: &Record) -> bool {
        self.reach_at(self.granted(&record.object, action), &record.object, action).lets(record)
    }

    /// What the actor may do with a field.
    pub fn field(&self, object: &Object, field: &Field) -> FieldRight {
        if self.is_system() {
            return FieldRight::Write;
        }
        if field.secret {
            return FieldRight::Hide;
        }
        self.roles.iter().map(|r| r.field(&object.key, &field.key)).max().unwrap_or(FieldRight::Hide)
    }

    /// Whether the actor may see a field.
    pub fn sees(&self, object: &Object, field: &Field) -> bool {
        self.field(object, field) >= FieldRight::Read
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Kind;
    use crate::schema::Schema;
    use crate::value::Value;

    fn actor(role: &str, scopes: Option<&[&str]>) -> Actor {
        let role = Role::shipped().into_iter().find(|r| r.key == role).unwrap();
        Actor {
            user: Some(Id(7)),
            name: "Ana".to_owned(),
            roles: vec![Arc::new(role)],
            team: Arc::from([Id(7), Id(8)]),
            scopes: scopes.map(|s| Scopes(s.iter().map(|&s| s.to_owned()).collect())),
            language: None,
        }
    }

    #[test]
    fn a_member_changes_what_the_team_owns_and_deletes_what_is_theirs() {
        let deal = Object::new("deal", "deals", "");
        let ana = actor("member", None);
        assert_eq!(ana.reach(&deal, Action::Read), Reach::Everything);
        assert!(ana.reach(&deal, Action::Update).has(Some(Id(8))));
        assert!(!ana.reach(&deal, Action::Update).has(Some(Id(9))));
        assert!(!ana.reach(&deal, Action::Delete).has(Some(Id(8))));
        assert!(!ana.reach(&deal, Action::Delete).has(None));
    }

    #[test]
    fn what_owners_share_is_read_by_those_they_share_it_with() {
        let schema = Schema::build(
            1,
            vec![Object::new("board", "boards", "").shared().fields(vec![Field::new("name", Kind::Text)])],
        );
        let board = schema.unwrap().object("board").unwrap().clone();
        let made = |owner: i64, shared: &str| {
            let mut record = Record::empty(board.clone(), Id(1));
            record.set("owner", Value::Ref(Id(owner)));
            record.set(SHARED, Value::Text(shared.to_owned()));
            record
        };
        let (ana, boss) = (actor("member", None), actor("admin", None));
        let reads = |who: &Actor, owner: i64, shared: &str| who.may(Action::Read, &made(owner, shared));
        assert!(reads(&ana, 7, "me") && reads(&ana, 8, "team") && reads(&ana, 9, "everyone"));
        assert!(!reads(&ana, 8, "me") && !reads(&ana, 9, "team"));
        assert!(reads(&boss, 9, "me"));
    }

    #[test]
    fn only_administrators_change_users() {
        let user = Object::new("user", "users", "");
        assert_eq!(actor("manager", None).level(&user, Action::Update), Level::None);
        assert_eq!(actor("admin", None).level(&user, Action::Update), Level::All);
    }

    #[test]
    fn a_token_never_allows_more_than_its_scopes() {
        let (deal, contact) = (Object::new("deal", "deals", ""), Object::new("contact", "contacts", ""));
        let ana = actor("admin", Some(&["deals:read"]));
        assert_eq!(ana.level(&deal, Action::Read), Level::All);
        assert_eq!(ana.level(&deal, Action::Update), Level::None);
        assert_eq!(ana.level(&contact, Action::Read), Level::None);
        assert!(!ana.is_admin());
        assert_eq!(actor("read_only", Some(&["write"])).level(&deal, Action::Update), Level::None);
    }
}
