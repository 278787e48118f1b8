//! The foot of a list: sums of amounts and numbers, means of what does not add up.
use base::Error;
use engine::query::{Aggregate, Figure, Function, Measure};
use engine::{Field, Kind, Object, Value};
use ui::field::{self, Look, Titles};
use ui::say;

use super::columns::{Columns, Shown};
use super::list::Narrowed;
use super::visit::Visit;

/// Beyond so many records a sum is only taken when it is asked for.
const MOST: i64 = 50_000;

/// What is computed of a column, if anything.
fn function(field: &Field) -> Option<Function> {
    let year = ["year", "founded", "established"].iter().any(|w| field.key.contains(w));
    match field.kind {
        Kind::Money | Kind::Integer | Kind::Decimal | Kind::Duration if !year => Some(Function::Sum),
        Kind::Percent | Kind::Rating => Some(Function::Average),
        _ => None,
    }
}

/// The figures under a list, a text for each column; `None` where taking them would take long.
pub(super) async fn totals(
    visit: &Visit,
    object: &Object,
    narrowed: &Narrowed,
    columns: &Columns,
    count: i64,
) -> Result<Option<Vec<String>>, Error> {
    let measured: Vec<(usize, &Shown, Function)> =
        columns.shown.iter().enumerate().filter_map(|(i, s)| Some((i, s, function(&s.field)?))).collect();
    let mut out = vec![String::new(); columns.shown.len()];
    if measured.is_empty() || !narrowed.words.is_empty() || count == 0 {
        return Ok(Some(out));
    }
    if count > MOST && visit.asked.text("totals").is_none() {
        return Ok(None);
    }
    let measures = measured.iter().map(|(_, s, function)| Measure {
        function: *function,
        path: Some(s.path.clone()),
        filter: None,
    });
    let asked = Aggregate {
        filter: narrowed.filter().cloned(),
        measures: measures.collect(),
        ..Aggregate::new(&object.key)
    };
    let table = visit.engine().aggregate(&visit.actor, &asked).await?;
    let look = visit.look();
    if let Some(row) = table.rows.first() {
        for ((i, shown, function), figure) in measured.iter().zip(&row.figures) {
            let words = told(&look, &shown.field, figure);
            if let (Some(place), false) = (out.get_mut(*i), words.is_empty()) {
                *place = match function {
                    Function::Sum => say!("list-sum", value = words),
                    _ => say!("list-average", value = words),
                }
                .into();
            }
        }
    }
    Ok(Some(out))
}

/// A figure in words.
pub(super) fn told(look: &Look<'_>, field: &Field, figure: &Figure) -> String {
    match figure {
        Figure::Empty | Figure::Exact(Value::Null) => String::new(),
        Figure::Exact(Value::Money(m)) => field::money(*m, look.manners.currency, false),
        Figure::Exact(value) => field::brief(look, field, value, &Titles::new()),
        Figure::Mean { .. } => {
            let number = figure.number().map(|n| format!("{n:.1}")).unwrap_or_default();
            field::grouped(number.trim_end_matches(".0"))
        }
        Figure::PerCurrency(list) => {
            list.iter().map(|(_, f)| told(look, field, f)).collect::<Vec<_>>().join(" + ")
        }
    }
}
