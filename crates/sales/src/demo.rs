//! A seeded, plausible company to try things on: Marlow Roasters, who lease coffee machines and sell beans to offices.
mod deals;
mod goals;
mod leads;
mod market;
mod orders;
mod papers;
mod quotas;

use base::{Currency, Date, Error, Id, Moment, Money, Result};
use engine::job::Job;
use engine::module::{Boxed, JobKind};
use engine::{Actor, Address, Engine, Input, StageKind, Value, Work};
use serde_json::{Value as Json, json};

/// A login of the demo company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// E-mail address to sign in with.
    pub email: String,
    /// Password to sign in with.
    pub password: String,
    /// What the person may do.
    pub role: &'static str,
}

/// Everybody's password in the demo company.
const PASSWORD: &str = "rondo-demo-2026";

const PEOPLE: [(&str, &str, &str, usize); 6] = [
    ("Ines Albrecht", "ines", "admin", 0),
    ("Tomasz Wilk", "tomasz", "manager", 0),
    ("Leïla Haddad", "leila", "member", 0),
    ("Jonas Lindqvist", "jonas", "member", 1),
    ("Priya Raman", "priya", "member", 1),
    ("Oskar Brandt", "oskar", "read_only", 1),
];
const TEAMS: [&str; 2] = ["Offices", "Hospitality"];

const PRODUCTS: [(&str, &str, &str, i64, &str); 8] = [
    ("La Piccola", "MAC-10", "Machines", 249_000, "piece"),
    ("La Grande", "MAC-20", "Machines", 619_000, "piece"),
    ("Grinder One", "GRI-10", "Machines", 89_000, "piece"),
    ("Autumn blend", "BEA-01", "Beans", 2_450, "kg"),
    ("House espresso", "BEA-02", "Beans", 2_150, "kg"),
    ("Decaf", "BEA-03", "Beans", 2_350, "kg"),
    ("Service plan", "SRV-01", "Service", 120_000, "year"),
    ("Barista day", "SRV-02", "Service", 68_000, "day"),
];

const COMPANIES: [(&str, &str, &str); 36] = [
    ("Nordwind Studios", "Design", "Germany"),
    ("Brightwater Hotels", "Hospitality", "United Kingdom"),
    ("Kestrel & Co.", "Consulting", "Netherlands"),
    ("Maison Garance", "Retail", "France"),
    ("Lindgren Legal", "Legal", "Sweden"),
    ("Studio Pallas", "Architecture", "Greece"),
    ("Vela Coworking", "Coworking", "Portugal"),
    ("Papírna Hotel", "Hospitality", "Czechia"),
    ("Alder Street Clinic", "Health", "Ireland"),
    ("Tandem Bikes", "Retail", "Belgium"),
    ("Osteria Bruna", "Hospitality", "Italy"),
    ("Fjordline Ferries", "Transport", "Norway"),
    ("Harbour & Finch", "Legal", "United Kingdom"),
    ("Café Lumen", "Hospitality", "Belgium"),
    ("Solano Foods", "Food", "Spain"),
    ("Quayside Gym", "Sport", "United Kingdom"),
    ("Pixelwerk GmbH", "Software", "Germany"),
    ("Oakhurst School", "Education", "United Kingdom"),
    ("Møller Ceramics", "Crafts", "Denmark"),
    ("Atelier Blanc", "Design", "Switzerland"),
    ("Rheinblick Klinik", "Health", "Germany"),
    ("Granit Bau AG", "Construction", "Switzerland"),
    ("Tidewater Insurance", "Insurance", "Netherlands"),
    ("Weaver & Sons", "Crafts", "United Kingdom"),
    ("Helio Energy", "Energy", "Spain"),
    ("Northgate Books", "Retail", "United Kingdom"),
    ("Kupfer Hotel", "Hospitality", "Austria"),
    ("Lagune Software", "Software", "France"),
    ("Baltic Freight", "Transport", "Poland"),
    ("Fern Hill Farm Shop", "Food", "United Kingdom"),
    ("Stadtwerke Ulm", "Energy", "Germany"),
    ("Arbor Dental", "Health", "Ireland"),
    ("Mistral Media", "Media", "France"),
    ("Juniper Labs", "Software", "United Kingdom"),
    ("Hofgut Linde", "Hospitality", "Germany"),
    ("Ponte Nove Bank", "Finance", "Italy"),
];

