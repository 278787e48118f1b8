//! Static pages with sample data, to look at the parts without a server: `cargo run -p ui --example gallery -- OUT_DIR`,
//! then serve the folder over HTTP (browsers refuse the icon sprite from files).
mod form;
mod list;
mod record;
mod sample;

use std::path::Path;
use std::{env, fs, io};

use maud::{Markup, html};
use ui::part::{empty, topbar};
use ui::{Button, Theme, layout};

fn main() -> io::Result<()> {
    let out = env::args().nth(1).ok_or_else(|| io::Error::other("say where to: gallery -- OUT_DIR"))?;
    let out = Path::new(&out);
    let assets = out.join("assets");
    fs::create_dir_all(&assets)?;
    for file in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/dist"))? {
        let file = file?;
        fs::copy(file.path(), assets.join(file.file_name()))?;
    }
    for (name, title, body) in pages() {
        for (suffix, theme) in [("", Theme::Light), ("-dark", Theme::Dark)] {
            let page = layout::page(&sample::chrome(theme), title, body.clone());
            fs::write(out.join(format!("{name}{suffix}.html")), page.into_string())?;
        }
    }
    Ok(())
}

fn pages() -> Vec<(&'static str, &'static str, Markup)> {
    let new_campaign = Button::link("#", "New campaign").icon("plus").primary();
    vec![
        ("list", "Contacts", list::page()),
        ("record", "Marta Kowalska", record::page()),
        ("form", "New deal", form::page()),
        ("empty", "Campaigns", html! {
            (topbar(&[], "Campaigns", None, html! { (new_campaign.clone().small().compact()) }))
            (empty("send", "Send your first campaign",
                "Pick a segment, write once, and watch opens, clicks and orders come in live. 1,902 contacts have agreed to hear from you.",
                html! { (new_campaign.key("c")) (Button::link("#", "Start from a template")) }))
        }),
        ("404", "Page not found", html! {
            (topbar(&[], "Page not found", None, html! {}))
            (empty("unlink", "This page is gone or never was",
                "The record may have been merged or deleted. Merged records normally bring you to the one that was kept.",
                html! { (Button::link("/", "Go home").primary().key("g h")) (Button::link("/search", "Search").icon("search").key("mod+k")) }))
        }),
    ]
}
