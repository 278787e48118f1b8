//! Text to tree: OR binds weakest, then AND, NOT, and the comparison. Bounded in length, depth and size.
use say::say;

use super::ast::{Call, Comparison, Expr, Function, Literal, LiteralKind, Op, Path, Step, Subject};
use super::error::{FilterError, Span};
use super::lex::{Placed, Token, words};

/// Bytes of a filter at most.
pub const MAX_LENGTH: usize = 20_000;
/// Brackets, NOTs and functions within one another at most.
const MAX_DEPTH: usize = 50;
/// Relations within one another at most.
const MAX_RELATIONS: usize = 5;
/// Conditions at most.
const MAX_LEAVES: usize = 200;
/// Values of one IN at most.
const MAX_VALUES: usize = 500;

/// Words that are no values and no names of fields.
const KEYWORDS: [&str; 6] = ["and", "or", "not", "in", "is", "null"];

/// Reads a filter. Any text gives a tree or an error, never a panic.
pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    read(text).map_err(|e| e.finish(text))
}

fn read(text: &str) -> Result<Expr, FilterError> {
    if text.len() > MAX_LENGTH {
        let span = Span { start: MAX_LENGTH, end: text.len() };
        return Err(FilterError::at(span, say!("problem-filter-too-long", most = MAX_LENGTH)));
    }
    let mut parser = Parser { tokens: words(text)?, at: 0, depth: 0, relations: 0, leaves: 0 };
    let expr = parser.or()?;
    match parser.peek() {
        Token::End => Ok(expr),
        Token::Close => {
            Err(parser
                .unexpected(say!("problem-filter-close"), &["AND", "OR", &say!("problem-filter-the-end")]))
        }
        _ => {
            Err(parser
                .unexpected(say!("problem-filter-ended"), &["AND", "OR", &say!("problem-filter-the-end")]))
        }
    }
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    depth: usize,
    relations: usize,
    leaves: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.at).map(|(_, span)| *span).unwrap_or_default()
    }

    fn next(&mut self) -> Placed {
        let placed = self.tokens.get(self.at).cloned().unwrap_or((Token::End, Span::default()));
        self.at += 1;
        placed
    }

    /// The keyword, if it stands here.
    fn keyword(&mut self, word: &str) -> bool {
        let here = matches!(self.peek(), Token::Word(w) if w.eq_ignore_ascii_case(word));
        self.at += usize::from(here);
        here
    }

    fn sign(&mut self, token: &Token) -> bool {
        let here = self.peek() == token;
        self.at += usize::from(here);
        here
    }

    fn unexpected(&self, what: impl Into<String>, expected: &[&str]) -> FilterError {
        FilterError::at(self.span(), what).expected(expected.iter().copied())
    }

    /// Goes one level deeper for as long as `inner` runs.
    fn deeper<T>(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<T, FilterError>,
    ) -> Result<T, FilterError> {
        if self.depth >= MAX_DEPTH {
            let message = say!("problem-filter-too-deep", most = MAX_DEPTH);
            return Err(FilterError::at(self.span(), message));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Expr, FilterError> {
        let first = self.and()?;
        let mut parts = vec![first];
        while self.keyword("or") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, FilterError> {
        let first = self.not()?;
        let mut parts = vec![first];
        while self.keyword("and") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expr::And))
    }

    fn not(&mut self) -> Result<Expr, FilterError> {
        if self.keyword("not") {
            return self.deeper(Self::not).map(|e| Expr::Not(Box::new(e)));
        }
        if self.sign(&Token::Open) {
            let inner = self.deeper(Self::or)?;
            if !self.sign(&Token::Close) {
                return Err(self.unexpected(say!("problem-filter-unclosed-bracket"), &[")", "AND", "OR"]));
            }
            return Ok(inner);
        }
        self.leaves += 1;
        if self.leaves > MAX_LEAVES {
            let message = say!("problem-filter-too-many", most = MAX_LEAVES);
            return Err(FilterError::at(self.span(), message));
        }
        self.leaf()
    }

    fn leaf(&mut self) -> Result<Expr, FilterError> {
        let path = self.path(&say!("problem-filter-begins"))?;
        let subject = if self.peek() == &Token::Open {
            let call = self.call(path)?;
            if matches!(call.function, Function::Any | Function::None) {
                return Ok(Expr::Holds(call));
            }
            Subject::Call(call)
        } else {
            Subject::Path(path)
        };
        let op_at = self.span();
        let op = self.operator()?;
        let op_at =
            self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(op_at, |(_, s)| op_at.to(*s));
        let values = match op {
            Op::Null | Op::NotNull => Vec::new(),
            Op::In | Op::NotIn => self.values()?,
            _ => vec![self.value()?],
        };
        Ok(Expr::Compare(Comparison { subject, op, op_at, values }))
    }

    /// Names with points between them.
    fn path(&mut self, otherwise: &str) -> Result<Path, FilterError> {
        let mut steps = Vec::new();
        loop {
            let at = self.span();
            match self.peek() {
                Token::Word(name) if !is_keyword(name) => {
                    steps.push(Step { name: name.clone(), at });
                    self.at += 1;
                }
                _ => {
                    return Err(self.unexpected(otherwise, &[&say!("problem-filter-field-name"), "(", "NOT"]));
                }
            }
            if !self.sign(&Token::Dot) {
                return Ok(Path { steps });
            }
        }
    }

    /// What stands in the brackets behind `relation.function`.
    fn call(&mut self, mut path: Path) -> Result<Call, FilterError> {
        let last = path.steps.pop().unwrap_or(Step { name: String::new(), at: self.span() });
        let names = Function::NAMES.iter().map(|(n, _)| *n);
        let Some(function) = Function::parse(&last.name).filter(|_| !path.steps.is_empty()) else {
            let message = say!("problem-filter-no-function", name = &last.name);
            let nearest = super::error::nearest(&last.name, names.clone()).filter(|_| !path.steps.is_empty());
            return Err(FilterError::at(last.at, message)
                .expected(names.map(|n| format!("relation.{n}(…)")))
                .near(nearest));
        };
        if self.relations >= MAX_RELATIONS {
            let message = say!("problem-filter-relations-deep", most = MAX_RELATIONS);
            return Err(FilterError::at(last.at, message));
        }
        self.sign(&Token::Open);
        let mut call = Call { relation: path, function, function_at: last.at, field: None, filter: None };
        let mut more = self.peek() != &Token::Close;
        if function.needs_field() {
            call.field = Some(self.path(&say!("problem-filter-function-needs", function = function.name()))?);
            more = self.sign(&Token::Comma);
        }
        if more {
            self.relations += 1;
            let filter = self.deeper(Self::or);
            self.relations -= 1;
            call.filter = Some(Box::new(filter?));
        }
        if !self.sign(&Token::Close) {
            return Err(self.unexpected(say!("problem-filter-unclosed-function"), &[")", "AND", "OR"]));
        }
        Ok(call)
    }

    fn operator(&mut self) -> Result<Op, FilterError> {
        if let Token::Op(op) = self.peek() {
            let op = *op;
            self.at += 1;
            return Ok(op);
        }
        if self.keyword("is") {
            let not = self.keyword("not");
            return if self.keyword("null") {
                Ok(if not { Op::NotNull } else { Op::Null })
            } else {
                Err(self.unexpected(say!("problem-filter-is-null"), &["NULL", "NOT NULL"]))
            };
        }
        if self.keyword("in") {
            return Ok(Op::In);
        }
        if self.keyword("not") {
            return if self.keyword("in") {
                Ok(Op::NotIn)
            } else {
                Err(self.unexpected(say!("problem-filter-not-in"), &["IN"]))
            };
        }
        let signs = ["=", "!=", "<", "<=", ">", ">=", "~", "!~", "IN", "NOT IN", "IS NULL", "IS NOT NULL"];
        Err(self.unexpected(say!("problem-filter-no-operator"), &signs))
    }

    /// `(a, b, c)`, or one named range: `IN this_quarter`.
    fn values(&mut self) -> Result<Vec<Literal>, FilterError> {
        if !self.sign(&Token::Open) {
            return self.value().map(|v| vec![v]);
        }
        let mut values = vec![self.value()?];
        while self.sign(&Token::Comma) {
            values.push(self.value()?);
            if values.len() > MAX_VALUES {
                let message = say!("problem-filter-too-many-values", most = MAX_VALUES);
                return Err(FilterError::at(self.span(), message));
            }
        }
        if self.sign(&Token::Close) {
            Ok(values)
        } else {
            Err(self.unexpected(say!("problem-filter-unclosed-list"), &[",", ")"]))
        }
    }

    fn value(&mut self) -> Result<Literal, FilterError> {
        let (token, at) = self.next();
        let kind = match token {
            Token::Text(text) => LiteralKind::Text(text),
            Token::Number(text) => LiteralKind::Number(text),
            Token::Date(day) => LiteralKind::Date(day),
            Token::Instant(text) => LiteralKind::Instant(text),
            Token::Relative(n, unit) => LiteralKind::Relative(n, unit),
            Token::Word(word) if word.eq_ignore_ascii_case("true") => LiteralKind::Bool(true),
            Token::Word(word) if word.eq_ignore_ascii_case("false") => LiteralKind::Bool(false),
            Token::Word(word) if word.eq_ignore_ascii_case("null") => {
                return Err(
                    FilterError::at(at, say!("problem-filter-null")).expected(["IS NULL", "IS NOT NULL"])
                );
            }
            Token::Word(word) if !is_keyword(&word) => LiteralKind::Word(word),
            _ => {
                return Err(FilterError::at(at, say!("problem-filter-no-value")).expected([
                    say!("problem-filter-a-text"),
                    say!("problem-filter-a-number"),
                    say!("problem-filter-a-date"),
                    "TRUE".into(),
                    "FALSE".into(),
                    "me".into(),
                ]));
            }
        };
        Ok(Literal { kind, at })
    }
}

pub(super) fn is_keyword(word: &str) -> bool {
    KEYWORDS.iter().any(|k| k.eq_ignore_ascii_case(word))
}

/// The only part itself, or the parts joined.
fn one_or(mut parts: Vec<Expr>, join: impl FnOnce(Vec<Expr>) -> Expr) -> Expr {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            parts.extend(last);
            join(parts)
        }
    }
}