/// Where in a country its companies are: code, city, a street there.
const CITIES: [(&str, &str, &str, &str); 17] = [
    ("Germany", "DE", "Berlin", "Lindenstraße"),
    ("United Kingdom", "GB", "Bristol", "Harbour Road"),
    ("Netherlands", "NL", "Utrecht", "Oudegracht"),
    ("France", "FR", "Lyon", "Rue des Tanneurs"),
    ("Sweden", "SE", "Malmö", "Östergatan"),
    ("Greece", "GR", "Athens", "Odos Ermou"),
    ("Portugal", "PT", "Porto", "Rua das Flores"),
    ("Czechia", "CZ", "Brno", "Dlouhá"),
    ("Ireland", "IE", "Cork", "Grand Parade"),
    ("Belgium", "BE", "Ghent", "Veldstraat"),
    ("Italy", "IT", "Bologna", "Via Santo Stefano"),
    ("Norway", "NO", "Bergen", "Strandgaten"),
    ("Spain", "ES", "Valencia", "Calle de la Paz"),
    ("Denmark", "DK", "Aarhus", "Vestergade"),
    ("Switzerland", "CH", "Basel", "Rheingasse"),
    ("Austria", "AT", "Graz", "Herrengasse"),
    ("Poland", "PL", "Gdańsk", "Długa"),
];

const FIRST: [&str; 40] = [
    "Marta", "Aoife", "Daan", "Lucie", "Hanna", "Emre", "Sofia", "Petr", "Grace", "Willem", "Chiara",
    "Ingrid", "Thomas", "Noor", "Rafael", "Kate", "Matthias", "Ruth", "Joana", "Henrik", "Amélie", "Lukas",
    "Elena", "Pieter", "Zofia", "Samuel", "Nadia", "Oliver", "Freya", "Marco", "Ayşe", "Björn", "Clara",
    "Dmitri", "Esther", "Felix", "Greta", "Hugo", "Iris", "Jan",
];
const LAST: [&str; 40] = [
    "Kowalska",
    "Brennan",
    "Verhoeven",
    "Moreau",
    "Lindgren",
    "Aydın",
    "Ferreira",
    "Novotný",
    "Okafor",
    "de Groot",
    "Bruna",
    "Solheim",
    "Finch",
    "el Amrani",
    "Solano",
    "Mulholland",
    "Vogel",
    "Abernathy",
    "Pires",
    "Møller",
    "Dubois",
    "Weber",
    "Rossi",
    "Janssens",
    "Nowak",
    "Clarke",
    "Haddad",
    "Grant",
    "Larsen",
    "Conti",
    "Demir",
    "Åkesson",
    "Hoffmann",
    "Petrov",
    "Cohen",
    "Brandt",
    "Schulz",
    "Lefèvre",
    "Bakker",
    "Horák",
];
const TITLES: [&str; 10] = [
    "Office manager",
    "Head of Workplace",
    "Owner",
    "F&B Director",
    "Procurement",
    "Practice manager",
    "Operations",
    "General manager",
    "Chef and owner",
    "Managing director",
];
const NOTES: [&str; 8] = [
    "Wants the grinder on lease, not bought. Needs the service terms before the budget round.",
    "Tasting went well; the team prefers the autumn blend.",
    "Asked for a second machine on floor two, waiting for the floor plan.",
    "Compares with the current supplier; price per cup matters more than the machine.",
    "New office manager from next month; introduce ourselves.",
    "Happy with deliveries, would give a reference.",
    "Budget is approved, legal reads the contract.",
    "Machine descaled, taught two colleagues how to do it.",
];

/// Numbers that look random and are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most.max(1)
    }

    fn word(&mut self, list: &[&'static str]) -> &'static str {
        list.get(self.below(list.len())).copied().unwrap_or_default()
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let i = self.below(list.len());
        // The lists above are never empty.
        list.get(i).unwrap_or(&list[0])
    }
}

fn text(t: &str) -> Value {
    Value::Text(t.to_owned())
}

/// Where the demo company goes, and as what.
struct Scene<'a> {
    engine: &'a Engine,
    system: Actor,
    /// Everything is one batch, so that one undo takes it out again.
    batch: Id,
    currency: Currency,
}

impl Scene<'_> {
    fn work(&self) -> Work {
        self.engine.begin(&self.system).in_batch(self.batch).because("demo")
    }

    fn money(&self, minor: i64) -> Value {
        Value::Money(Money { minor, currency: self.currency })
    }

    /// The stages deals are in before they end, as the workspace has them.
    fn open_stages(&self) -> Vec<String> {
        let schema = self.engine.schema();
        let field = schema.object("deal").and_then(|o| o.field("stage"));
        let open = field
            .into_iter()
            .flat_map(|f| &f.choices)
            .filter(|c| !c.hidden && c.stage == Some(StageKind::Open));
        open.map(|c| c.key.clone()).collect()
    }
}

