//! What a person can do: with a list, with a record, anywhere. These lists are the one place where a command is named;
//! bars, menus and the palette are made from them, and rights are looked at here.
use base::Id;
use engine::verb::{Spot, Verb, Way};
use engine::{Action, Choice, Field, Kind, Object, Record, StageKind};
use ui::Command;
use ui::command::Shown;
use ui::field::cell::is_path;
use ui::field::href;
use ui::{key, say};

use super::asked::address;
use super::settings::frame;
use super::visit::{MY_CALENDAR, MY_TASKS, Visit};

/// Makes a record of an object, where the person may.
pub(super) fn create(visit: &Visit, object: &Object) -> Option<Command> {
    let label = say!("command-new", what = say::inline(&object.label));
    let new = || Command::dialog(label, "plus", format!("/{}/new", object.plural));
    (visit.sees(object) && visit.can(object, Action::Create)).then(new)
}

/// The objects people work with: those of the sidebar, own ones included.
pub(super) fn objects(visit: &Visit) -> impl Iterator<Item = &std::sync::Arc<Object>> {
    visit.schema.objects().filter(|o| (!o.nav.is_empty() || o.own) && visit.sees(o))
}

/// What can be done with a list.
pub(super) fn of_list(visit: &Visit, object: &Object) -> Vec<Command> {
    let import = (visit.can(object, Action::Import) && visit.can(object, Action::Create)).then(|| {
        let to = address("/imports", [("object", object.key.as_str())]);
        Command::page(say!("command-import", what = say::inline(&object.labels)), "upload", to)
            .shown(Shown::Icon)
    });
    let export = visit.can(object, Action::Export).then(|| {
        let query = visit.asked.here().split_once('?').map(|(_, q)| format!("&{q}")).unwrap_or_default();
        let here = visit.asked.path() == format!("/{}", object.plural);
        let to = format!("/{}/export?choose=1{}", object.plural, if here { query } else { String::new() });
        Command::page(say!("command-export", what = say::inline(&object.labels)), "download", to)
            .shown(Shown::Icon)
    });
    let cards = (object.key == "lead" && visit.can(object, Action::Create))
        .then(|| Command::page(say!("lead-cards"), "id-card", "/leads/cards").shown(Shown::Icon));
    let new = create(visit, object).map(|c| c.key("c").shown(Shown::Main));
    cards.into_iter().chain(import).chain(export).chain(new).collect()
}

/// Steps that lead off a path: lost, churned.
pub(super) fn leads_off(choice: &Choice) -> bool {
    choice.stage == Some(StageKind::Lost) || (choice.stage.is_none() && choice.tone == "red")
}

/// A task that points to a record.
fn task_for(visit: &Visit, object: &Object, id: Id) -> Option<Command> {
    let task = visit.schema.object("task").filter(|t| visit.sees(t) && visit.can(t, Action::Create))?;
    let points =
        |f: &&Field| f.kind == Kind::Link && !f.hidden && f.target.as_deref() == Some(object.key.as_str());
    let link = task.fields.iter().find(points)?;
    let to = super::form::prefilled(task, &link.key, &id.to_string(), &href(object, id));
    Some(
        Command::dialog(say!("command-add", what = say::inline(&task.label)), "circle-check-big", to)
            .key("t"),
    )
}

/// What can be done with a record that is there.
pub(super) fn of_record(visit: &Visit, record: &Record) -> Vec<Command> {
    let object = &record.object;
    let here = href(object, record.id);
    if record.deleted_at.is_some() {
        let restore = Command::post(say!("command-restore"), "undo-2", format!("{here}/restore"));
        return visit.actor.may(Action::Delete, record).then_some(restore).into_iter().collect();
    }
    let mut all = Vec::new();
    let may_update = visit.actor.may(Action::Update, record);
    all.extend(verbs(visit, record));
    all.extend(task_for(visit, object, record.id).map(|c| c.shown(Shown::Bar)));
    if may_update {
        let edit = Command::page(
            say!("command-edit", what = say::inline(&object.label)),
            "pencil",
            format!("{here}/edit"),
        );
        all.push(edit.key("e").shown(Shown::Main));
    }
    if super::record::compose::takes_notes(visit, object) {
        let note = Command::page(say!("command-note"), "sticky-note", format!("{here}#note"));
        all.push(note.key("n").shown(Shown::Palette));
    }
    all.extend(reach(visit, record));
    if may_update {
        all.extend(steps(visit, record));
    }
    all.push(Command::page(say!("command-print"), "printer", format!("{here}?print=1")));
    let yesterday = visit.look().today().plus_days(-1).iso();
    all.push(Command::page(
        say!("command-as-of"),
        "history",
        address(&here, [("as_of", yesterday.as_str())]),
    ));
    if visit.actor.may(Action::Delete, record) {
        all.push(Command::danger(say!("command-delete"), "trash-2", format!("{here}/delete")));
    }
    all
}

/// What modules let one do with a record.
fn verbs(visit: &Visit, record: &Record) -> Vec<Command> {
    let command = |(verb, to): (&Verb, String)| {
        let label = verb.label.said();
        let command = match verb.way {
            Way::Page => Command::page(label, verb.icon, to),
            Way::Dialog => Command::dialog(label, verb.icon, to),
            Way::Post => Command::post(label, verb.icon, to),
        };
        let shown = match verb.spot {
            Spot::Bar => Shown::Bar,
            Spot::Icon => Shown::Icon,
            Spot::Menu => Shown::Menu,
        };
        Command { key: verb.key, ..command.shown(shown) }
    };
    visit.engine().offered(&visit.actor, record).into_iter().map(command).collect()
}

