//! What a dashboard is asked for besides its cards: which days, compared with what, whose records, a filter.
use base::Date;
use engine::{Actor, Record};
use maud::{Markup, html};
use records::pages::{Visit, range_said};
use reports::figures::Asked;
use reports::period::{Against, Period, WORDS};
use ui::field::words::calm_day;
use ui::icon::sized;
use ui::part::menu;
use ui::{key, say, say::Key};

/// Whose records are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Everyone,
    Team,
    Mine,
}

const WHOSE: [(Whose, &str, Key); 3] = [
    (Whose::Everyone, "everyone", key!("home-everyone")),
    (Whose::Team, "team", key!("home-team")),
    (Whose::Mine, "mine", key!("home-mine")),
];

impl Whose {
    fn parse(name: &str) -> Self {
        WHOSE.iter().find(|w| w.1 == name).map_or(Self::Everyone, |w| w.0)
    }

    fn filter(self, actor: &Actor) -> String {
        match self {
            Self::Everyone => String::new(),
            Self::Mine => "owner = me".to_owned(),
            Self::Team => {
                let team = actor.team.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
                format!("owner IN ({team})")
            }
        }
    }
}

/// What holds where the address says nothing.
pub(super) struct Habits {
    pub(super) period: String,
    pub(super) against: Option<Against>,
    pub(super) whose: String,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            period: "this_quarter".to_owned(),
            against: Some(Against::Previous),
            whose: "everyone".to_owned(),
        }
    }
}

impl Habits {
    /// Those of a dashboard.
    pub(super) fn of(record: &Record) -> Self {
        let text = |key: &str, otherwise: &str| record.get(key).text().unwrap_or(otherwise).to_owned();
        Self {
            period: text("period", "this_quarter"),
            against: reports::dashboard::against(record),
            whose: text("whose", "everyone"),
        }
    }
}

/// What the address asks for.
pub(super) struct Filters {
    pub(super) asked: Asked,
    whose: Whose,
    today: Date,
    /// What the address names is no period: said on the page.
    pub(super) wrong: Option<String>,
}

