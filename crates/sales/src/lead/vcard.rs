//! Business cards (vCard 2.1 to 4.0) as leads: lines unfolded, names, addresses and numbers read, the rest passed over.
use engine::Input;

/// Cards of one file at most.
pub const MOST: usize = 1_000;

/// One property: its name in capitals, its parameters in capitals, its text.
struct Property {
    name: String,
    params: String,
    value: String,
}

/// What a file of cards holds.
#[derive(Debug, Default)]
pub struct Cards {
    /// A lead of each.
    pub leads: Vec<Input>,
    /// Cards that are no lead: without an end, without a name or address, or beyond the first thousand.
    pub left: usize,
}

/// The cards of a file. What begins no card is passed over.
pub fn read(content: &[u8]) -> Cards {
    let text = match content {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        other => latin(other),
    };
    let mut cards = Cards::default();
    let mut card: Option<Vec<Property>> = None;
    for property in unfolded(&text).iter().filter_map(|line| property(line)) {
        match (property.name.as_str(), property.value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VCARD") => cards.left += usize::from(card.replace(Vec::new()).is_some()),
            ("END", "VCARD") => {
                let Some(properties) = card.take() else { continue };
                match lead(&properties).filter(|_| cards.leads.len() < MOST) {
                    Some(lead) => cards.leads.push(lead),
                    None => cards.left += 1,
                }
            }
            _ => {
                if let Some(card) = &mut card {
                    card.push(property);
                }
            }
        }
    }
    cards.left += usize::from(card.is_some());
    cards
}

fn wide(bytes: &[u8], of: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| Some(of(pair.try_into().ok()?))).collect();
    String::from_utf16_lossy(&units)
}

