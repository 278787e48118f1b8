//! The words of a filter's text: names, quoted texts, numbers, times and signs.
use base::Date;
use say::say;

use super::ast::{Op, Unit};
use super::error::{FilterError, Span};

/// One word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A name or a bare word.
    Word(String),
    /// Text in quotes, unescaped.
    Text(String),
    /// Digits with an optional sign and point, as written.
    Number(String),
    /// A day.
    Date(Date),
    /// A day and a time, as written.
    Instant(String),
    /// Some time from now.
    Relative(i64, Unit),
    /// `=`, `!=`, `~`, ….
    Op(Op),
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `,`.
    Comma,
    /// `.`.
    Dot,
    /// The end of the text.
    End,
}

/// A word and where it stands.
pub(super) type Placed = (Token, Span);

/// Every word of a text, with an `End` behind the last.
pub(super) fn words(text: &str) -> Result<Vec<Placed>, FilterError> {
    let mut lexer = Lexer { text, at: 0 };
    let mut out = Vec::with_capacity(text.len() / 4 + 2);
    loop {
        let placed = lexer.next()?;
        let last = placed.0 == Token::End;
        out.push(placed);
        if last {
            return Ok(out);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Steps over what satisfies a test and gives it back.
    fn run(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !test(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn next(&mut self) -> Result<Placed, FilterError> {
        self.run(char::is_whitespace);
        let start = self.at;
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Ok((Token::End, Span { start, end: start }));
        };
        let second = rest.get(first.len_utf8()..).and_then(|r| r.chars().next());
        let token = match (first, second) {
            ('(', _) => self.sign(1, Token::Open),
            (')', _) => self.sign(1, Token::Close),
            (',', _) => self.sign(1, Token::Comma),
            ('!', Some('=')) | ('<', Some('>')) => self.sign(2, Token::Op(Op::Ne)),
            ('!', Some('~')) => self.sign(2, Token::Op(Op::HasNot)),
            ('<', Some('=')) => self.sign(2, Token::Op(Op::Le)),
            ('>', Some('=')) => self.sign(2, Token::Op(Op::Ge)),
            ('=', Some('=')) => self.sign(2, Token::Op(Op::Eq)),
            ('=', _) => self.sign(1, Token::Op(Op::Eq)),
            ('<', _) => self.sign(1, Token::Op(Op::Lt)),
            ('>', _) => self.sign(1, Token::Op(Op::Gt)),
            ('~', _) => self.sign(1, Token::Op(Op::Has)),
            ('"' | '\'', _) => self.quoted(first)?,
            ('.', Some(c)) if !c.is_ascii_digit() => self.sign(1, Token::Dot),
            ('.', None) => self.sign(1, Token::Dot),
            ('0'..='9' | '.', _) => self.number(start)?,
            ('+' | '-', Some(c)) if c.is_ascii_digit() || c == '.' => self.number(start)?,
            (c, _) if c.is_alphabetic() || c == '_' => {
                Token::Word(self.run(|c| c.is_alphanumeric() || c == '_').to_owned())
            }
            (c, _) => {
                let span = Span { start, end: start + c.len_utf8() };
                return Err(FilterError::at(span, say!("problem-filter-sign", sign = format!("{c:?}")))
                    .expected([
                        say!("problem-filter-a-field"),
                        say!("problem-filter-an-operator"),
                        say!("problem-filter-a-value"),
                    ]));
            }
        };
        Ok((token, Span { start, end: self.at }))
    }

    fn sign(&mut self, bytes: usize, token: Token) -> Token {
        self.at += bytes;
        token
    }

    /// Text between two of `quote`, with `\` before what would end it.
    fn quoted(&mut self, quote: char) -> Result<Token, FilterError> {
        let start = self.at;
        let mut out = String::new();
        let mut chars = self.rest().char_indices().skip(1);
        while let Some((i, c)) = chars.next() {
            match c {
                c if c == quote => {
                    self.at = start + i + 1;
                    return Ok(Token::Text(out));
                }
                '\\' => match chars.next() {
                    Some((_, c @ ('\\' | '"' | '\''))) => out.push(c),
                    Some((_, 'n')) => out.push('\n'),
                    Some((_, 'r')) => out.push('\r'),
                    Some((_, 't')) => out.push('\t'),
                    Some((j, c)) => {
                        let span = Span { start: start + i, end: start + j + c.len_utf8() };
                        return Err(FilterError::at(
                            span,
                            say!("problem-filter-escape", sign = format!("\\{c}")),
                        )
                        .expected(["\\\"", "\\'", "\\\\", "\\n", "\\r", "\\t"]));
                    }
                    None => break,
                },
                '\0' => {
                    let span = Span { start: start + i, end: start + i + 1 };
                    return Err(FilterError::at(span, say!("problem-filter-nul")));
                }
                c => out.push(c),
            }
        }
        let span = Span { start, end: self.text.len() };
        Err(FilterError::at(span, say!("problem-filter-unclosed-text", quote = quote.to_string()))
            .expected([quote]))
    }

    /// A number, a day, an instant or some time from now: whatever begins with a digit or a sign.
    fn number(&mut self, start: usize) -> Result<Token, FilterError> {
        let rest = self.rest();
        let year = rest.bytes().take_while(u8::is_ascii_digit).count();
        if year > 0 && rest.as_bytes().get(year) == Some(&b'-') {
            return self.day(start);
        }
        let signed = rest.starts_with(['+', '-']);
        self.at += usize::from(signed);
        let whole = self.run(|c| c.is_ascii_digit());
        let point = self.rest().starts_with('.')
            && self.rest().get(1..).is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()));
        if point {
            self.at += 1;
            self.run(|c| c.is_ascii_digit());
        }
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let letters = self.run(|c| c.is_alphanumeric() || c == '_');
        if letters.is_empty() && (point || !whole.is_empty()) {
            return Ok(Token::Number(digits.to_owned()));
        }
        let span = Span { start, end: self.at };
        let all = self.text.get(start..self.at).unwrap_or_default();
        match (signed && !point, Unit::parse(letters), digits.parse::<i64>()) {
            (true, Some(unit), Ok(n)) if n.abs() <= 1_000_000 && !whole.is_empty() => {
                Ok(Token::Relative(n, unit))
            }
            (true, Some(_), _) => Err(FilterError::at(span, say!("problem-filter-too-far", given = all))),
            (false, Some(_), _) if !point => {
                Err(FilterError::at(span, say!("problem-filter-needs-sign", given = all))
                    .expected([format!("-{all}"), format!("+{all}")]))
            }
            (true, None, _) => Err(FilterError::at(span, say!("problem-filter-no-relative", given = all))
                .expected(["-30min", "-6h", "-90d", "+2w", "-1m", "-1q", "-1y"])),
            _ => Err(FilterError::at(span, say!("problem-filter-no-number", given = all))
                .expected([say!("problem-filter-a-number-like"), say!("problem-filter-a-text")])),
        }
    }

    /// A day, or an instant when a time follows.
    fn day(&mut self, start: usize) -> Result<Token, FilterError> {
        self.run(|c| c.is_ascii_digit() || c == '-');
        let timed = self.rest().starts_with(['T', 't']);
        if timed {
            self.at += 1;
            self.run(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | '+' | '-' | 'Z' | 'z'));
        }
        self.run(|c| c.is_alphanumeric() || c == '_');
        let all = self.text.get(start..self.at).unwrap_or_default();
        let span = Span { start, end: self.at };
        if timed {
            let instant: Result<base::Moment, _> = all.parse();
            return match instant {
                Ok(_) => Ok(Token::Instant(all.to_owned())),
                Err(_) => Err(FilterError::at(span, say!("problem-filter-no-time", given = all))
                    .expected([say!("problem-filter-one-like-instant", example = "2026-01-31T08:30:00Z")])),
            };
        }
        all.parse().map(Token::Date).map_err(|_| {
            FilterError::at(span, say!("problem-filter-no-date", given = all))
                .expected([say!("problem-filter-one-like", example = "2026-01-31")])
        })
    }
}
