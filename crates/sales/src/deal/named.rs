//! Lines that are called what they lead to: a person on a deal is called as the contact is.
use base::{Id, Result};
use engine::{Record, Touched, Value, Work};

/// Keeps `name` of the lines of an object in step with the title of what their link leads to, also when that is renamed.
pub(crate) async fn keep_name(work: &mut Work, touched: &[Touched], object: &str, link: &str) -> Result<()> {
    let mut lines: Vec<Id> = Vec::new();
    for touch in touched {
        let Some(after) = &touch.after else { continue };
        if after.object.key == object {
            lines.push(after.id);
        } else if touch.before.as_ref().is_some_and(|b| b.title() != after.title())
            && is_target(after, work, object, link)
        {
            lines.extend(work.pointing(object, link, after.id).await?.iter().map(|l| l.id));
        }
    }
    lines.sort_unstable();
    lines.dedup();
    for id in lines {
        let line = work.current(object, id).await?;
        let schema = work.engine().schema();
        let to = schema.object(object).and_then(|o| o.field(link)).and_then(|f| f.target.clone());
        let (Some(to), Some(target)) = (to, line.get(link).id()) else { continue };
        let Ok(named) = work.current(&to, target).await else { continue };
        let name = Value::Text(named.title());
        if *line.get("name") != name {
            work.derive(object, id, vec![("name", name)]).await?;
        }
    }
    Ok(())
}

fn is_target(record: &Record, work: &Work, object: &str, link: &str) -> bool {
    let schema = work.engine().schema();
    let target = schema.object(object).and_then(|o| o.field(link)).and_then(|f| f.target.clone());
    target.is_some_and(|target| target == record.object.key)
}
