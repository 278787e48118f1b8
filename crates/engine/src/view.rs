//! Saved views: how a list is narrowed, sorted and laid out, under a name. A view is its owner's alone, their team's or
//! everyone's; who opens a list may have it begin with one.
use base::{Error, Id, Moment, Problems, Result};
use say::say;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use store::{Build, Row, Sql, Tx};

use crate::access::{Action, Actor, Level};
use crate::configured::{Act, named, view_changes, view_title};
use crate::engine::Engine;
use crate::filter::Filter;
use crate::layout::Layout;
use crate::query::{Sort, Sorting};
use crate::schema::Object;

/// Who sees a view besides its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shared {
    /// Nobody.
    #[default]
    Own,
    /// Those whose team the owner belongs to.
    Team,
    /// Everyone who may see the object.
    Everyone,
}

impl Shared {
    /// Every one with its name.
    pub const NAMES: [(&'static str, Self); 3] =
        [("own", Self::Own), ("team", Self::Team), ("everyone", Self::Everyone)];

    /// By its name; another is nobody.
    pub fn parse(name: &str) -> Self {
        Self::NAMES.iter().find(|(n, _)| *n == name).map_or(Self::Own, |(_, s)| *s)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, s)| *s == self).map_or("own", |(n, _)| n)
    }
}

/// A saved view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct View {
    /// Its id.
    pub id: Id,
    /// Key of the object it lists.
    pub object: String,
    /// What it is called.
    pub name: String,
    /// Who made it.
    pub owner: Id,
    /// Who sees it besides.
    pub shared: Shared,
    /// In rows, lanes or days.
    pub layout: Layout,
    /// Which records, in the filter language; empty is all.
    pub filter: String,
    /// In which order: `-created_at,name`; empty is the list's own.
    pub sort: String,
    /// Which columns or fields of cards, by commas; empty are the object's own.
    pub columns: String,
    /// In which groups: `stage`, `close_date:month`; of a board the field of its lanes, of a calendar its date and how
    /// much it shows at once: `close_date:week`. Empty is none, or the first there is.
    pub by: String,
    /// The list begins with it for the person who asks.
    pub start: bool,
    /// When it was made.
    pub created_at: Moment,
    /// When it was changed last.
    pub updated_at: Moment,
}

/// What a new view is to be, or what is to change in one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ViewInput {
    /// The object, by key or plural; only for a new one.
    pub object: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Who sees it.
    pub shared: Option<Shared>,
    /// In rows, lanes or days.
    pub layout: Option<Layout>,
    /// Which records.
    pub filter: Option<String>,
    /// In which order.
    pub sort: Option<String>,
    /// Which columns.
    pub columns: Option<String>,
    /// In which groups.
    pub by: Option<String>,
    /// Whether the list begins with it, for the person who says so.
    pub start: Option<bool>,
}

const COLUMNS: &str = "v.id, v.object, v.name, v.owner, v.shared, v.filter, v.sort, v.columns, v.grouped, v.created_at, v.updated_at, s.view, v.layout";
/// Views one person keeps of one object at most.
const MOST: usize = 100;
/// Characters of a filter, a sort or a list of columns.
const LONGEST: usize = 4_000;

impl View {
    fn load(row: &mut Row) -> Self {
        let mut text = |i| row.take_text(i).unwrap_or_default();
        let (object, name, shared) = (text(1), text(2), Shared::parse(&text(4)));
        let (filter, sort, columns, by) = (text(5), text(6), text(7), text(8));
        let layout = Layout::parse(&text(12));
        Self {
            id: row.id(0).unwrap_or(Id(0)),
            object,
            name,
            owner: row.id(3).unwrap_or(Id(0)),
            shared,
            layout,
            filter,
            sort,
            columns,
            by,
            start: row.int(11).is_some(),
            created_at: Moment(row.int(9).unwrap_or_default()),
            updated_at: Moment(row.int(10).unwrap_or_default()),
        }
    }

    fn is_seen_by(&self, actor: &Actor) -> bool {
        match self.shared {
            _ if actor.user == Some(self.owner) || actor.is_admin() => true,
            Shared::Own => false,
            Shared::Team => actor.team.contains(&self.owner),
            Shared::Everyone => true,
        }
    }

