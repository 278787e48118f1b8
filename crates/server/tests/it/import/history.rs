//! History keeps its dates.
use base::Moment;
use engine::query::Query;
use engine::{Actor, Value};

use super::{Place, counts};

const MAP: &str = "key = \"external:x\"\n[columns]\nid = \"external:x\"\nname = \"name\"\nstage = \"stage\"\nopened = \"opened_on\"\n\
                   closed = \"closed_at\"\n[at]\ncreated = \"opened\"\n[[then]]\nat = \"closed\"\nfields = [\"stage\", \"closed_at\"]\nbefore = { stage = \"engaging\" }\n";
const FILE: &str = "id,name,stage,opened,closed\n1,A,Won,2017-01-10,2017-03-01\n2,B,Engaging,2017-02-01,\n3,C,Prospecting,,\n";

#[tokio::test]
async fn a_deal_is_open_until_the_day_it_was_won() {
    let place = Place::new().await;
    assert_eq!(counts(&place.import("deals", FILE, MAP).await), [3, 0, 0, 0]);
    assert_eq!(
        place.list("deals", "name,stage,cycle_days").await,
        ["A | won | 50", "B | engaging | ", "C | prospecting | "]
    );
    let system = Actor::system();
    let page =
        place.engine.list(&system, &Query::new("deals").filter("name = \"A\"").unwrap()).await.unwrap();
    let id = page.rows[0].id;
    let stage = async |at: &str| {
        let at: Moment = at.parse().unwrap();
        let found = place.engine.find_as_of(&system, "deal", id, at).await;
        found.ok().and_then(|r| r.get("stage").text().map(str::to_owned))
    };
    assert_eq!(stage("2017-01-09T00:00:00Z").await, None);
    assert_eq!(stage("2017-02-01T00:00:00Z").await.as_deref(), Some("engaging"));
    assert_eq!(stage("2017-03-02T00:00:00Z").await.as_deref(), Some("won"));
    let record = place.engine.find(&system, "deal", id).await.unwrap();
    assert_eq!(record.get("created_at"), &Value::Moment("2017-01-10T00:00:00Z".parse().unwrap()));
}

#[tokio::test]
async fn what_was_imported_with_its_history_is_known_again() {
    let place = Place::new().await;
    place.import("deals", FILE, MAP).await;
    assert_eq!(counts(&place.import("deals", FILE, MAP).await), [0, 0, 3, 0]);
    let won = FILE.replace("B,Engaging,2017-02-01,", "B,Won,2017-02-01,2017-02-03");
    assert_eq!(counts(&place.import("deals", &won, MAP).await), [0, 1, 2, 0]);
    assert_eq!(place.list("deals", "name,outcome,cycle_days").await[1], "B | won | 2");
}
