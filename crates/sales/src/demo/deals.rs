//! Two years of deals: what is sold where, more of it in spring and autumn, each from stage to stage until it is won or lost, or
//! still open with a next step, quiet, or late.
use base::{Date, Id, Moment, Result};
use engine::{Input, Value};

use super::{Customer, Dice, Scene, market, text};

/// What is sold: its name before the place, the product, pieces from and to.
const SOLD: [(&str, &str, usize, usize); 9] = [
    ("La Piccola", "La Piccola", 1, 4),
    ("Espresso bar", "La Piccola", 2, 5),
    ("La Grande", "La Grande", 1, 3),
    ("Machines and service", "La Grande", 2, 4),
    ("Grinder swap", "Grinder One", 2, 6),
    ("Bean plan", "House espresso", 180, 620),
    ("Autumn blend", "Autumn blend", 60, 240),
    ("Service contract", "Service plan", 2, 6),
    ("Barista course", "Barista day", 2, 8),
];
/// Where it goes.
const PLACES: [&str; 14] = [
    "reception",
    "second floor",
    "canteen",
    "lobby bar",
    "meeting rooms",
    "staff kitchen",
    "breakfast room",
    "roof terrace",
    "workshop",
    "waiting room",
    "new office",
    "pop-up bar",
    "event hall",
    "garden café",
];
/// Why deals are lost, the usual reasons more often.
const REASONS: [&str; 8] =
    ["price", "price", "price", "competitor", "competitor", "no_budget", "timing", "no_decision"];
/// Tenths of deals that begin in a month, January first.
const SEASON: [usize; 12] = [8, 9, 12, 11, 11, 8, 5, 5, 13, 14, 12, 6];
/// What is done next, by how far a deal has come.
const STEPS: [[(&str, &str); 3]; 5] = [
    [
        ("call", "Call back about the enquiry"),
        ("email", "Answer the first questions"),
        ("call", "Discovery call"),
    ],
    [("todo", "Ship the sample box"), ("meeting", "Site visit"), ("call", "Ask about cups a day")],
    [
        ("meeting", "Tasting for the team"),
        ("email", "Send the case of a neighbour"),
        ("call", "Talk about the lease"),
    ],
    [("todo", "Send the revised offer"), ("email", "Answer on service terms"), ("call", "Ask who decides")],
    [
        ("call", "Contract with legal"),
        ("email", "Confirm the delivery day"),
        ("meeting", "Last talk about the price"),
    ],
];
/// Days until the next step, today more often than another day.
const DUE: [i64; 12] = [-2, -1, 0, 0, 0, 0, 1, 1, 2, 3, 5, 8];

/// Deals that are over, and that are open.
const OVER: usize = 300;
const OPEN: usize = 46;

/// A day on which a deal may begin: more of them in the second year, and by the season.
fn begins(dice: &mut Dice, today: Date) -> Date {
    loop {
        let ago = 12 + dice.below(720) * (55 + dice.below(46)) / 100;
        let day = today.plus_days(-(ago as i64));
        let month = usize::try_from(day.0.month()).unwrap_or(1);
        if dice.below(14) < SEASON.get(month - 1).copied().unwrap_or(10) {
            return day;
        }
    }
}