/// UTF-8, or else the Latin of old telephones.
fn latin(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

/// Lines as they were before they were folded: a blank at the start, or `=` at the end of a quoted-printable one, goes on.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
        let last = lines.last_mut();
        let soft = last
            .as_ref()
            .is_some_and(|l| l.ends_with('=') && l.to_ascii_uppercase().contains("QUOTED-PRINTABLE"));
        match (last, line.strip_prefix([' ', '\t'])) {
            (Some(last), _) if soft => {
                last.pop();
                last.push_str(line);
            }
            (Some(last), Some(rest)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn property(line: &str) -> Option<Property> {
    // A colon inside quotes belongs to a parameter.
    let mut quoted = false;
    let colon = line.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        *c == ':' && !quoted
    });
    let (head, value) = line.split_at(colon?.0);
    let (name, params) = head.split_once(';').unwrap_or((head, ""));
    // `item1.EMAIL`: what belongs together has a name before the point.
    let name = name.rsplit('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let params = params.to_ascii_uppercase();
    let value = value.strip_prefix(':').unwrap_or(value);
    let value = if params.contains("QUOTED-PRINTABLE") { printable(value) } else { value.to_owned() };
    Some(Property { name, params, value })
}

fn printable(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match code.filter(|_| *first == b'=') {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    latin(&bytes)
}

/// The parts of a value between semicolons that are not escaped, as text.
fn parts(value: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => out.push(String::new()),
            c => {
                let plain = if c == '\\' {
                    chars.next().map(|c| if matches!(c, 'n' | 'N') { '\n' } else { c })
                } else {
                    Some(c)
                };
                if let (Some(last), Some(plain)) = (out.last_mut(), plain) {
                    last.push(plain);
                }
            }
        }
    }
    out.into_iter().map(|part| part.trim().to_owned()).collect()
}

fn lead(card: &[Property]) -> Option<Input> {
    // The preferred one of several, else the first.
    let best = |name: &str| {
        let all = || card.iter().filter(|p| p.name == name && !p.value.trim().is_empty());
        all().find(|p| p.params.contains("PREF")).or_else(|| all().next())
    };
    let whole = |name: &str| best(name).map(|p| parts(&p.value).join(" ").trim().to_owned());
    let part = |name: &str, n: usize| best(name).and_then(|p| parts(&p.value).into_iter().nth(n));
    let country = part("ADR", 6);
    let phone = whole("TEL").map(|tel| tel.trim_start_matches("tel:").to_owned());
    let fields = [
        ("last_name", part("N", 0)),
        ("first_name", part("N", 1)),
        ("name", whole("FN")),
        ("email", whole("EMAIL")),
        ("phone", phone),
        ("title", whole("TITLE")),
        ("company_name", part("ORG", 0)),
        ("website", whole("URL")),
        ("country", country),
        ("description", best("NOTE").map(|p| parts(&p.value).join("; "))),
    ];
    let said = fields.into_iter().filter_map(|(key, text)| Some((key, text.filter(|t| !t.is_empty())?)));
    let input = said.fold(Input::new(), |input, (key, text)| input.typed(key, &text));
    let named =
        |key: &str| ["name", "last_name", "first_name", "email", "company_name", "phone"].contains(&key);
    input.0.iter().any(|(key, _)| named(key)).then_some(input)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::Given;

    fn texts(input: &Input) -> Vec<(&str, &str)> {
        let text = |(key, given): &'_ (String, Given)| {
            matches!(given, Given::Text(_)).then_some(()).map(|()| key.clone())
        };
        assert!(input.0.iter().all(|pair| text(pair).is_some()));
        input
            .0
            .iter()
            .filter_map(|(k, g)| if let Given::Text(t) = g { Some((k.as_str(), t.as_str())) } else { None })
            .collect()
    }

    #[test]
    fn a_card_of_today_is_read_with_folds_groups_and_escapes() {
        let card = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Petr Novotn\r\n ý\r\nN:Novotný;Petr;;;\r\nORG:Papírna\\; Hotel;Kitchen\r\n\
            item1.EMAIL;TYPE=work:petr@papirna.example\r\nEMAIL;PREF=1:novotny@papirna.example\r\nTEL;VALUE=uri:tel:+420601234567\r\n\
            NOTE:Breakfast\\nroom\r\nEND:VCARD\r\n";
        let cards = read(card.as_bytes()).leads;
        let [card] = cards.as_slice() else { panic!("one card") };
        let texts = texts(card);
        for wanted in [
            ("name", "Petr Novotný"),
            ("last_name", "Novotný"),
            ("email", "novotny@papirna.example"),
            ("phone", "+420601234567"),
            ("company_name", "Papírna; Hotel"),
            ("description", "Breakfast\nroom"),
        ] {
            assert!(texts.contains(&wanted), "{wanted:?} in {texts:?}");
        }
    }

    #[test]
    fn a_card_of_an_old_telephone_is_read_with_its_quoted_lines() {
        let card = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=\nller;J=C3=B6rg\nTEL;CELL:030 123456\nEND:VCARD\n";
        let cards = read(card.as_bytes()).leads;
        assert!(texts(&cards[0]).contains(&("last_name", "Müller")));
        assert!(texts(&cards[0]).contains(&("first_name", "Jörg")));
    }

    #[test]
    fn what_is_no_lead_is_counted() {
        for (text, left) in [
            ("", 0),
            ("hello", 0),
            (":::", 0),
            ("BEGIN:VCARD\nEND:VCARD", 1),
            ("BEGIN:VCARD\nFN:Cut off", 1),
            ("BEGIN:VCARD\nNOTE:x\nEND:VCARD", 1),
        ] {
            let cards = read(text.as_bytes());
            assert_eq!((cards.leads.len(), cards.left), (0, left), "{text}");
        }
        assert!(read(&[0xff, 0xfe, 0x41]).leads.is_empty());
        let cut = read(b"BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C");
        assert_eq!((cut.leads.len(), cut.left), (1, 2));
        let many = read("BEGIN:VCARD\nFN:A\nEND:VCARD\n".repeat(MOST + 5).as_bytes());
        assert_eq!((many.leads.len(), many.left), (MOST, 5));
    }
}
