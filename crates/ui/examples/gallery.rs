//! Writes pages without a server behind them, to look at: `cargo run -p ui --example gallery -- OUT`.
use std::error::Error;
use std::path::Path;

use base::{Id, Problems};
use maud::{Markup, html};
use ui::part::{self, Tab};
use ui::{Button, Chrome, Command, Flash, NavGroup, NavItem, Person, Theme};

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::args().nth(1).ok_or("usage: gallery OUT")?;
    std::fs::create_dir_all(&out)?;
    let pages: [(&str, Markup); 5] = [
        ("list", ui::page(&chrome(None), "Contacts", list())),
        ("list-dark", ui::page(&chrome(Some(Theme::Dark)), "Contacts", list())),
        ("empty", ui::page(&chrome(None), "Deals", nothing())),
        ("404", ui::page(&chrome(None), "Page not found", ui::blank::not_found(None))),
        ("form", ui::page(&chrome(None), "New deal", form())),
    ];
    for (name, page) in pages {
        std::fs::write(Path::new(&out).join(format!("{name}.html")), page.into_string())?;
    }
    Ok(())
}

fn chrome(theme: Option<Theme>) -> Chrome {
    let item = |href: &str, label: &str, icon: &str| NavItem {
        href: href.into(),
        label: label.into(),
        icon: icon.into(),
        current: href == "/contacts",
        ..NavItem::default()
    };
    let tasks = NavItem { count: Some(7), ..item("/tasks", "My tasks", "circle-check-big") };
    let sell = vec![
        item("/contacts", "Contacts", "contact-round"),
        item("/companies", "Companies", "building-2"),
        item("/deals", "Deals", "circle-dollar-sign"),
        item("/products", "Products", "package"),
    ];
    Chrome {
        workspace: "Marlow Roasters".into(),
        user: Some(Person { id: Id(42), name: "Ines Albrecht".into(), email: "ines@marlow.example".into() }),
        nav: vec![
            NavGroup { label: String::new(), items: vec![item("/", "Home", "house"), tasks] },
            NavGroup { label: "Sell".into(), items: sell.clone() },
        ],
        foot: vec![item("/settings", "Settings", "settings")],
        create: vec![
            Command::dialog("Contact", "contact-round", "/contacts/new"),
            Command::dialog("Deal", "circle-dollar-sign", "/deals/new"),
        ],
        theme,
        flash: Some(Flash {
            message: "3 contacts moved to Qualified".into(),
            undo: Some("/undo/7".into()),
            failed: false,
        }),
        ..Chrome::default()
    }
}

fn list() -> Markup {
    let tab = |label, count, current| Tab {
        href: "/contacts",
        label,
        count: Some(count),
        current,
        icon: Some("users-round"),
    };
    let people = [
        ("Marta Kowalska", "Head of Workplace"),
        ("Aoife Brennan", "F&B Director"),
        ("Daan Verhoeven", "Office manager"),
    ];
    html! {
        (part::topbar(&[], "Contacts", Some("2,418"), html! {
            (Button::link("/contacts/import", "Import").icon("upload").ghost().small().square())
            (Button::link("/contacts/new", "New contact").icon("plus").primary().small().compact().key("c"))
        }))
        (part::tabs("Saved views", &[tab("All contacts", "2,418", false), tab("Active accounts", "64", true)], html! {}))
        (part::toolbar("Filter and arrange", html! { (Button::plain("Filter").icon("list-filter").ghost().small().key("f").opens("create-menu")) }, html! {}))
        div class="panel-body" tabindex="0" role="region" aria-label="Contact table" {
            table class="table dt" aria-label="Contacts" {
                thead { tr { th scope="col" { "Name" } th scope="col" { "Job title" } th scope="col" { "Stage" } th scope="col" { "Score" } } }
                tbody {
                    @for (n, (name, job)) in (1..).zip(people) {
                        tr {
                            td { a class="flex items-center gap-2.5 font-medium" href="/contacts/1" { (part::initials(name, Id(n), part::Size::Medium, false)) (name) } }
                            td class="text-muted" { (job) }
                            td { (part::badge(Some("green"), "Customer", true)) }
                            td { span class="inline-flex items-center gap-2" { (part::meter(30 * n, Some(50), Some("green"), "Score ", "w-9")) (30 * n) } }
                        }
                    }
                }
            }
        }
        (part::pagination("50 of 2,418", None, Some("/contacts?after=x")))
    }
}

fn nothing() -> Markup {
    html! {
        (part::topbar(&[], "Deals", None, html! { (Button::link("/deals/new", "New deal").icon("plus").primary().small().compact()) }))
        (part::empty("circle-dollar-sign", "Follow your first deal", "A deal has a value, a stage and a next step. Deals come from imports too.", html! {
            (Button::link("/deals/new", "New deal").icon("plus").primary().key("c"))
            (Button::link("/deals/import", "Import deals"))
        }))
    }
}

fn form() -> Markup {
    let problems = Problems::one("amount", "number", "write a number, like 14,850");
    html! {
        (part::topbar(&[("/deals", "Deals")], "New deal", None, html! { (Button::link("/deals", "Cancel").ghost().small()) }))
        div class="panel-body" {
            form class="max-w-[42rem] mx-auto p-4 md:p-8 grid gap-6" novalidate data-controller="form" {
                (part::summary("The deal was not saved. One thing needs a change.", &problems, |_| "Amount".into()))
                fieldset class="fieldset" {
                    label class="fieldset-legend" for="f-amount" { "Amount" }
                    input class="input" id="f-amount" aria-invalid="true" aria-describedby="f-amount-e" value="14.850,- ca.";
                    (part::field_error("f-amount", "Write a number, like 14,850. Words go in the note."))
                }
                div { (Button::new("Create deal").primary().key("mod+enter")) }
            }
        }
    }
}
