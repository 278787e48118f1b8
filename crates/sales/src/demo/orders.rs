//! What the customers of the demo company order over a year, beans more in winter than in summer, and what they subscribe to.
use base::{Date, Id, Result};
use engine::{Input, Value};

use super::papers::{GUESTS, WELCOME, with_guests};
use super::{Customer, Dice, Scene, text};
use crate::subscription;

/// How many of ten orders come in a month, January first: offices are empty in August, and everybody gives coffee in December.
const SEASON: [usize; 12] = [7, 7, 8, 7, 6, 5, 4, 3, 7, 8, 9, 10];
/// Products by their place that are ordered again and again, with usual quantities.
const BEANS: [(usize, usize); 3] = [(3, 8), (4, 12), (5, 3)];
/// The product that is subscribed to: service of a machine.
const SERVICE: usize = 6;

/// Orders every few weeks of two customers in three, service plans of every second one.
pub(super) async fn play(
    scene: &Scene<'_>,
    customers: &[Customer],
    products: &[(Id, &'static str, i64)],
    today: Date,
) -> Result<()> {
    let mut dice = Dice(0x0C0F_FEE5);
    let zone = scene.engine.settings().manners.zone.clone();
    let guests = with_guests(scene).await?;
    let mut work = scene.work().importing().by_verb();
    for (n, customer) in customers.iter().enumerate().filter(|(n, _)| n % 3 != 2) {
        let mut welcome = n % 4 == 1;
        let pause = 20 + dice.below(25) as i64;
        let mut day = today.plus_days(-(340 + dice.below(25) as i64));
        while day < today {
            let season = SEASON.get(day.0.month() as usize - 1).copied().unwrap_or(7);
            if dice.below(10) < season {
                work.at(Some(day.start(&zone).plus_seconds(10 * 3_600)));
                let late = today.days_since(day) < 5;
                let mut input = order(customer, day.start(&zone), late);
                if std::mem::take(&mut welcome) {
                    input = input.with("code", text(WELCOME));
                } else if guests.contains(&customer.company) && dice.below(3) == 0 {
                    input = input.with("code", text(GUESTS));
                }
                let order = work.create("order", input).await?;
                for (n, (place, usual)) in BEANS.into_iter().enumerate() {
                    let Some((product, ..)) = products.get(place).filter(|_| n == 0 || dice.below(3) == 0)
                    else {
                        continue;
                    };
                    let quantity = (1 + dice.below(usual)) as i64;
                    let line = Input::new()
                        .with("order", Value::Ref(order))
                        .with("position", Value::Int(n as i64 + 1))
                        .with("product", Value::Ref(*product))
                        .with(
                            "quantity",
                            Value::Decimal(base::Decimal::from(i32::try_from(quantity).unwrap_or(1))),
                        );
                    work.create("order_line", line).await?;
                }
            }
            day = day.plus_days(pause + dice.below(7) as i64);
        }
    }
    work.commit().await?;
    plans(scene, &mut dice, customers, products, today).await
}

fn order(customer: &Customer, placed: base::Moment, late: bool) -> Input {
    Input::new()
        .with("company", Value::Ref(customer.company))
        .with("contact", customer.people.first().map_or(Value::Null, |p| Value::Ref(*p)))
        .with("owner", Value::Ref(customer.owner))
        .with("placed_at", Value::Moment(placed.plus_seconds(10 * 3_600)))
        .with("status", text(if late { "open" } else { "delivered" }))
        .with("delivered_at", if late { Value::Null } else { Value::Moment(placed.plus_seconds(58 * 3_600)) })
}

/// Service plans: begun over the year, some grown, some given up.
async fn plans(
    scene: &Scene<'_>,
    dice: &mut Dice,
    customers: &[Customer],
    products: &[(Id, &'static str, i64)],
    today: Date,
) -> Result<()> {
    let zone = scene.engine.settings().manners.zone.clone();
    let Some((product, _, price)) = products.get(SERVICE) else { return Ok(()) };
    for (n, customer) in customers.iter().enumerate().filter(|(n, _)| n % 2 == 0) {
        let began = today.plus_days(-(30 + dice.below(320) as i64));
        let mut work = scene.work().importing().by_verb();
        work.at(Some(began.start(&zone)));
        let input = Input::new()
            .with("company", Value::Ref(customer.company))
            .with("product", Value::Ref(*product))
            .with("price", scene.money(*price))
            .with("interval", text("year"))
            .with("quantity", Value::Decimal(base::Decimal::from(1 + dice.below(2) as i32)))
            .with("started_on", Value::Date(began))
            .with("owner", Value::Ref(customer.owner));
        let id = work.create("subscription", input).await?;
        work.commit().await?;
        let later = began.plus_days(20 + dice.below(200) as i64);
        if later >= today || n % 3 == 1 {
            continue;
        }
        let mut work = scene.work().importing().by_verb();
        work.at(Some(later.start(&zone).plus_seconds(9 * 3_600)));
        if n % 5 == 0 {
            let reason = dice.word(&["price", "closed_down", "not_used"]);
            subscription::cancel(&mut work, id, Some(later), Some(reason), None).await?;
        } else {
            let more = Value::Decimal(base::Decimal::from(3));
            work.update("subscription", id, Input::new().with("quantity", more), None).await?;
        }
        work.commit().await?;
    }
    Ok(())
}
