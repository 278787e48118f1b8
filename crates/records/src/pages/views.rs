//! Saved views as people have them: save what is shown, rename, share, begin with it, delete.
use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use base::{Error, Id, Problems};
use engine::Object;
use engine::layout::Layout;
use engine::view::{Shared, View, ViewInput};
use maud::{Markup, html};
use ui::Button;
use ui::field::Typed;
use ui::icon::{icon, sized};
use ui::key;
use ui::part::{field_error, summary, topbar};
use ui::say;
use ui::say::Key;
use ui::web::{Answer, Fault};

use super::arranged::{Arranged, KEPT};
use super::asked::address;
use super::flash::Flash;
use super::form::quoted;
use super::toolbar::carried;
use super::visit::{Visit, id_of};

/// Where a view is shown.
pub(super) fn href(object: &Object, view: &View) -> String {
    address(&format!("/{}", object.plural), [("view", view.id.to_string().as_str())])
}

/// One's own, or by whom it is shared.
pub(super) fn icon_of(view: &View, visit: &Visit) -> &'static str {
    match view.shared {
        _ if view.start => "star",
        Shared::Own => "list-filter",
        Shared::Team => "users",
        Shared::Everyone if visit.actor.user == Some(view.owner) => "share-2",
        Shared::Everyone => "users-round",
    }
}

/// Behind the tabs: that the view was changed, back to what it was, saving it; and its settings.
pub(super) fn end(visit: &Visit, object: &Object, arranged: &Arranged) -> Markup {
    let view = arranged.view.as_ref();
    let mine = view.is_some_and(|v| v.may_be_changed_by(&visit.actor));
    html! {
        span.grow {}
        span.flex.items-center."gap-1".shrink-0 {
            @if arranged.changed {
                @if let Some(view) = view {
                    span.text-sm.text-muted."pr-1"."max-lg:hidden" { (say!("view-changed")) }
                    a.btn.btn-ghost.btn-sm."max-lg:hidden" href=(href(object, view)) { (say!("view-reset")) }
                }
                details.dropdown.dropdown-end {
                    summary.btn.btn-sm { (say!("view-save")) }
                    div.dropdown-content.pop."w-72"."mt-1.5"."p-3".text-sm."z-20".grid."gap-3" {
                        @if let (Some(view), true) = (view, mine) {
                            form method="post" action={ "/" (object.plural) "/views/" (view.id) } {
                                (carried(visit, &KEPT))
                                (Button::new(&say!("view-save-to", view = quoted(&view.name))).primary().small().class("w-full").value("act", "keep"))
                            }
                            hr.border-line;
                        }
                        form.grid."gap-3" method="post" action={ "/" (object.plural) "/views" } {
                            (carried(visit, &KEPT))
                            (inputs("v", "", Shared::Own, false, &Problems::default()))
                            @if mine { (Button::new(&say!("view-save-new")).small()) } @else { (Button::new(&say!("view-save")).primary().small()) }
                        }
                    }
                }
            }
            @if let Some(view) = view {
                a.btn.btn-ghost.btn-square.btn-sm href={ "/" (object.plural) "/views/" (view.id) } aria-label=(say!("view-settings-of", view = &view.name)) title=(say!("view-settings")) { (icon("sliders-horizontal")) }
            }
        }
    }
}

/// Name, who sees it, and whether the list begins with it. `id` keeps two such forms of a page apart.
fn inputs(id: &str, name: &str, shared: Shared, start: bool, problems: &Problems) -> Markup {
    let (name_id, shared_id) = (format!("{id}-name"), format!("{id}-shared"));
    html! {
        fieldset.fieldset {
            label.fieldset-legend for=(name_id) { (say!("view-name")) }
            input.input.w-full id=(name_id) name="name" value=(name) maxlength="80" required autocomplete="off" aria-invalid=[problems.of("name").map(|_| "true")];
            @if let Some(error) = problems.of("name") { (field_error(&name_id, error)) }
        }
        fieldset.fieldset {
            label.fieldset-legend for=(shared_id) { (say!("view-who")) }
            select.select.w-full id=(shared_id) name="shared" {
                @for (key, one) in Shared::NAMES { option value=(key) selected[one == shared] { (shared_name(one)) } }
            }
            @if let Some(error) = problems.of("shared") { (field_error(&shared_id, error)) }
        }
        label.flex."gap-2.5".items-center { input.checkbox.checkbox-sm type="checkbox" name="start" value="1" checked[start]; (say!("view-start")) }
    }
}

/// Who sees a view, in words.
pub(super) fn shared_name(shared: Shared) -> Key {
    match shared {
        Shared::Own => key!("view-own"),
        Shared::Team => key!("view-team"),
        Shared::Everyone => key!("view-everyone"),
    }
}

/// What a form says.
fn said(typed: &Typed, names: bool, kept: bool) -> ViewInput {
    let text = |name: &str| Some(typed.text(name).to_owned());
    let mut input = ViewInput::default();
    if names {
        input.name = text("name");
        input.shared = Some(Shared::parse(typed.text("shared")));
        input.start = Some(typed.text("start") == "1");
    }
    if kept {
        (input.filter, input.sort, input.columns, input.by) =
            (text("filter"), text("sort"), text("columns"), text("by"));
        input.layout = Some(Layout::parse(typed.text("as")));
    }
    input
}

/// What a page about a view is for.
struct Purpose<'a> {
    object: &'a Arc<Object>,
    view: Option<&'a View>,
}

