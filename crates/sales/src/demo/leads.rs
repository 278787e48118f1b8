//! The leads of the demo company over a year, and the form most of them came by.
use base::{Id, Moment, Result};
use engine::{Actor, Input, Value};

use super::{Customer, Dice, FIRST, LAST, Scene, TITLES, text};

/// Companies nobody has made a customer yet, with their countries.
const STRANGERS: [(&str, &str); 24] = [
    ("Lindenhof Hotel", "AT"),
    ("Kollektiv Neun", "DE"),
    ("Brightwater Studios", "GB"),
    ("Casa Verde", "ES"),
    ("Nordlys Kontor", "NO"),
    ("Bäckerei Sommer", "DE"),
    ("Atelier Fontaine", "FR"),
    ("Harbour View Clinic", "IE"),
    ("Ostsee Logistik", "DE"),
    ("Pine & Paper", "GB"),
    ("Villa Aurora", "IT"),
    ("Grachten Coworking", "NL"),
    ("Praxis am Markt", "DE"),
    ("Moulin Digital", "FR"),
    ("Tallinn Makers", "EE"),
    ("Sundial Yoga", "PT"),
    ("Kanzlei Reuter", "DE"),
    ("Copper Kettle", "IE"),
    ("Studio Lumo", "FI"),
    ("Alpenblick Resort", "CH"),
    ("Delta Robotics", "BE"),
    ("Kaffeehaus Morgen", "AT"),
    ("Foxglove Books", "GB"),
    ("Riverside Dental", "NL"),
];
const MESSAGES: [&str; 6] = [
    "We open a second floor in spring and need a machine for about 40 people.",
    "Could you come by for a tasting? Tuesdays are best.",
    "What does a lease cost with service for two grinders?",
    "Our supplier stops in summer. We drink about 12 kg a month.",
    "We run a small hotel with 30 rooms and want better coffee at breakfast.",
    "Do you deliver to the whole country?",
];
const CHANNELS: [&str; 8] =
    ["web_form", "web_form", "web_form", "referral", "event", "social", "email_campaign", "advert"];

/// Leads of a year: most of the old ones have become something or nothing, the new ones wait.
pub(super) async fn play(scene: &Scene<'_>, users: &[Id], customers: &[Customer], now: Moment) -> Result<()> {
    let mut dice = Dice(0x0BEA_75ED);
    let sellers = users.get(..5).unwrap_or(users);
    let first: Vec<Id> = customers.iter().filter_map(|c| c.people.first().copied()).collect();
    let names = scene.engine.titles(&Actor::system(), "contact", &first).await?;
    let mut work = scene.work().importing();
    let form = work.create("form", form()).await?;
    for n in 0..60 {
        let age = if n < 14 { 3 + dice.below(18 * 24) } else { 20 * 24 + dice.below(340 * 24) };
        let came = now.plus_seconds(-3_600 * age as i64);
        let channel = dice.word(&CHANNELS);
        let status = match (n < 14, dice.below(10)) {
            (true, 0..=4) => "new",
            (true, 5..=7) => "contacted",
            (true, _) | (false, 0) => "qualified",
            (false, 1..=4) => "converted",
            (false, _) => "unqualified",
        };
        work.at(Some(came));
        let customer = dice.of(customers);
        let mut input = Input::new()
            .with("status", text(status))
            .with("channel", text(channel))
            .with("title", text(dice.word(&TITLES)))
            .with("message", text(dice.word(&MESSAGES)))
            .with("first_touch", Value::Moment(came))
            .with("owner", Value::Ref(*dice.of(sellers)));
        let converted = customer.people.first().filter(|_| status == "converted");
        if let Some((person, name)) = converted.and_then(|p| Some((*p, names.get(p)?))) {
            input = input
                .with("name", text(name))
                .with("company_name", text(customer.name))
                .with("contact", Value::Ref(person))
                .with("company", Value::Ref(customer.company))
                .with("converted_at", Value::Moment(came.plus_seconds(86_400 * (2 + dice.below(16) as i64))));
        } else {
            let (first, last) = (dice.word(&FIRST), dice.word(&LAST));
            let (company, country) = *dice.of(&STRANGERS);
            let domain = format!("{}.example", base::words(company).join("-"));
            let mail = format!("{}.{}@{domain}", base::words(first).join(""), base::words(last).join(""));
            input = input
                .with("first_name", text(first))
                .with("last_name", text(last))
                .with("email", text(&mail))
                .with("company_name", text(company))
                .with("website", text(&format!("https://{domain}")))
                .with("country", text(country));
        }
        if channel == "web_form" {
            input = input.with("form", Value::Ref(form)).with("source", text("Request a tasting"));
        }
        if matches!(channel, "email_campaign" | "advert" | "social") {
            input =
                input.with("campaign", text(dice.word(&["Spring offices", "Autumn blend", "Hotels 30+"])));
        }
        if status != "new" {
            let minutes = 12 + dice.below(90) * (1 + dice.below(12));
            input = input.with("first_contact_at", Value::Moment(came.plus_seconds(60 * minutes as i64)));
        }
        if status == "unqualified" {
            let reason = dice.word(&["no_need", "no_budget", "not_reachable", "too_small", "competitor"]);
            input = input.with("unqualified_reason", text(reason));
        }
        if matches!(status, "qualified" | "converted") {
            input = input
                .with("budget", text(dice.word(&["approved", "planned", "planned"])))
                .with("authority", text(dice.word(&["decides", "influences"])))
                .with("need", text(dice.word(&["urgent", "real"])))
                .with("timing", text(dice.word(&["this_quarter", "this_year", "later"])));
        }
        work.create("lead", input).await?;
    }
    work.commit().await?;
    Ok(())
}

/// The form on the company's site.
fn form() -> Input {
    Input::new()
        .with("name", text("Request a tasting"))
        .with("slug", text("request-a-tasting"))
        .with(
            "intro",
            text("We come by with three coffees and a machine, for up to 20 people. It takes 40 minutes and costs nothing."),
        )
        .with("questions", text("name*, company_name, email*, phone, message"))
        .with("button", text("Request a tasting"))
        .with("consent", text("You may use what I write here to answer me and to plan the tasting."))
        .with("thanks", text("We write within one working day with three dates to choose from."))
}
