//! Following a record from its page: the star beside its name.
use axum::extract::Path;
use maud::{Markup, html};
use ui::icon::sized;
use ui::say;
use ui::web::Answer;

use super::Subject;
use crate::pages::flash::Flash;
use crate::pages::form::quoted;
use crate::pages::visit::{Visit, id_of};

/// The star; nothing where there is nothing to follow.
pub(super) fn star(visit: &Visit, subject: &Subject) -> Markup {
    if !subject.is_there() || visit.actor.user.is_none() {
        return html! {};
    }
    let label = if subject.followed { say!("record-unfollow") } else { say!("record-follow") };
    html! {
        form.contents method="post" action={ (subject.here()) "/follow" } {
            button.btn.btn-ghost.btn-square.btn-sm.text-accent[subject.followed] name="on" value=(if subject.followed { "" } else { "1" })
                aria-label={ (label) ": " (subject.title) } title=(label) data-hotkey="f" {
                (sized("star", if subject.followed { "icon fill-current" } else { "icon" }))
            }
        }
    }
}

/// `POST /{objects}/{id}/follow`: `on=1` follows, `on=` no longer does.
pub(in crate::pages) async fn change(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    axum::Form(pairs): axum::Form<Vec<(String, String)>>,
) -> Answer {
    let object = visit.object(&objects)?;
    let record = visit.engine().find_any(&visit.actor, &object.key, id_of(&id)?).await?;
    let on = pairs.iter().any(|(name, value)| name == "on" && !value.is_empty());
    let title = quoted(&record.title());
    let here = ui::field::href(&object, record.id);
    if !on {
        visit.engine().unfollow(&visit.actor, record.id).await?;
        return Ok(Flash::done(say!("record-unfollowed", title = &title)).then(&here));
    }
    match visit.engine().follow(&visit.actor, &object.key, record.id).await {
        Ok(()) => Ok(Flash::done(say!("record-followed", title = &title)).then(&here)),
        Err(base::Error::Invalid(problems)) => Ok(Flash::failed(problems.to_string()).then(&here)),
        Err(other) => Err(other.into()),
    }
}