/// `GET /{objects}/views`: the form on a page of its own, with what the address says.
pub(super) async fn new(visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    let typed = Typed::sent(visit.asked.pairs().to_vec());
    page(&visit, &Purpose { object: &object, view: None }, &typed, &Problems::default()).await
}

/// `POST /{objects}/views`
pub(super) async fn create(
    visit: Visit,
    Path(objects): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let object = visit.object(&objects)?;
    let typed = Typed::sent(pairs);
    let mut input = ViewInput { object: Some(object.key.clone()), ..said(&typed, true, true) };
    if input.start == Some(false) {
        input.start = None;
    }
    match visit.engine().create_view(&visit.actor, &input).await {
        Ok(view) => {
            Ok(Flash::done(say!("view-saved", view = quoted(&view.name))).then(&href(&object, &view)))
        }
        Err(Error::Invalid(problems)) => {
            page(&visit, &Purpose { object: &object, view: None }, &typed, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

async fn view_of(visit: &Visit, objects: &str, id: &str) -> Result<(Arc<Object>, View), Fault> {
    let object = visit.object(objects)?;
    let view = visit.engine().view(&visit.actor, id_of(id)?).await?;
    if view.object == object.key { Ok((object, view)) } else { Err(Fault::not_found()) }
}

/// `GET /{objects}/views/{id}`
pub(super) async fn show(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let (object, view) = view_of(&visit, &objects, &id).await?;
    let mut typed = Typed::default();
    typed.put("name", &view.name);
    typed.put("shared", view.shared.name());
    typed.put("start", if view.start { "1" } else { "" });
    page(&visit, &Purpose { object: &object, view: Some(&view) }, &typed, &Problems::default()).await
}

/// `POST /{objects}/views/{id}`: `act` is `keep` (what the list shows), `settings`, `start` or `delete`.
pub(super) async fn change(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let (object, view) = view_of(&visit, &objects, &id).await?;
    let typed = Typed::sent(pairs);
    let input = match typed.text("act") {
        "delete" => {
            let view = visit.engine().delete_view(&visit.actor, view.id).await?;
            let all = address(&format!("/{}", object.plural), [("view", "all")]);
            return Ok(Flash::done(say!("view-deleted", view = quoted(&view.name))).undo(view.id).then(&all));
        }
        "keep" => said(&typed, false, true),
        "start" => ViewInput { start: said(&typed, true, false).start, ..ViewInput::default() },
        _ => said(&typed, true, false),
    };
    match visit.engine().change_view(&visit.actor, view.id, &input).await {
        Ok(view) => {
            Ok(Flash::done(say!("view-saved", view = quoted(&view.name))).then(&href(&object, &view)))
        }
        Err(Error::Invalid(problems)) => {
            page(&visit, &Purpose { object: &object, view: Some(&view) }, &typed, &problems).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Undoes the deletion of a view.
pub(super) async fn restored(visit: &Visit, id: Id) -> Answer {
    let view = visit.engine().restore_view(&visit.actor, id).await?;
    let object = visit.object(&view.object)?;
    Ok(Flash::done(say!("view-back", view = quoted(&view.name))).then(&href(&object, &view)))
}

async fn page(
    visit: &Visit,
    purpose: &Purpose<'_>,
    typed: &Typed,
    problems: &Problems,
) -> Result<Response, Fault> {
    let Purpose { object, view } = purpose;
    let list = format!("/{}", object.plural);
    let back = view.map_or_else(|| list.clone(), |v| href(object, v));
    let title = view.map_or_else(|| say!("view-save"), |v| v.name.clone().into());
    let action = view.map_or_else(|| format!("{list}/views"), |v| format!("{list}/views/{}", v.id));
    let mine = view.is_none_or(|v| v.may_be_changed_by(&visit.actor));
    let start = typed.text("start") == "1";
    let body = html! {
        (topbar(&[(&back, &object.labels)], &title, None, html! { (Button::link(&back, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(action) {
                (summary(&say!("view-not-saved"), problems, |key| match key { "name" => say!("view-name").into(), "shared" => say!("view-who").into(), "filter" => say!("view-filter").into(), other => other.to_owned() }))
                @if view.is_none() {
                    @for name in KEPT { @if !typed.text(name).is_empty() { input type="hidden" name=(name) value=(typed.text(name)); } }
                }
                @if mine { (inputs("f", typed.text("name"), Shared::parse(typed.text("shared")), start, problems)) }
                @else {
                    p.text-muted { (say!("view-not-yours")) }
                    label.flex."gap-2.5".items-center { input.checkbox.checkbox-sm type="checkbox" name="start" value="1" checked[start]; (say!("view-start")) }
                }
                @if let Some(view) = view {
                    dl.kv {
                        dt { (sized("list-filter", "icon icon-sm")) (say!("view-filter")) } dd."[overflow-wrap:anywhere]" { @if view.filter.is_empty() { span.text-faint { (say!("view-all")) } } @else { code { (view.filter) } } }
                        dt { (sized("arrow-down-up", "icon icon-sm")) (say!("view-sorted")) } dd { @if view.sort.is_empty() { span.text-faint { (say!("view-newest")) } } @else { code { (view.sort) } } }
                    }
                }
                div.flex."gap-2".items-center.border-t.border-line."pt-5" {
                    (Button::new(&say!("view-save")).primary().value("act", if mine { "settings" } else { "start" }).key("mod+enter"))
                    (Button::link(&back, &say!("app-cancel")).ghost())
                    @if view.is_some() && mine {
                        span.grow {}
                        button.btn.btn-ghost.text-error name="act" value="delete" formnovalidate { (icon("trash-2")) (say!("view-delete")) }
                    }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}
