//! Why somebody can or cannot do something with a record: the same right as in `access`, told step by step.
use base::{Error, Id, Result};

use crate::access::{Action, Actor, FieldRight, Level, Role};
use crate::engine::Engine;
use crate::record::Record;

/// Where a role says what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It is an administrator's.
    Admin,
    /// For the object by name.
    Object,
    /// For every object without an entry of its own.
    Every,
    /// Nowhere.
    Nowhere,
}

/// What one role gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleWhy {
    /// Its key.
    pub role: String,
    /// Its name.
    pub label: String,
    /// How far it reaches.
    pub level: Level,
    /// Where that stands.
    pub said: Said,
}

/// The answer for one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// What one wants to do.
    pub action: Action,
    /// Whether one may.
    pub may: bool,
    /// The widest of the roles.
    pub level: Level,
    /// What each role gives.
    pub roles: Vec<RoleWhy>,
}

/// Everything about one user and one record.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The user as an actor.
    pub actor: Actor,
    /// The record.
    pub record: Record,
    /// The owner is the user.
    pub own: bool,
    /// The owner is in the user's team, or below it.
    pub team: bool,
    /// Action by action.
    pub actions: Vec<Why>,
    /// Fields the user does not see, and those they cannot change; by key.
    pub fields: Vec<(String, FieldRight)>,
}

fn said(role: &Role, object: &str) -> Said {
    if role.admin {
        Said::Admin
    } else if role.objects.contains_key(object) {
        Said::Object
    } else if role.objects.contains_key("*") {
        Said::Every
    } else {
        Said::Nowhere
    }
}

impl Actor {
    /// Why the actor may do something with a record, or not.
    pub fn why(&self, action: Action, record: &Record) -> Why {
        let object = &record.object;
        let one = |role: &std::sync::Arc<Role>| {
            let alone = Self { roles: vec![role.clone()], ..self.clone() };
            RoleWhy {
                role: role.key.clone(),
                label: role.label.clone(),
                level: alone.level(object, action),
                said: said(role, &object.key),
            }
        };
        let roles = self.roles.iter().map(one).collect();
        Why { action, may: self.may(action, record), level: self.level(object, action), roles }
    }
}

impl Engine {
    /// Why a user may see or change a record, or not. For administrators. `NotFound` names neither user nor record.
    pub async fn explain(&self, asker: &Actor, user: Id, object: &str, record: Id) -> Result<Explanation> {
        if !asker.is_admin() {
            return Err(Error::Forbidden("Only administrators ask what others may see".to_owned()));
        }
        let record = self.find_any(asker, object, record).await?;
        let actor = self.actor(user, None).await?;
        let owner = record.owner();
        let fields = record
            .object
            .fields
            .iter()
            .filter(|f| !f.hidden)
            .map(|f| (f.key.clone(), actor.field(&record.object, f)))
            .filter(|(_, right)| *right != FieldRight::Write)
            .collect();
        Ok(Explanation {
            own: owner == Some(user),
            team: owner.is_some_and(|o| actor.team.contains(&o)),
            actions: Action::ALL.iter().map(|a| actor.why(*a, &record)).collect(),
            fields,
            actor,
            record,
        })
    }
}