/// Fills an empty workspace; the logins. Refuses where there are contacts, companies or deals already.
pub async fn fill(engine: &Engine) -> Result<Vec<Login>> {
    if !engine.needs_setup().await? {
        return Err(Error::conflict(
            "This workspace is in use already: the demo company goes into an empty one",
        ));
    }
    let settings = json!({"name": "Marlow Roasters", "currency": "EUR", "time_zone": "Europe/Berlin", "country": "DE",
            "street": "Röstgasse 4", "postcode": "10999", "city": "Berlin", "tax_id": "DE811907980"});
    engine.set_settings(&Actor::system(), settings.as_object().unwrap_or(&serde_json::Map::new())).await?;
    let scene = Scene { engine, system: Actor::system(), batch: Id::new(), currency: Currency::EUR };
    let (users, logins) = people(&scene, None).await?;
    for user in &users {
        engine.set_password(&scene.system, *user, PASSWORD).await?;
    }
    play(&scene, &users).await?;
    market::playbook(&scene).await?;
    Ok(logins)
}

/// Fills a workspace that somebody has just set up, as one batch: they take the place of the administrator, and nobody else
/// of the demo company can sign in.
pub async fn fill_for(engine: &Engine, user: Id, batch: Id) -> Result<()> {
    let currency = engine.settings().manners.currency;
    let scene = Scene { engine, system: Actor::system(), batch, currency };
    let (users, _) = people(&scene, Some(user)).await?;
    play(&scene, &users).await
}

/// The name of the job that fills in the demo company.
const JOB: &str = "demo";

/// The job of the set-up: `{"user": …, "batch": …}`.
pub(crate) fn job() -> JobKind {
    JobKind { name: JOB, every: None, attempts: 1, run }
}

fn run<'a>(engine: &'a Engine, job: &'a Job, _work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let id = |key: &str| job.payload.get(key).and_then(Json::as_str).and_then(|t| t.parse::<Id>().ok());
        let (Some(user), Some(batch)) = (id("user"), id("batch")) else {
            return Err(Error::internal("the demo does not say whose it is"));
        };
        fill_for(engine, user, batch).await
    })
}

async fn play(scene: &Scene<'_>, users: &[Id]) -> Result<()> {
    let mut dice = Dice(0x5EED_CAFE);
    let now = Moment::now();
    let today = now.date(&scene.engine.settings().manners.zone);
    let products = products(scene).await?;
    let customers = customers(scene, &mut dice, users, now).await?;
    let rivals = market::rivals(scene).await?;
    market::template(scene, &products).await?;
    deals::play(scene, &mut dice, users, (&customers, &rivals), &products, today).await?;
    everyday(scene, &mut dice, users, &customers, today, now).await?;
    papers::before(scene, &products, today).await?;
    orders::play(scene, &customers, &products, today).await?;
    papers::after(scene, &customers, today).await?;
    quotas::play(scene, users, today).await?;
    goals::play(scene, users, today).await?;
    leads::play(scene, users, &customers, now).await
}

/// The people of the company; the first is somebody who is there already, where there is one.
async fn people(scene: &Scene<'_>, first: Option<Id>) -> Result<(Vec<Id>, Vec<Login>)> {
    let mut work = scene.work();
    let mut teams = Vec::new();
    for name in TEAMS {
        teams.push(work.create("team", Input::new().with("name", text(name))).await?);
    }
    let (mut users, mut logins) = (Vec::from_iter(first), Vec::new());
    for (name, short, role, team) in PEOPLE.iter().skip(users.len()) {
        let email = format!("{short}@marlow.example");
        let input = Input::new()
            .with("name", text(name))
            .with("email", text(&email))
            .with("roles", Value::List(vec![text(role)]))
            .with("team", teams.get(*team).map_or(Value::Null, |t| Value::Ref(*t)));
        users.push(work.create("user", input).await?);
        logins.push(Login { email, password: PASSWORD.to_owned(), role });
    }
    work.commit().await?;
    Ok((users, logins))
}

async fn products(scene: &Scene<'_>) -> Result<Vec<(Id, &'static str, i64)>> {
    let mut work = scene.work();
    let mut out = Vec::new();
    let percent = Value::Decimal(base::Decimal::from(19));
    let rate = Input::new()
        .with("name", text("Standard 19 %"))
        .with("category", text("S"))
        .with("percent", percent)
        .with("country", text("DE"));
    let rate = work.create("tax_rate", rate).await?;
    for (name, sku, series, price, unit) in PRODUCTS {
        let input = Input::new()
            .with("tax_rate", Value::Ref(rate))
            .with("name", text(name))
            .with("sku", text(sku))
            .with("series", text(series))
            .with("price", scene.money(price))
            .with("unit", text(unit));
        out.push((work.create("product", input).await?, name, price));
    }
    // A bundle without a price of its own: it costs what is in it.
    let starter = Input::new()
        .with("tax_rate", Value::Ref(rate))
        .with("name", text("Office starter"))
        .with("sku", text("SET-01"))
        .with("series", text("Sets"))
        .with("unit", text("piece"));
    let starter = work.create("product", starter).await?;
    for (name, quantity) in [("La Piccola", 1), ("Grinder One", 1), ("House espresso", 10)] {
        if let Some((product, ..)) = out.iter().find(|(_, of, _)| *of == name) {
            let part = Input::new()
                .with("bundle", Value::Ref(starter))
                .with("product", Value::Ref(*product))
                .with("quantity", Value::Decimal(base::Decimal::from(quantity)));
            work.create("bundle_part", part).await?;
        }
    }
    work.commit().await?;
    Ok(out)
}

