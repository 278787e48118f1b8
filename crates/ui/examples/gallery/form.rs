//! A form with problems, as in mock 15.
use base::{Problem, Problems};
use engine::Manners;
use maud::{Markup, html};
use ui::Button;
use ui::field::{Asks, Titles, Typed, widget};
use ui::part::{summary, topbar};

use crate::sample;

pub(crate) fn page() -> Markup {
    let (schema, manners) = (sample::schema(), Manners::default());
    let look = sample::look(&schema, &manners);
    let typed = [("name", "3 × La Piccola + plan"), ("amount", "14.850,- ca."), ("close_date", "2026-11-13"), ("company", "Nordwind Studio"), ("stage", "proposal"), ("source", "web"), ("email.0.value", "marta@nordwind.studio"), ("email.0.label", "work")];
    let typed = Typed::sent(typed.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect());
    let problem = |field: &str, message: &str| Problem { field: field.into(), code: "invalid".into(), message: message.into() };
    let problems = Problems(vec![
        problem("amount", "write a number, like 14,850"),
        problem("close_date", "this day is in the past"),
        problem("company", "choose one, or create “Nordwind Studio”"),
    ]);
    let titles = Titles::new();
    let asks = Asks { look, typed: &typed, problems: &problems, options: &|_| None, titles: &titles };
    let Some(deal) = schema.object("deal") else { return html! {} };
    let label = |key: &str| deal.field(key).map_or_else(|| key.to_owned(), |f| f.label.clone());
    let ask = |key: &str| deal.field(key).map_or_else(|| html! {}, |field| widget(&asks, field));
    html! {
        (topbar(&[("#", "Deals")], "New deal", None, html! { (Button::link("#", "Cancel").ghost().small()) }))
        div.panel-body {
            form class="max-w-[42rem] mx-auto p-4 md:p-8 grid gap-6" method="post" novalidate data-controller="form" {
                (summary("The deal was not saved. Three things need a change.", &problems, label))
                (ask("name"))
                div class="grid gap-x-4 gap-y-6 sm:grid-cols-2" { @for key in ["amount", "close_date", "company", "stage"] { (ask(key)) } }
                (ask("email")) (ask("source")) (ask("urgent")) (ask("address"))
                div class="flex gap-2 items-center border-t border-line pt-5" {
                    (Button::new("Create deal").primary().key("mod+enter"))
                    (Button::new("Create and add another").ghost().value("then", "another"))
                }
            }
        }
    }
}
