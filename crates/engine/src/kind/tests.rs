use base::{Currency, Money};
use serde_json::json;

use super::*;

fn read(kind: Kind, text: &str) -> Result<Value, Fault> {
    let field = Field::new("x", kind);
    let manners = Manners { country: Some("DE".to_owned()), ..Manners::default() };
    kind.parse(text, &Ctx { field: &field, manners: &manners })
}

#[test]
fn money_is_read_as_people_write_it() {
    let eur = |minor| Ok(Value::Money(Money { minor, currency: Currency::EUR }));
    assert_eq!(read(Kind::Money, "12,50 €"), eur(1250));
    assert_eq!(read(Kind::Money, "1.234,56"), eur(123_456));
    assert_eq!(read(Kind::Money, "1,234.56 EUR"), eur(123_456));
    assert_eq!(read(Kind::Money, "14,850"), eur(1_485_000));
    assert_eq!(read(Kind::Money, "(5.00)"), eur(-500));
    assert_eq!(read(Kind::Money, "USD 12").unwrap().money().unwrap().currency.as_str(), "USD");
    for wrong in ["twelve", "12 EUR USD", "€12$", "123456789012345678901234567890", "12.345.6,7,8", "1e5"] {
        assert!(read(Kind::Money, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_phone_number_is_found_by_its_beginnings_and_its_end() {
    let words = |text: &str| {
        let mut words = Vec::new();
        Kind::Phone.rules().words(&Value::Text(text.to_owned()), &mut words);
        words
    };
    assert_eq!(words("+491715550138"), ["1715550138", "~831055517194", "491715550138"]);
    assert_eq!(words("+14155550138"), ["4155550138", "~83105555141", "14155550138"]);
    // A code that is not known is tried in all lengths.
    assert_eq!(words("+3581234567"), ["581234567", "81234567", "1234567", "~7654321853", "3581234567"]);
    assert_eq!(words("110"), ["110"]);
}

#[test]
fn phones_become_e164() {
    for (text, stored) in [
        ("+49 171 5550138", "+491715550138"),
        ("0171/5550138", "+491715550138"),
        ("0049 30 901820", "+4930901820"),
    ] {
        assert_eq!(read(Kind::Phone, text), Ok(Value::Text(stored.to_owned())), "{text}");
    }
    assert!(read(Kind::Phone, "call me").is_err());
    assert_eq!(phone::international("+491715550138"), "+49 171 5550138");
}

#[test]
fn emails_are_kept_in_lower_case_and_checked() {
    assert_eq!(
        read(Kind::Email, " Marta <Marta.K@Nordwind.DE>"),
        Ok(Value::Text("marta.k@nordwind.de".to_owned()))
    );
    for wrong in
        ["marta", "marta@", "@x.de", "a b@x.de", "a@b", "a@@b.de", "a@-x.de", "a..b@x.de", "a@1.2.3.4"]
    {
        assert!(read(Kind::Email, wrong).is_err(), "{wrong}");
    }
}

#[test]
fn rich_text_loses_what_could_harm() {
    let Ok(Value::Text(html)) =
        read(Kind::RichText, "<p onclick=x>Hi <script>alert(1)</script><a href='javascript:x'>you</a></p>")
    else {
        panic!()
    };
    assert!(!html.contains("script") && !html.contains("onclick"), "{html}");
}

#[test]
fn durations_are_seconds() {
    for (text, seconds) in
        [("1 h 30 min", 5400), ("1:30", 5400), ("90", 90), ("2d", 172_800), ("PT1H30M", 5400)]
    {
        assert_eq!(read(Kind::Duration, text), Ok(Value::Int(seconds)), "{text}");
    }
    assert!(read(Kind::Duration, "soon").is_err());
}

#[test]
fn dates_outside_the_calendar_are_refused() {
    for wrong in ["0000-01-01", "275760-09-13", "2024-02-30", "14/11/2026", "45631"] {
        assert!(read(Kind::Date, wrong).is_err(), "{wrong}");
    }
    assert!(read(Kind::DateTime, "0000-01-01T00:00:00Z").is_err());
    assert!(read(Kind::DateTime, "+275760-09-13T00:00:00Z").is_err());
}

#[test]
fn cells_load_back_what_they_stored() {
    let stored = [
        (Kind::Text, "Größe"),
        (Kind::Email, "a@b.de"),
        (Kind::Money, "12.50 CHF"),
        (Kind::Date, "2026-11-14"),
        (Kind::Rating, "4"),
        (Kind::DateTime, "2026-11-14T08:42:00Z"),
        (Kind::Decimal, "1.25"),
        (Kind::Percent, "12.5 %"),
        (Kind::Toggle, "yes"),
        (Kind::Tags, "vip, big spender"),
        (Kind::Address, "Hauptstr. 1"),
        (Kind::Url, "Example.com/A"),
        (Kind::Duration, "1h"),
        (Kind::Recurrence, "freq=daily"),
        (Kind::Integer, "1'000"),
    ];
    for (kind, text) in stored {
        let value = read(kind, text).unwrap();
        let mut cells = Vec::new();
        kind.cells(&value, &mut cells);
        assert_eq!(cells.len(), kind.rules().columns().len(), "{kind:?}");
        assert_eq!(kind.rules().load(&mut Row(cells), 0), value, "{kind:?}");
    }
}

#[test]
fn json_reads_back_what_it_writes() {
    let field = Field::new("x", Kind::Money);
    let manners = Manners::default();
    let ctx = Ctx { field: &field, manners: &manners };
    let value = Kind::Money.parse_json(&json!({"amount": "1200.50", "currency": "CHF"}), &ctx).unwrap();
    assert_eq!(value.to_json(), json!({"amount": "1200.50", "currency": "CHF"}));
    for wrong in [
        json!({"amount": "1", "currency": "XYZ"}),
        json!({"amount": "1.234"}),
        json!({"value": 1}),
        json!(true),
        json!([1]),
    ] {
        assert!(Kind::Money.parse_json(&wrong, &ctx).is_err(), "{wrong}");
    }
}