/// A company, its people and their owner.
struct Customer {
    company: Id,
    name: &'static str,
    people: Vec<Id>,
    owner: Id,
}

async fn customers(scene: &Scene<'_>, dice: &mut Dice, users: &[Id], now: Moment) -> Result<Vec<Customer>> {
    let sellers = users.get(..5).unwrap_or(users);
    let mut work = scene.work().importing();
    let mut out = Vec::new();
    for (name, sector, country) in COMPANIES {
        let owner = *dice.of(sellers);
        work.at(Some(now.plus_seconds(-86_400 * (60 + dice.below(400) as i64))));
        let domain = format!("{}.example", base::words(name).join("-"));
        let input = Input::new()
            .with("name", text(name))
            .with("sector", text(sector))
            .with("website", text(&format!("https://{domain}")))
            .with("employees", Value::Int(8 + dice.below(400) as i64))
            .with("country", text(country))
            .with("address", address(country, out.len()))
            .with("owner", Value::Ref(owner));
        let company = work.create("company", input).await?;
        let mut people = Vec::new();
        for _ in 0..=dice.below(5) {
            let (first, last) = (dice.word(&FIRST), dice.word(&LAST));
            let lifecycle = dice.word(&[
                "lead",
                "lead",
                "qualified",
                "opportunity",
                "customer",
                "customer",
                "customer",
                "advocate",
            ]);
            let address = format!("{}.{}@{domain}", base::words(first).join(""), base::words(last).join(""));
            let input = Input::new()
                .with("first_name", text(first))
                .with("last_name", text(last))
                .with("title", text(dice.word(&TITLES)))
                .with("email", text(&address))
                .typed("phone", &format!("+49 30 {:07}", 9_000_000 + dice.below(900_000)))
                .with("lifecycle", text(lifecycle))
                .with(
                    "source",
                    text(dice.word(&["web_form", "referral", "event", "email_campaign", "social"])),
                )
                .with("company", Value::Ref(company))
                .with("owner", Value::Ref(owner));
            people.push(work.create("contact", input).await?);
        }
        out.push(Customer { company, name, people, owner });
    }
    work.commit().await?;
    Ok(out)
}

/// The address of the nth company.
fn address(country: &str, n: usize) -> Value {
    let of = |t: &str| Some(t.to_owned());
    let place = CITIES.iter().find(|(name, ..)| *name == country);
    place.map_or(Value::Null, |(_, code, city, street)| {
        Value::Address(Box::new(Address {
            street: Some(format!("{street} {}", n + 1)),
            city: of(city),
            country: of(code),
            ..Address::default()
        }))
    })
}

async fn everyday(
    scene: &Scene<'_>,
    dice: &mut Dice,
    users: &[Id],
    customers: &[Customer],
    today: Date,
    now: Moment,
) -> Result<()> {
    let mut work = scene.work().importing();
    for _ in 0..140 {
        let customer = dice.of(customers);
        let when = now.plus_seconds(-3_600 * (3 + dice.below(24 * 120) as i64));
        work.at(Some(when));
        let input = Input::new()
            .with("body", text(dice.word(&NOTES)))
            .with("kind", text(dice.word(&["note", "call", "call", "meeting"])))
            .with("happened_at", Value::Moment(when))
            .with("company", Value::Ref(customer.company))
            .with("contact", customer.people.first().map_or(Value::Null, |p| Value::Ref(*p)))
            .with("owner", Value::Ref(*dice.of(users)));
        work.create("note", input).await?;
    }
    work.at(None);
    for _ in 0..48 {
        let customer = dice.of(customers);
        let due = today.plus_days(dice.below(24) as i64 - 10);
        let subject = format!(
            "{} {}",
            dice.word(&["Call", "Send the offer to", "Follow up with", "Prepare the tasting for"]),
            customer.name
        );
        let input = Input::new()
            .with("subject", text(&subject))
            .with("due", Value::Date(due))
            .with("kind", text(dice.word(&["todo", "call", "email"])))
            .with("done", Value::Bool(due < today && dice.below(9) > 0))
            .with("company", Value::Ref(customer.company))
            .with("owner", Value::Ref(customer.owner));
        work.create("task", input).await?;
    }
    work.commit().await?;
    Ok(())
}
