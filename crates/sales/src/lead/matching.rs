//! Which contacts and companies a lead may already be: by e-mail address, phone number, domain of the web, similar name.
use base::{Id, Result, fold};
use engine::filter::quoted;
use engine::query::Query;
use engine::{Actor, Engine, Record};
use say::say;

/// Somebody or some company that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The record.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// By what they are taken for the same, for people.
    pub why: String,
    /// The company of a contact.
    pub company: Option<Id>,
    /// How sure it is, in percent.
    pub score: u8,
}

/// What a lead may already be, the surest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches {
    /// Contacts the actor may see.
    pub contacts: Vec<Match>,
    /// Companies the actor may see.
    pub companies: Vec<Match>,
}

/// Proposed of each.
const SHOWN: usize = 5;
/// Looked through by each criterion.
const LOOKED: usize = 50;
/// Of two names that are similar enough, in percent of their words.
const SIMILAR: usize = 60;
/// Providers at which a domain says nothing about a company.
const PROVIDERS: [&str; 16] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "web.de",
    "t-online.de",
    "proton.me",
    "protonmail.com",
];
/// Forms of companies, which do not tell one from another.
const FORMS: [&str; 24] = [
    "gmbh", "ag", "kg", "ohg", "gbr", "ug", "se", "ltd", "limited", "inc", "llc", "corp", "co", "company",
    "plc", "bv", "nv", "sa", "sarl", "srl", "spa", "ab", "as", "oy",
];

/// The host of an address without `www.`, in lower case.
pub(crate) fn domain(address: &str) -> Option<String> {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = host.split(['/', '?', '#', ':']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default().trim().to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    host.contains('.').then(|| host.to_owned())
}

/// The domain of an e-mail address, unless a provider's.
fn own_domain(email: &str) -> Option<String> {
    domain(email).filter(|d| !PROVIDERS.contains(&d.as_str()))
}

/// The words that tell a name from others.
fn telling(name: &str) -> Vec<String> {
    let words = base::words(name);
    let kept: Vec<String> = words.iter().filter(|w| !FORMS.contains(&w.as_str())).cloned().collect();
    if kept.is_empty() { words } else { kept }
}

/// How much of two names is the same, in percent of the words of the longer one.
fn likeness(a: &str, b: &str) -> usize {
    let (a, b) = (telling(a), telling(b));
    let same = a.iter().filter(|w| b.contains(w)).count();
    if a.is_empty() || b.is_empty() { 0 } else { same * 100 / a.len().max(b.len()) }
}

/// Records of an object that satisfy a filter and a closer look, added with why.
struct Search<'a> {
    engine: &'a Engine,
    actor: &'a Actor,
    object: &'static str,
    found: Vec<Match>,
}

impl Search<'_> {
    async fn add(
        &mut self,
        filter: &str,
        why: &str,
        score: u8,
        fits: impl Fn(&Record) -> bool + Send,
    ) -> Result<()> {
        let query = Query::new(self.object).filter(filter)?.limit(LOOKED);
        for record in self.engine.records(self.actor, &query).await?.0 {
            if !fits(&record) {
                continue;
            }
            match self.found.iter_mut().find(|m| m.id == record.id) {
                // More reasons make it surer.
                Some(known) => {
                    known.why = format!("{}, {why}", known.why);
                    known.score = known.score.max(score).saturating_add(4).min(99);
                }
                None => self.found.push(Match {
                    id: record.id,
                    title: record.title(),
                    why: why.to_owned(),
                    company: record.get("company").id(),
                    score,
                }),
            }
        }
        Ok(())
    }

    fn best(mut self) -> Vec<Match> {
        self.found.sort_by_key(|m| (std::cmp::Reverse(m.score), m.id));
        self.found.truncate(SHOWN);
        self.found
    }
}

/// What a lead may already be, as far as the actor may see it.
pub async fn matches(engine: &Engine, actor: &Actor, lead: &Record) -> Result<Matches> {
    let text = |key: &str| lead.get(key).text().unwrap_or_default().trim().to_owned();
    let [email, phone, name, company, website] =
        ["email", "phone", "name", "company_name", "website"].map(text);
    let mut out = Matches::default();
    if engine.object(actor, "contact").is_ok() {
        let mut people = Search { engine, actor, object: "contact", found: Vec::new() };
        if !email.is_empty() {
            people
                .add(&format!("email = {}", quoted(&email)), &say!("lead-same-email"), 95, |_| true)
                .await?;
        }
        if !phone.is_empty() {
            people
                .add(&format!("phone = {}", quoted(&phone)), &say!("lead-same-phone"), 85, |_| true)
                .await?;
        }
        if let Some(last) = base::words(&name).last().filter(|_| name != company && name != email) {
            let fits = |r: &Record| likeness(&r.title(), &name) >= SIMILAR;
            people.add(&format!("name ~ {}", quoted(last)), &say!("lead-similar-name"), 60, fits).await?;
        }
        out.contacts = people.best();
    }
    if engine.object(actor, "company").is_ok() {
        let mut firms = Search { engine, actor, object: "company", found: Vec::new() };
        let mut domains: Vec<String> = domain(&website).into_iter().chain(own_domain(&email)).collect();
        domains.dedup();
        for wanted in domains {
            let same = |r: &Record| r.get("website").text().and_then(domain).as_ref() == Some(&wanted);
            firms.add(&format!("website ~ {}", quoted(&wanted)), &say!("lead-same-domain"), 90, same).await?;
        }
        if !phone.is_empty() {
            firms.add(&format!("phone = {}", quoted(&phone)), &say!("lead-same-phone"), 80, |_| true).await?;
        }
        let longest = telling(&company).into_iter().max_by_key(String::len);
        if let Some(longest) = longest {
            let whole = fold(&company);
            let same = |r: &Record| fold(&r.title()) == whole;
            firms.add(&format!("name ~ {}", quoted(&longest)), &say!("lead-same-name"), 88, same).await?;
            let fits = |r: &Record| fold(&r.title()) != whole && likeness(&r.title(), &company) >= SIMILAR;
            firms.add(&format!("name ~ {}", quoted(&longest)), &say!("lead-similar-name"), 60, fits).await?;
        }
        out.companies = firms.best();
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_read_of_addresses_of_the_web_and_of_mail() {
        for (address, wanted) in [
            ("https://www.Acme.example/about?x=1", Some("acme.example")),
            ("acme.example:8080", Some("acme.example")),
            ("ann@acme.example", Some("acme.example")),
            ("localhost", None),
            ("", None),
        ] {
            assert_eq!(domain(address).as_deref(), wanted, "{address}");
        }
        assert_eq!(own_domain("ann@GMail.com"), None);
    }

    #[test]
    fn forms_of_companies_and_accents_do_not_count_in_names() {
        assert_eq!(likeness("Møller Ceramics GmbH", "moller ceramics"), 100);
        assert_eq!(likeness("Papírna Hotel", "Papirna Hotel Prague"), 66);
        assert_eq!(likeness("Acme", "Bexar"), 0);
        assert_eq!(likeness("AG", "ag"), 100);
        assert_eq!(likeness("", "Acme"), 0);
    }
}
