//! The company the gallery shows.
use base::{Id, Moment};
use engine::{Choice, Field, Kind, Manners, Object, Schema, StageKind};
use ui::field::Look;
use ui::{Chrome, NavGroup, NavItem, Person, Theme};

pub(crate) fn chrome(theme: Theme) -> Chrome {
    let item = |label: &str, icon: &str, count: Option<i64>| NavItem {
        href: format!("#{icon}"),
        label: label.into(),
        icon: icon.into(),
        count,
        current: label == "Contacts",
        ..NavItem::default()
    };
    let group = |label: &str, items| NavGroup { label: label.into(), items };
    Chrome {
        workspace: "Marlow Roasters".into(),
        user: Some(Person { id: Id(21), name: "Ines Albrecht".into(), email: "ines@marlow.coffee".into() }),
        nav: vec![
            group("", vec![item("Home", "house", None), item("My tasks", "circle-check-big", Some(7)), item("Inbox", "inbox", Some(4)), item("Calendar", "calendar", None)]),
            group("Sell", vec![item("Contacts", "contact-round", None), item("Companies", "building-2", None), item("Deals", "circle-dollar-sign", None), item("Products", "package", None)]),
            group("Support", vec![item("Tickets", "life-buoy", Some(3)), item("Knowledge base", "book-open", None)]),
        ],
        foot: vec![item("Settings", "settings", None)],
        create: vec![item("Contact", "contact-round", None), item("Deal", "circle-dollar-sign", None)],
        theme: Some(theme),
        ..Chrome::default()
    }
}

pub(crate) fn schema() -> Schema {
    let stages = vec![
        Choice::new("proposal", "Proposal", "violet").stage(StageKind::Open, 60),
        Choice::new("won", "Won", "green").stage(StageKind::Won, 100),
        Choice::new("lost", "Lost", "red").stage(StageKind::Lost, 0),
    ];
    let source = vec![Choice::new("web", "Website visit", "sky"), Choice::new("fair", "Fair", "amber")];
    let company = Object::new("company", "companies", "building-2").title("name").fields(vec![Field::new("name", Kind::Text).required()]);
    let deal = Object::new("deal", "deals", "circle-dollar-sign").title("name").fields(vec![
        Field::new("name", Kind::Text).required(),
        Field::new("amount", Kind::Money).required(),
        Field::new("close_date", Kind::Date).required(),
        Field::link("company", "company"),
        Field::choice("stage", stages),
        Field::new("email", Kind::Email).many(),
        Field::choice("source", source).help("Filled from the first visit on 3 Feb 2025. You can change it."),
        Field::new("urgent", Kind::Toggle),
        Field::new("address", Kind::Address),
    ]);
    Schema::build(1, vec![company, deal]).expect("the sample schema holds")
}

pub(crate) fn look<'a>(schema: &'a Schema, manners: &'a Manners) -> Look<'a> {
    let now: jiff::Timestamp = "2026-11-17T09:31:00Z".parse().expect("a timestamp");
    Look { now: Moment(now.as_microsecond()), manners, schema }
}