impl Filters {
    /// Reads `period`, `from` and `to`, `compare`, `whose` and `filter`.
    pub(super) fn read<'a>(
        actor: &Actor,
        scope: &engine::filter::Scope,
        text: impl Fn(&str) -> Option<&'a str>,
        habits: &Habits,
    ) -> Self {
        let today = scope.today();
        let days = text("from").zip(text("to")).map(|(from, to)| format!("{from}..{to}"));
        let word = days.as_deref().or(text("period")).unwrap_or(&habits.period);
        let period = Period::read(word, today, scope);
        let wrong = period.is_none().then(|| say!("dashboard-wrong-period", period = word).into_owned());
        let period = period
            .or_else(|| Period::read("this_quarter", today, scope))
            .unwrap_or_else(|| Period { word: today.to_string(), from: today, to: today });
        let against = text("compare").map_or(habits.against, Against::parse);
        let whose = Whose::parse(text("whose").unwrap_or(&habits.whose));
        let more = text("filter").map(|f| format!("({f})"));
        let all: Vec<String> =
            [Some(whose.filter(actor)).filter(|f| !f.is_empty()), more].into_iter().flatten().collect();
        Self { asked: Asked { period, against, filter: all.join(" AND ") }, whose, today, wrong }
    }

    /// Of a person's visit.
    pub(super) fn of(visit: &Visit, habits: &Habits) -> Self {
        let scope = visit.engine().scope(visit.actor());
        Self::read(visit.actor(), &scope, |name| visit.asked().text(name), habits)
    }

    /// `1 Oct to 17 Nov 2026, 54% of the quarter`
    pub(super) fn words(&self) -> String {
        let period = &self.asked.period;
        let days = days(period, self.today);
        let gone = period.share(self.today);
        if gone > 0.0 && gone < 1.0 {
            let share = ui::field::words::percentage(&format!("{:.0}", gone * 100.0));
            return say!("dashboard-days-gone", days = days, share = share).into();
        }
        days
    }

    /// The chips over the cards: each a menu of links, with forms for what no menu holds.
    pub(super) fn bar(&self, visit: &Visit) -> Markup {
        let period = &self.asked.period;
        let compare = [
            ("previous", say!("dashboard-compare-previous"), self.asked.against == Some(Against::Previous)),
            ("year", say!("dashboard-compare-year"), self.asked.against == Some(Against::Year)),
            ("none", say!("dashboard-compare-none"), self.asked.against.is_none()),
        ];
        let now = compare.iter().find(|c| c.2).map(|c| c.1.to_string()).unwrap_or_default();
        let choices = |name: &str, all: &[(&str, String, bool)]| {
            html! {
                @for (value, label, current) in all {
                    li role="none" {
                        a role="menuitemradio" aria-checked=(current) href=(visit.asked().with(name, Some(value))) {
                            span.size-4 { @if *current { (sized("check", "icon icon-sm")) } } (label)
                        }
                    }
                }
            }
        };
        let words: Vec<(&str, String, bool)> =
            WORDS.iter().map(|w| (*w, capital(&range_said(w)), period.word == *w)).collect();
        let compare: Vec<(&str, String, bool)> =
            compare.iter().map(|(v, l, c)| (*v, l.to_string(), *c)).collect();
        let whose: Vec<(&str, String, bool)> = WHOSE
            .iter()
            .filter(|w| w.0 != Whose::Team || visit.actor().team.len() > 1)
            .map(|(w, name, label)| (*name, label.said().into_owned(), *w == self.whose))
            .collect();
        let whose_now = whose.iter().find(|w| w.2).map(|w| w.1.clone()).unwrap_or_default();
        html! {
            (chip("period", &say!("dashboard-period"), &said(period, self.today)))
            (chip("compare", &say!("dashboard-compare"), &now))
            (chip("whose", &say!("dashboard-whose"), &whose_now))
            (menu("period-menu", &say!("dashboard-period"), html! {
                (choices("period", &words))
                li role="none" {
                    form.grid."gap-2"."p-2" method="get" action=(visit.asked().path()) {
                        @for name in ["compare", "whose", "filter"] { @if let Some(value) = visit.asked().text(name) { input type="hidden" name=(name) value=(value); } }
                        label.text-sm { (say!("dashboard-from")) input.input.input-sm.w-full type="date" name="from" value=(period.from) required; }
                        label.text-sm { (say!("dashboard-to")) input.input.input-sm.w-full type="date" name="to" value=(period.to) required; }
                        button.btn.btn-sm { (say!("dashboard-show-days")) }
                    }
                }
            }))
            (menu("compare-menu", &say!("dashboard-compare"), choices("compare", &compare)))
            (menu("whose-menu", &say!("dashboard-whose"), choices("whose", &whose)))
        }
    }
}

fn chip(name: &str, label: &str, value: &str) -> Markup {
    html! {
        div.chip role="group" aria-label={ (label) ": " (value) } {
            button type="button" popovertarget={ (name) "-menu" } tabindex="-1" { (label) }
            button.chip-value type="button" popovertarget={ (name) "-menu" } aria-haspopup="menu" aria-label={ (label) ": " (value) } { (value) (sized("chevron-down", "icon icon-sm")) }
        }
    }
}

/// A period in words: its name, or its days.
pub(super) fn said(period: &Period, today: Date) -> String {
    if WORDS.contains(&period.word.as_str()) {
        return capital(&range_said(&period.word));
    }
    days(period, today)
}

/// With a capital at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1 Oct to 31 Dec`
pub(super) fn days(period: &Period, today: Date) -> String {
    if period.from == period.to {
        return calm_day(period.from, today);
    }
    say!("dashboard-days", from = calm_day(period.from, today), to = calm_day(period.to, today)).into()
}
