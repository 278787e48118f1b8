//! A list, as in the first mock of the design.
use base::Id;
use maud::{Markup, html};
use ui::Button;
use ui::icon::sized;
use ui::part::{Tab, badge, meter, named, tabs, toolbar, topbar};
use ui::table::{Head, Lead, Place, cell, row, table};

const PEOPLE: [(&str, &str, &str, bool, i64, &str, &str, &str); 12] = [
    ("Marta Kowalska", "Nordwind Studios", "Head of Workplace", true, 92, "marta.kowalska@nordwind.studio", "8 min ago", "€41,280"),
    ("Aoife Brennan", "Brightwater Hotels", "F&B Director", false, 88, "aoife.brennan@brightwater.ie", "42 min ago", "€18,640"),
    ("Daan Verhoeven", "Kestrel & Co.", "Office manager", false, 61, "daan@kestrel.co", "27 Oct", "€2,380"),
    ("Lucie Moreau", "Maison Garance", "Owner", true, 79, "lucie@maisongarance.fr", "Yesterday", "€9,120"),
    ("Hanna Lindgren", "Lindgren Legal", "Partner", true, 70, "hanna@lindgrenlegal.se", "Yesterday", "€14,205"),
    ("Emre Aydın", "Studio Pallas", "Studio manager", false, 84, "emre@studiopallas.de", "10:30", "€6,900"),
    ("Sofia Ferreira", "Vela Coworking", "Community lead", true, 73, "sofia.ferreira@vela.work", "16 Nov", "€22,710"),
    ("Petr Novotný", "Papírna Hotel", "General manager", false, 77, "novotny@papirna.cz", "14 min ago", "€11,300"),
    ("Grace Okafor", "Alder Street Clinic", "Practice manager", true, 58, "grace.okafor@alderstreet.health", "12 Nov", "€4,410"),
    ("Willem de Groot", "Tandem Bikes", "Operations", true, 66, "willem@tandem.bike", "9 Nov", "€12,080"),
    ("Chiara Bruna", "Osteria Bruna", "Chef and owner", true, 81, "chiara@osteriabruna.it", "15 Nov", "€8,830"),
    ("Ingrid Solheim", "Fjordline Ferries", "Procurement", false, 64, "ingrid.solheim@fjordline.no", "11 Nov", "€31,000"),
];

pub(crate) fn page() -> Markup {
    let head = |label: &'static str, icon: &'static str| Head { label, icon, sort: Some(format!("?sort={icon}")), ..Head::default() };
    let heads = [
        head("Name", "contact-round"),
        head("Company", "building-2"),
        head("Job title", "briefcase"),
        head("Lifecycle", "milestone"),
        Head { descending: Some(true), ..head("Score", "gauge") },
        head("E-mail", "at-sign"),
        head("Last activity", "clock"),
        Head { number: true, ..head("CLTV", "coins") },
    ];
    let view = |label, icon, count, current| Tab { href: "#", label, icon: Some(icon), count: Some(count), current };
    let views = [view("All contacts", "users-round", "2,418", false), view("Active accounts", "user-check", "64", true), view("Quiet for 60 days", "moon", "311", false)];
    html! {
        (topbar(&[], "Contacts", Some("2,418"), html! {
            (Button::link("#", "Import").icon("upload").square().ghost().small())
            (Button::link("#", "New contact").icon("plus").primary().small().compact().key("c"))
        }))
        (tabs("Saved views", &views, html! {}))
        (toolbar("Filter and arrange", html! { (chip("Lifecycle", "is any of", "Customer, Opportunity")) (Button::plain("Filter").icon("list-filter").ghost().small().key("f")) }, html! {
            (Button::plain("Columns").icon("columns-3").ghost().small().class("max-md:hidden"))
        }))
        div.contents data-controller="grid" {
            div.panel-body tabindex="0" role="region" aria-label="Contact table" {
                form #bulk method="post" action="/contacts/bulk" {}
                (table("Contacts", &heads, html! { @for (i, person) in PEOPLE.iter().enumerate() { (line(i, person)) } }, foot(), Some("bulk")))
            }
            div.bulkbar role="region" aria-label="Bulk actions" data-grid-target="bar" hidden {
                span class="px-2 text-sm font-medium whitespace-nowrap" { span data-grid-target="count" { "0" } " selected" }
                hr;
                (Button::new("Assign").icon("user-round").small().form("bulk"))
                (Button::new("Stage").icon("milestone").small().form("bulk"))
                hr;
                (Button::plain("Clear").small().action("grid#clear"))
            }
        }
    }
}

fn chip(field: &str, operator: &str, value: &str) -> Markup {
    html! {
        div.chip role="group" aria-label={ "Filter: " (field) " " (operator) " " (value) } {
            button { (field) } button { (operator) } button.chip-value { (value) }
            button aria-label={ "Remove filter " (field) } { (sized("x", "icon icon-sm")) }
        }
    }
}

fn line(i: usize, person: &(&str, &str, &str, bool, i64, &str, &str, &str)) -> Markup {
    let (name, company, job, customer, score, email, seen, worth) = *person;
    let id = Id(1000 + i as i64);
    let under = format!("{job}, {company}");
    let lead = Lead { href: "record.html", id, name, square: false, line: &under, form: Some("bulk") };
    let (tone, stage) = if customer { ("green", "Customer") } else { ("amber", "Opportunity") };
    let shade = match score { 75.. => "green", 55..75 => "amber", _ => "slate" };
    row("contact", &lead, html! {
        (cell(Place::Wide, named(company, Id(2000 + i as i64), true), None))
        (cell(Place::Wide, html! { span.text-muted { (job) } }, None))
        (cell(Place::Always, badge(Some(tone), stage, true), Some(html! { (seen) })))
        (cell(Place::Wide, html! { span class="inline-flex items-center gap-2" { (meter(score, None, Some(shade), "Score ", "w-9")) span { (score) } } }, None))
        (cell(Place::Wide, html! { a.link.link-hover href={ "mailto:" (email) } { (email) } }, None))
        (cell(Place::Wide, html! { span.text-muted { (seen) } }, None))
        (cell(Place::Number, html! { (worth) }, None))
    })
}

fn foot() -> Markup {
    html! { tr { td.pin {} td.pin.pin-2 { "64 contacts" } td { "41 companies" } td {} td { "2 stages" } td { "Average 69" } td {} td {} td.num { "Sum €412,300" } } }
}