/// The page by which alone a record comes to a step of its path.
pub(super) fn own_way(record: &Record, choice: &Choice) -> Option<String> {
    (record.object.key == "lead" && choice.key == "converted")
        .then(|| format!("{}/conversion", href(&record.object, record.id)))
}

/// Along its path: the steps themselves stand on the page, those off it in the menu.
fn steps(visit: &Visit, record: &Record) -> Vec<Command> {
    let object = &record.object;
    let moves = |f: &&Field| is_path(f) && !f.hidden && super::moving::is_movable(visit, object, f);
    let Some(path) = object.fields.iter().find(moves) else {
        return Vec::new();
    };
    let (now, pipeline) = (record.get(&path.key).text(), record.get("pipeline").text());
    let fits = |c: &&Choice| {
        !c.hidden
            && Some(c.key.as_str()) != now
            && own_way(record, c).is_none()
            && (c.pipeline.is_none() || c.pipeline.as_deref() == pipeline)
    };
    let command = |c: &Choice| {
        let pairs = [("field", path.key.as_str()), ("value", c.key.as_str())];
        let to = address(&format!("{}/stage", href(object, record.id)), pairs);
        // The end of a long path is out of sight at its beginning.
        let ends = if leads_off(c) {
            Some("circle-x")
        } else {
            (c.stage == Some(StageKind::Won)).then_some("trophy")
        };
        if let Some(icon) = ends {
            Command::post(say!("command-mark-as", stage = say::inline(&c.label)), icon, to)
        } else {
            Command::post(format!("{}: {}", path.label, c.label), "milestone", to).shown(Shown::Palette)
        }
    };
    path.choices.iter().filter(fits).map(command).collect()
}

/// Ways to reach a person: by e-mail, by telephone.
fn reach(visit: &Visit, record: &Record) -> Vec<Command> {
    let object = &record.object;
    let seen = |kind: Kind| {
        let field =
            object.fields.iter().find(move |f| f.kind == kind && !f.hidden && visit.actor.sees(object, f))?;
        record.get(&field.key).primary().text().map(str::to_owned)
    };
    let mail = seen(Kind::Email)
        .map(|to| Command::page(say!("command-mail", to = &to), "mail", format!("mailto:{to}")));
    let call = seen(Kind::Phone)
        .map(|to| Command::page(say!("command-call", to = &to), "phone", format!("tel:{to}")));
    mail.into_iter().chain(call).map(|c| c.shown(Shown::Palette)).collect()
}

/// What can be created from anywhere.
pub(super) fn creates(visit: &Visit) -> Vec<Command> {
    let named = |object: &std::sync::Arc<Object>| {
        create(visit, object).map(|c| Command { label: object.label.clone(), icon: object.icon.clone(), ..c })
    };
    objects(visit).filter_map(named).collect()
}

/// Every place there is to go to: pages, lists, settings.
pub(super) fn places(visit: &Visit) -> Vec<Command> {
    let mut all = vec![Command::page(say!("shell-home"), "house", "/").key("g h")];
    if let Some(task) = visit.schema.object("task").filter(|o| visit.sees(o)) {
        let mine = address("/tasks", [("filter", MY_TASKS), ("sort", "due")]);
        all.push(
            Command::page(say!("shell-mine", what = say::inline(&task.labels)), &task.icon, mine).key("g t"),
        );
    }
    if let Some(task) = visit.schema.object("task").filter(|o| visit.sees(o)) {
        let mine = [("as", "calendar"), ("filter", MY_CALENDAR)];
        let mine = address(&format!("/{}", task.plural), mine);
        all.push(Command::page(say!("shell-my-calendar"), "calendar-days", mine).key("g k"));
    }
    all.push(Command::page(say!("notice-title"), "bell", "/notices").key("g n"));
    all.extend(objects(visit).map(|o| Command::page(&o.labels, &o.icon, format!("/{}", o.plural))));
    if visit.schema.object("deal").is_some_and(|o| visit.sees(o)) {
        all.push(Command::page(say!("forecast-title"), "chart-line", "/forecast").key("g f"));
    }
    if visit.schema.object("dashboard").is_some_and(|o| visit.sees(o)) {
        all.push(Command::page(say!("dashboard-metrics"), "sigma", "/dashboards/metrics"));
    }
    if visit.schema.objects().any(|o| visit.can(o, Action::Import)) {
        all.push(Command::page(say!("shell-import"), "upload", "/imports"));
    }
    all.push(Command::page(say!("shell-bin"), "trash-2", "/bin"));
    all.push(Command::page(say!("app-search"), "search", "/search"));
    let settings = frame::places(visit)
        .map(|(href, label, icon)| Command::page(say!("command-settings", what = label), icon, href));
    all.extend(settings);
    if visit.actor.is_admin() {
        let fields = |o: &std::sync::Arc<Object>| {
            Command::page(
                say!("command-fields", what = say::inline(&o.labels)),
                "blocks",
                format!("/settings/objects/{}", o.key),
            )
        };
        all.extend(objects(visit).map(fields));
    }
    all
}

/// What can be done anywhere, besides creating and going.
pub(super) fn everywhere() -> Vec<Command> {
    let theme = |label: say::Key, icon: &str, name: &str| {
        Command::post(label.said(), icon, format!("/theme?theme={name}"))
    };
    vec![
        theme(key!("command-theme-light"), "lightbulb", "light"),
        theme(key!("command-theme-dark"), "monitor", "dark"),
        theme(key!("command-theme-system"), "monitor", "system"),
        Command::page(say!("command-password"), "key-round", "/profile/password"),
        Command::post(say!("shell-sign-out"), "log-out", "/logout"),
    ]
}