pub(super) async fn play(
    scene: &Scene<'_>,
    dice: &mut Dice,
    users: &[Id],
    (customers, rivals): (&[Customer], &[Id]),
    products: &[(Id, &'static str, i64)],
    today: Date,
) -> Result<()> {
    // Competitors have dice of their own, so that deals are as they are without them.
    let mut others = Dice(0x00C0_FFEE);
    let zone = scene.engine.settings().manners.zone.clone();
    let stages = scene.open_stages();
    let hour = |day: Date, hour: i64| day.start(&zone).plus_seconds(hour * 3_600);
    let mut work = scene.work().importing();
    for n in 0..OVER + OPEN {
        let over = n < OVER || stages.is_empty();
        let customer = dice.of(customers);
        let (sold, name, least, most) = *dice.of(&SOLD);
        let Some((product, _, price)) = products.iter().find(|p| p.1 == name) else { continue };
        let pieces = (least + dice.below(most - least + 1)) as i64;
        let opened = if over { begins(dice, today) } else { today.plus_days(-(2 + dice.below(70) as i64)) };
        // What is dear takes longer.
        let length = 8 + dice.below(34) as i64 + (price * pieces / 60_000).min(30);
        let won = dice.below(100) < 46;
        let far = if won { stages.len() } else { 1 + dice.below(stages.len().max(1)) };
        let ends = (over && opened.plus_days(length) < today).then(|| opened.plus_days(length));
        let far = match ends {
            Some(_) => far.min(stages.len()),
            // Still open: as far as its age lets it be.
            None => {
                (today.days_since(opened) * stages.len() as i64 / (length + 14))
                    .clamp(0, stages.len() as i64 - 1) as usize
                    + 1
            }
        };
        let owner = if n % 7 == 0 { *dice.of(users.get(..5).unwrap_or(users)) } else { customer.owner };
        let expected = match ends {
            Some(day) => day.plus_days(dice.below(9) as i64 - 4),
            None => opened.plus_days(length + 8).max(today.plus_days(dice.below(40) as i64 - 6)),
        };
        work.at(Some(hour(opened, 9)));
        let first = stages.first().map_or("won", String::as_str);
        let input = Input::new()
            .with("name", text(&format!("{sold}, {}", dice.word(&PLACES))))
            .with("company", Value::Ref(customer.company))
            .with("contact", customer.people.first().map_or(Value::Null, |p| Value::Ref(*p)))
            .with("product", Value::Ref(*product))
            .with("amount", scene.money(price * pieces))
            .with("stage", text(first))
            .with("opened_on", Value::Date(opened))
            .with("close_date", Value::Date(expected))
            .with(
                "source",
                text(dice.word(&["web_form", "referral", "referral", "event", "email_campaign", "social"])),
            )
            .with("owner", Value::Ref(owner));
        let deal = work.create("deal", input).await?;
        market::meet(&mut work, &mut others, rivals, (deal, owner), ends.is_none()).await?;
        let last = ends.unwrap_or(today);
        let step = last.days_since(opened) / (far as i64 + 1);
        for (place, stage) in stages.iter().enumerate().take(far).skip(1) {
            work.at(Some(hour(opened.plus_days(step * place as i64), 11)));
            work.update("deal", deal, Input::new().with("stage", text(stage)), None).await?;
        }
        if let Some(day) = ends {
            work.at(Some(hour(day, 15)));
            let end = if won {
                Input::new().with("stage", text("won"))
            } else {
                let reason = dice.word(&REASONS);
                let to = if reason == "competitor" { Value::Ref(*others.of(rivals)) } else { Value::Null };
                let lost = Input::new().with("stage", text("lost")).with("lost_reason", text(reason));
                if to.is_null() { lost } else { lost.with("lost_to", to) }
            };
            work.update("deal", deal, end, None).await?;
        } else if dice.below(10) < 8 {
            next_step(scene, &mut work, dice, far, (deal, customer, owner), today).await?;
        }
    }
    work.commit().await?;
    Ok(())
}

/// What is to be done next for an open deal; of a meeting also when.
async fn next_step(
    scene: &Scene<'_>,
    work: &mut engine::Work,
    dice: &mut Dice,
    far: usize,
    (deal, customer, owner): (Id, &Customer, Id),
    today: Date,
) -> Result<()> {
    let steps = STEPS.get(far.saturating_sub(1).min(STEPS.len() - 1)).unwrap_or(&STEPS[0]);
    let (kind, subject) = *dice.of(steps);
    let due = today.plus_days(*dice.of(&DUE));
    let mut input = Input::new()
        .with("subject", text(subject))
        .with("kind", text(kind))
        .with("due", Value::Date(due))
        .with("deal", Value::Ref(deal))
        .with("company", Value::Ref(customer.company))
        .with("contact", customer.people.first().map_or(Value::Null, |p| Value::Ref(*p)))
        .with("owner", Value::Ref(owner));
    if kind == "meeting" {
        let zone = scene.engine.settings().manners.zone.clone();
        let begins: Moment = due.start(&zone).plus_seconds(1_800 * (18 + dice.below(14) as i64));
        input = input.with("starts_at", Value::Moment(begins));
    }
    work.at(Some(due.start(&scene.engine.settings().manners.zone).plus_seconds(-4 * 86_400)));
    work.create("task", input).await?;
    Ok(())
}