    /// Whether a person may rename, share, change or delete it: one's own; shared ones administrators too.
    pub fn may_be_changed_by(&self, actor: &Actor) -> bool {
        actor.user == Some(self.owner) || (actor.is_admin() && self.shared != Shared::Own)
    }
}

impl Engine {
    /// The views an actor sees, in the order they were made; of one object, or of all.
    pub async fn views(&self, actor: &Actor, object: Option<&Object>) -> Result<Vec<View>> {
        let me = actor.user.unwrap_or(Id(0));
        let mut sql = select(me);
        sql.push(" WHERE v.deleted_at IS NULL");
        if let Some(object) = object {
            sql.push(" AND v.object = ").bind(object.key.as_str());
        }
        sql.push(" AND (v.shared <> 'own' OR v.owner = ").bind(me).push(") ORDER BY v.id");
        let rows = self.db().read(sql.done()).await?;
        let views = rows.into_iter().map(|mut row| View::load(&mut row));
        Ok(views.filter(|v| v.is_seen_by(actor) && self.object(actor, &v.object).is_ok()).collect())
    }

    /// One view.
    pub async fn view(&self, actor: &Actor, id: Id) -> Result<View> {
        self.view_where(actor, id, "v.deleted_at IS NULL").await
    }

    async fn view_where(&self, actor: &Actor, id: Id, condition: &str) -> Result<View> {
        let mut sql = select(actor.user.unwrap_or(Id(0)));
        sql.push(" WHERE v.id = ").bind(id).push(" AND ").push(condition);
        let mut rows = self.db().read(sql.done()).await?;
        let view = rows.first_mut().map(View::load).ok_or(Error::NotFound)?;
        let seen = view.is_seen_by(actor) && self.object(actor, &view.object).is_ok();
        // What nobody else sees is not there for administrators either.
        let hidden = view.shared == Shared::Own && actor.user != Some(view.owner);
        if seen && !hidden { Ok(view) } else { Err(Error::NotFound) }
    }

