//! The bin: what was deleted, newest first, and the way back.
use base::Moment;
use engine::Action;
use engine::query::Query;
use maud::html;
use ui::Button;
use ui::field::cell::cut;
use ui::field::{face, href, words};
use ui::icon::sized;
use ui::part::{Size, empty, topbar};
use ui::web::Answer;

use super::visit::Visit;

/// Records shown of each object.
const EACH: usize = 50;

/// `GET /bin`
pub(super) async fn show(visit: Visit) -> Answer {
    let mut found: Vec<(std::sync::Arc<engine::Object>, base::Id, String, Moment)> = Vec::new();
    let wanted = visit.asked.text("object");
    for object in visit.schema.objects().filter(|o| visit.sees(o) && wanted.is_none_or(|w| w == o.key)) {
        let query = Query {
            deleted: true,
            ..Query::new(&object.key).columns(&object.title).sort("-updated_at")?.limit(EACH)
        };
        for row in visit.engine().list(&visit.actor, &query).await?.rows {
            let title =
                row.cells.first().and_then(|v| v.text()).map_or_else(|| row.id.to_string(), |t| cut(t, 80));
            found.push((object.clone(), row.id, title, row.deleted_at.unwrap_or(visit.now)));
        }
    }
    found.sort_by_key(|(_, _, _, at)| std::cmp::Reverse(at.0));
    let look = visit.look();
    let count = words::number(found.len() as i64);
    let body = html! {
        (topbar(&[], "Bin", (!found.is_empty()).then_some(count.as_str()), html! {}))
        @if found.is_empty() { (empty("trash-2", "The bin is empty", "What is deleted stays here for 30 days and can be taken back.", html! {})) }
        @else {
            div.panel-body {
                p."px-4"."py-3".text-sm.text-muted { "What is deleted stays here for 30 days, then it is destroyed." }
                table.table.table-stack.border-t.border-line {
                    thead { tr { th scope="col" { "Name" } th scope="col" { "What" } th scope="col" { "Deleted" } th scope="col" { span.sr-only { "Action" } } } }
                    tbody {
                        @for (object, id, title, at) in &found {
                            tr {
                                td { a.flex.items-center."gap-2.5".font-medium href=(href(object, *id)) { (face(object, title, *id, Size::Medium)) (title) } }
                                td.text-muted { span.inline-flex.items-center."gap-1.5" { (sized(&object.icon, "icon icon-sm text-faint")) (object.label) } }
                                td.text-muted { time datetime=(at) title=(look.long_moment(*at)) { (look.ago(*at)) } }
                                td.text-end {
                                    @if visit.can(object, Action::Delete) {
                                        form.contents method="post" action={ (href(object, *id)) "/restore" } {
                                            input type="hidden" name="back" value="/bin";
                                            (Button::new("Restore").icon("undo-2").small())
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    visit.page("Bin", None, body).await
}
