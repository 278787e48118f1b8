//! People on a deal: who takes part in it, and as what. One of them is the deal's contact.
use base::{Id, Result};
use engine::module::Boxed;
use engine::{Choice, Draft, Field, Kind, Object, Rule, Settle, Touched, Value, Work};

use crate::once::{place, stand_once};

use super::named::keep_name;

/// The object.
pub fn object() -> Object {
    let roles = [
        ("decision_maker", "Decision maker", "violet"),
        ("champion", "Champion", "green"),
        ("buyer", "Buyer", "blue"),
        ("user", "User", "sky"),
        ("influencer", "Influencer", "teal"),
        ("blocker", "Blocker", "red"),
    ];
    let roles = roles.map(|(key, label, tone)| Choice::new(key, label, tone));
    let mut object = Object::new("deal_contact", "deal_contacts", "users-round")
        .columns(&["contact", "role", "main", "notes"])
        .fields(vec![
            Field::new("name", Kind::Text).read_only().search(),
            Field::link("deal", "deal").required(),
            Field::link("contact", "contact").required(),
            Field::choice("role", roles.to_vec()).index(),
            Field::new("main", Kind::Toggle)
                .label("Main contact")
                .help("The one the deal names as its contact."),
            Field::new("notes", Kind::Text),
            place("Contact and role"),
        ])
        .part_of("deal")
        .beside();
    "Person on the deal".clone_into(&mut object.label);
    "People on the deal".clone_into(&mut object.labels);
    object
}

/// A person stands on a deal once in a role.
pub(crate) const ONCE: Rule = Rule {
    object: "deal_contact",
    run: |draft: &mut Draft<'_>| {
        let role = format!(" {}", draft.record.get("role").text().unwrap_or_default());
        stand_once(draft, ["deal", "contact"], &role);
    },
};

/// The main contact and the deal's contact are the same person, whichever of the two was changed.
pub(crate) const SETTLE: Settle = Settle {
    objects: &["deal_contact", "deal", "contact"],
    through: &["deal_contact.deal", "deal_contact.contact"],
    run: settle,
};

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        keep_name(work, &touched, "deal_contact", "contact").await?;
        let mut deals: Vec<Id> = Vec::new();
        for touch in &touched {
            let Some(after) = &touch.after else { continue };
            let before = touch.before.as_ref();
            match after.object.key.as_str() {
                "deal_contact" => {
                    let Some(deal) = after.get("deal").id() else { continue };
                    let is_new =
                        after.get("main").is_true() && before.is_none_or(|b| !b.get("main").is_true());
                    let now = work.current("deal_contact", after.id).await?;
                    if is_new && now.get("main").is_true() && now.deleted_at.is_none() {
                        work.derive("deal", deal, vec![("contact", after.get("contact").clone())]).await?;
                    }
                    deals.push(deal);
                }
                "deal" if before.is_some_and(|b| b.get("contact") != after.get("contact")) => {
                    deals.push(after.id);
                }
                _ => {}
            }
        }
        deals.sort_unstable();
        deals.dedup();
        for deal in deals {
            mark_main(work, deal).await?;
        }
        Ok(())
    })
}

async fn mark_main(work: &mut Work, id: Id) -> Result<()> {
    let Ok(deal) = work.current("deal", id).await else { return Ok(()) };
    let contact = deal.get("contact").id();
    let mut found = false;
    for person in work.pointing("deal_contact", "deal", id).await? {
        // With several roles it is the first that says so.
        let main = !found && contact.is_some() && person.get("contact").id() == contact;
        found |= main;
        if person.get("main").is_true() != main {
            work.derive("deal_contact", person.id, vec![("main", Value::Bool(main))]).await?;
        }
    }
    Ok(())
}