    /// Keeps a view.
    pub async fn create_view(&self, actor: &Actor, input: &ViewInput) -> Result<View> {
        let me = writer(actor)?;
        let object = match input.object.as_deref().filter(|o| !o.is_empty()) {
            Some(name) => self.object(actor, name).map_err(|_| {
                Error::invalid("object", "unknown", format!("There is no object called {name:?}"))
            })?,
            None => return Err(Error::invalid("object", "required", say!("problem-view-object"))),
        };
        if self.views(actor, Some(&object)).await?.iter().filter(|v| v.owner == me).count() >= MOST {
            return Err(Error::invalid("name", "too_many", say!("problem-views-most", most = MOST)));
        }
        let now = Moment::now();
        let mut view = View {
            id: Id::new(),
            object: object.key.clone(),
            name: String::new(),
            owner: me,
            shared: Shared::Own,
            layout: Layout::List,
            filter: String::new(),
            sort: String::new(),
            columns: String::new(),
            by: String::new(),
            start: false,
            created_at: now,
            updated_at: now,
        };
        self.apply(actor, &object, &mut view, input)?;
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO saved_view (id, object, name, owner, shared, filter, sort, columns, grouped, created_at, updated_at, layout) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            vec![
                view.id.into(),
                view.object.as_str().into(),
                view.name.as_str().into(),
                me.into(),
                view.shared.name().into(),
                view.filter.as_str().into(),
                view.sort.as_str().into(),
                view.columns.as_str().into(),
                view.by.as_str().into(),
                now.into(),
                now.into(),
                view.layout.name().into(),
            ],
        ));
        push_start(&mut tx, me, &view, input.start);
        note(&mut tx, actor, &view, "created", view_changes(None, &view), &Act::new());
        self.db().commit(tx).await?;
        Ok(view)
    }

    /// Changes a view. Whether the list begins with it is everybody's own to say.
    pub async fn change_view(&self, actor: &Actor, id: Id, input: &ViewInput) -> Result<View> {
        self.change_view_in(actor, id, input, &Act::new()).await
    }

    pub(crate) async fn change_view_in(
        &self,
        actor: &Actor,
        id: Id,
        input: &ViewInput,
        act: &Act,
    ) -> Result<View> {
        let me = writer(actor)?;
        let mut view = self.view(actor, id).await?;
        let before = view.clone();
        let object = self.object(actor, &view.object)?;
        let mut tx = Tx::new();
        if *input != (ViewInput { start: input.start, ..ViewInput::default() }) {
            if !view.may_be_changed_by(actor) {
                return Err(Error::Forbidden(say!("problem-view-not-yours-save").into()));
            }
            self.apply(actor, &object, &mut view, input)?;
            view.updated_at = Moment::now();
            tx.expect(
                Sql::new(
                    "UPDATE saved_view SET name = $1, shared = $2, filter = $3, sort = $4, columns = $5, grouped = $6, updated_at = $7, layout = $8 \
                     WHERE id = $9 AND deleted_at IS NULL",
                    vec![
                        view.name.as_str().into(),
                        view.shared.name().into(),
                        view.filter.as_str().into(),
                        view.sort.as_str().into(),
                        view.columns.as_str().into(),
                        view.by.as_str().into(),
                        view.updated_at.into(),
                        view.layout.name().into(),
                        id.into(),
                    ],
                ),
                1,
            );
            note(&mut tx, actor, &view, "updated", view_changes(Some(&before), &view), act);
        }
        push_start(&mut tx, me, &view, input.start);
        view.start = input.start.unwrap_or(view.start);
        if !tx.is_empty() {
            self.db().commit(tx).await?;
        }
        Ok(view)
    }

    /// Deletes a view; it can be restored.
    pub async fn delete_view(&self, actor: &Actor, id: Id) -> Result<View> {
        self.delete_view_in(actor, id, &Act::new()).await
    }

    pub(crate) async fn delete_view_in(&self, actor: &Actor, id: Id, act: &Act) -> Result<View> {
        writer(actor)?;
        let view = self.view(actor, id).await?;
        if !view.may_be_changed_by(actor) {
            return Err(Error::Forbidden(say!("problem-view-not-yours").into()));
        }
        self.mark_deleted(actor, &view, Some(Moment::now()), act).await?;
        Ok(view)
    }

    /// Brings a deleted view back.
    pub async fn restore_view(&self, actor: &Actor, id: Id) -> Result<View> {
        self.restore_view_in(actor, id, &Act::new()).await
    }

    pub(crate) async fn restore_view_in(&self, actor: &Actor, id: Id, act: &Act) -> Result<View> {
        writer(actor)?;
        let view = self.view_where(actor, id, "v.deleted_at IS NOT NULL").await?;
        if !view.may_be_changed_by(actor) {
            return Err(Error::NotFound);
        }
        self.mark_deleted(actor, &view, None, act).await?;
        Ok(view)
    }

    async fn mark_deleted(&self, actor: &Actor, view: &View, at: Option<Moment>, act: &Act) -> Result<()> {
        let mut tx = Tx::new();
        let text = "UPDATE saved_view SET deleted_at = $1 WHERE id = $2";
        tx.run(Sql::new(text, vec![at.into(), view.id.into()]));
        let verb = if at.is_some() { "deleted" } else { "restored" };
        let said = view_changes(None, view).map(|_| named(Map::new(), "view", &view_title(view)));
        note(&mut tx, actor, view, verb, said, act);
        self.db().commit(tx).await?;
        Ok(())
    }

    /// Takes over what is said, all problems at once.
    fn apply(
        &self,
        actor: &Actor,
        object: &std::sync::Arc<Object>,
        view: &mut View,
        input: &ViewInput,
    ) -> Result<()> {
        let mut problems = Problems::default();
        if let Some(other) = input.object.as_deref().filter(|o| *o != object.key && *o != object.plural) {
            problems.add(
                "object",
                "fixed",
                format!("A view stays with its object, it cannot move to {other:?}"),
            );
        }
        let kept = [
            (&input.filter, &mut view.filter),
            (&input.sort, &mut view.sort),
            (&input.columns, &mut view.columns),
            (&input.by, &mut view.by),
            (&input.name, &mut view.name),
        ];
        for (given, place) in kept {
            if let Some(text) = given {
                text.trim().clone_into(place);
            }
        }
        if view.name.is_empty() || view.name.chars().count() > 80 {
            problems.add("name", "required", say!("problem-view-name"));
        }
        if let Some(shared) = input.shared {
            let may = [Action::Create, Action::Update].iter().any(|a| actor.level(object, *a) != Level::None);
            if shared != Shared::Own && shared != view.shared && !may {
                problems.add("shared", "forbidden", say!("problem-view-share"));
            }
            view.shared = shared;
        }
        for (name, text) in
            [("filter", &view.filter), ("sort", &view.sort), ("columns", &view.columns), ("by", &view.by)]
        {
            if text.len() > LONGEST {
                problems.add(name, "too_long", say!("problem-at-most", most = LONGEST));
            }
        }
        let schema = self.schema();
        let scope = self.scope(actor);
        if input.filter.is_some()
            && let Err(error) = Filter::read(&view.filter)
                .and_then(|filter| filter.map(|f| f.resolve(object, &schema, actor, &scope)).transpose())
        {
            problems.add("filter", "filter", error.message);
        }
        if input.sort.is_some()
            && let Err(error) =
                Sort::parse(&view.sort).and_then(|s| Sorting::resolve(&s, object, &schema, actor))
        {
            problems.add("sort", "sort", said(error));
        }
        if input.columns.is_some() {
            let unknown = view.columns.split(',').map(|c| c.split(':').next().unwrap_or_default().trim());
            for column in unknown.filter(|c| !c.is_empty() && object.field(c).is_none()) {
                problems.add("columns", "unknown", say!("problem-no-field", field = say::quoted(column)));
            }
        }
        view.layout = input.layout.unwrap_or(view.layout);
        if (input.by.is_some() || input.layout.is_some())
            && let Err(message) = view.layout.check(object, &view.by)
        {
            problems.add("by", "by", message);
        }
        problems.check()
    }
}

/// Notes in the log what happened to a view others see.
fn note(
    tx: &mut Tx,
    actor: &Actor,
    view: &View,
    verb: &str,
    said: Option<Map<String, serde_json::Value>>,
    act: &Act,
) {
    if let Some(said) = said {
        tx.run(act.note(actor, "view", view.id, verb, said));
        tx.notify = true;
    }
}

fn select(me: Id) -> Build {
    let mut sql = Build::new();
    sql.push("SELECT ")
        .push(COLUMNS)
        .push(" FROM saved_view v LEFT JOIN saved_view_start s ON s.view = v.id AND s.person = ");
    sql.bind(me);
    sql
}

/// Who keeps it: a person, by a token that may write.
fn writer(actor: &Actor) -> Result<Id> {
    let writes =
        actor.scopes.as_ref().is_none_or(|s| s.0.iter().any(|s| s.ends_with("write") || s == "admin"));
    match actor.user {
        Some(user) if writes => Ok(user),
        Some(_) => Err(Error::Forbidden(say!("problem-token-reads").into())),
        None => Err(Error::Forbidden(say!("problem-views-people").into())),
    }
}

/// A person's list begins with the view, or no longer does.
fn push_start(tx: &mut Tx, me: Id, view: &View, start: Option<bool>) {
    match start {
        Some(true) => tx.run(Sql::new(
            "INSERT INTO saved_view_start (person, object, view) VALUES ($1, $2, $3) \
             ON CONFLICT (person, object) DO UPDATE SET view = excluded.view",
            vec![me.into(), view.object.as_str().into(), view.id.into()],
        )),
        Some(false) => tx.run(Sql::new(
            "DELETE FROM saved_view_start WHERE person = $1 AND view = $2",
            vec![me.into(), view.id.into()],
        )),
        None => {}
    }
}

fn said(error: Error) -> String {
    match error {
        Error::Invalid(problems) => problems.0.into_iter().map(|p| p.message).collect::<Vec<_>>().join(". "),
        other => other.to_string(),
    }
}
