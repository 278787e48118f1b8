//! Tree to resolved tree: every name looked up as far as the actor may see it, every value read by its field's kind.
use std::sync::Arc;

use base::{Currency, Id};
use say::say;

use super::Scope;
use super::ast::{Call, Comparison, Expr, Function, Literal, Op, Subject as Written};
use super::error::{FilterError, nearest};
use super::literal::{Reading, operators};
use super::path::{Compared, Guard, Hop, Names, Part, Target};
use super::tree::{Figure, Node, Order, Related, Subject, Test, Via};
use crate::kind::{Class, Kind};
use crate::schema::Object;

/// Binds names and values.
pub(super) struct Resolver<'a> {
    pub(super) names: Names<'a>,
    pub(super) scope: &'a Scope,
}

type Result<T> = std::result::Result<T, FilterError>;

impl Resolver<'_> {
    pub(super) fn expr(&self, object: &Arc<Object>, expr: &Expr) -> Result<Node> {
        Ok(match expr {
            Expr::And(parts) => Node::All(self.all(object, parts)?),
            Expr::Or(parts) => Node::Any(self.all(object, parts)?),
            Expr::Not(part) => self.expr(object, part)?.not(),
            Expr::Holds(call) => {
                let node = Node::leaf(Subject::Related(self.related(object, call)?), Test::There);
                if call.function == Function::None { node.not() } else { node }
            }
            Expr::Compare(comparison) => self.comparison(object, comparison)?,
        })
    }

    fn all(&self, object: &Arc<Object>, parts: &[Expr]) -> Result<Vec<Node>> {
        parts.iter().map(|p| self.expr(object, p)).collect()
    }

    fn comparison(&self, object: &Arc<Object>, comparison: &Comparison) -> Result<Node> {
        let (op, negated) = comparison.op.positive();
        let node = match &comparison.subject {
            Written::Path(path) => {
                let target = self.names.target(object, path)?;
                check_operator(&target.label(), operators(target.compared()), comparison)?;
                self.path_node(target, op, &comparison.values)?
            }
            Written::Call(call) => self.call_node(self.related(object, call)?, call, op, comparison)?,
        };
        Ok(if negated { node.not() } else { node })
    }

    /// A comparison of the value at the end of a path.
    fn path_node(&self, target: Target, op: Op, values: &[Literal]) -> Result<Node> {
        if op == Op::Null {
            return Ok(Node::leaf(Subject::Value(target), Test::Empty));
        }
        let mut plain = Vec::with_capacity(values.len());
        let mut nodes = Vec::new();
        for literal in values {
            match self.reading(&target, op, literal)? {
                Reading::Test(test) => plain.push(test),
                Reading::In(test, currency) => nodes.push(Node::All(vec![
                    Node::leaf(Subject::Value(target.clone()), test),
                    currency_is(&target, currency),
                ])),
                Reading::Title(title) => {
                    let there = self
                        .names
                        .schema
                        .object(target.whole().and_then(|f| f.target.as_deref()).unwrap_or_default());
                    let key = there.map(|o| o.title.clone()).unwrap_or_default();
                    let titled = target.through(&self.names, &key, literal.at)?;
                    if !operators(titled.compared()).contains(&Op::Has) {
                        let message = say!("problem-filter-by-id", field = target.label());
                        return Err(
                            FilterError::at(literal.at, message).expected([say!("problem-filter-an-id")])
                        );
                    }
                    nodes.push(self.path_node(titled, op, &[title])?);
                }
            }
        }
        if let Some(test) = merged(plain) {
            nodes.push(Node::leaf(Subject::Value(target), test));
        }
        Ok(one_or(nodes))
    }

    fn reading(&self, target: &Target, op: Op, literal: &Literal) -> Result<Reading> {
        super::literal::read(target, op, literal, self.scope)
    }

    /// A comparison of a figure over related records.
    fn call_node(&self, related: Related, call: &Call, op: Op, comparison: &Comparison) -> Result<Node> {
        const NUMBERS: &[Op] = &[Op::Eq, Op::Ne, Op::Lt, Op::Le, Op::Gt, Op::Ge, Op::In, Op::NotIn];
        let label = format!("{}.{}(…)", call.relation, call.function.name());
        let Some(target) = related.figure.target().cloned() else {
            check_operator(&label, NUMBERS, comparison)?;
            let tests = comparison.values.iter().map(super::literal::count).collect::<Result<Vec<_>>>()?;
            let tests = tests.into_iter().map(|n| order_test(op, n.into())).collect();
            return Ok(counted(related, merged(tests)));
        };
        let allowed =
            if matches!(related.figure, Figure::Sum(_)) { NUMBERS } else { operators(target.compared()) };
        check_operator(&label, allowed, comparison)?;
        if op == Op::Null {
            return Ok(Node::leaf(Subject::Related(related), Test::Empty));
        }
        let mut plain = Vec::with_capacity(comparison.values.len());
        let mut nodes = Vec::new();
        for literal in &comparison.values {
            match self.reading(&target, op, literal)? {
                Reading::Test(test) => plain.push(test),
                Reading::In(test, currency) => {
                    let mut only = related.clone();
                    let mut parts: Vec<Node> = only.filter.take().into_iter().collect();
                    parts.push(currency_is(&target, currency));
                    only.filter = Some(Node::All(parts));
                    nodes.push(Node::leaf(Subject::Related(only), test));
                }
                Reading::Title(_) => {
                    let message = say!("problem-filter-by-id", field = &label);
                    return Err(FilterError::at(literal.at, message).expected([say!("problem-filter-an-id")]));
                }
            }
        }
        if let Some(test) = merged(plain) {
            nodes.push(Node::leaf(Subject::Related(related), test));
        }
        Ok(one_or(nodes))
    }

    /// The relation of a call, its field and its filter.
    fn related(&self, object: &Arc<Object>, call: &Call) -> Result<Related> {
        let Some((name, way)) = call.relation.steps.split_last() else {
            return Err(FilterError::at(call.function_at, say!("problem-filter-function-before")));
        };
        let (hops, base) = self.way(object, way)?;
        let (via, theirs) = self.relation(&base, name)?;
        let guard = Guard::of(self.names.actor, &theirs);
        let field = match &call.field {
            Some(path) => {
                let target = self.names.target(&theirs, path)?;
                check_figure(call.function, &target, path.span())?;
                Some(target)
            }
            None => None,
        };
        let figure = match (call.function, field) {
            (Function::Any | Function::None, _) => Figure::Exists,
            (Function::Sum, Some(t)) => Figure::Sum(t),
            (Function::Min, Some(t)) => Figure::Min(t),
            (Function::Max, Some(t)) => Figure::Max(t),
            (Function::Last, Some(t)) => Figure::Last(t),
            (_, _) => Figure::Count,
        };
        let filter = call.filter.as_ref().map(|f| self.expr(&theirs, f)).transpose()?;
        Ok(Related { hops, object: theirs, via, guard, figure, filter })
    }

    /// The links before a relation's name.
    fn way(&self, object: &Arc<Object>, steps: &[super::ast::Step]) -> Result<(Vec<Hop>, Arc<Object>)> {
        if steps.is_empty() {
            return Ok((Vec::new(), object.clone()));
        }
        let path = super::ast::Path { steps: steps.to_vec() };
        let link = self.names.target(object, &path)?;
        let id = link.through(&self.names, "id", path.span())?;
        Ok((id.hops, id.object))
    }

    /// A relation of an object by name: its own field of many links, or the objects that link to it.
    fn relation(&self, base: &Arc<Object>, name: &super::ast::Step) -> Result<(Via, Arc<Object>)> {
        let (schema, actor) = (self.names.schema, self.names.actor);
        let many = || base.fields.iter().filter(|f| f.kind == Kind::Links && actor.sees(base, f));
        if let Some(field) = many().find(|f| f.key == name.name)
            && let Some(theirs) = field.target.as_deref().and_then(|t| schema.object(t))
        {
            return Ok((Via::Ours { field: field.key.clone() }, theirs.clone()));
        }
        // Looked up in the schema, whose `Arc` of the object lives as long as the names do.
        let Some(known) = schema.object(&base.key) else {
            return Err(FilterError::at(
                name.at,
                say!("problem-filter-there-is-no-relation", name = &name.name),
            ));
        };
        if let Some((_, theirs, field)) = self.names.relations(known).find(|(n, ..)| *n == name.name) {
            let via = Via::Theirs { field: field.key.clone(), many: field.kind == Kind::Links };
            return Ok((via, theirs.clone()));
        }
        let mut all: Vec<String> = many().map(|f| f.key.clone()).collect();
        all.extend(self.names.relations(known).map(|(n, ..)| n));
        let near = nearest(&name.name, all.iter().map(String::as_str));
        all.retain(|n| !n.contains("_by_"));
        let message = say!("problem-filter-no-relation", objects = &base.labels, name = &name.name);
        Err(FilterError::at(name.at, message).near(near).expected(all))
    }
}

/// The operator must fit what is compared.
fn check_operator(label: &str, allowed: &[Op], comparison: &Comparison) -> Result<()> {
    if allowed.contains(&comparison.op) {
        return Ok(());
    }
    let message = say!("problem-filter-not-fit", what = comparison.op.text(), field = label);
    Err(FilterError::at(comparison.op_at, message).expected(allowed.iter().map(|o| o.text())))
}

/// The field must fit the function.
fn check_figure(function: Function, target: &Target, at: super::error::Span) -> Result<()> {
    use Class::{Bool, Choice, Date, Link, Moment, Money, Number, Phone, Plain, Text};
    let (classes, expected): (&[Class], _) = match function {
        Function::Sum => (&[Number, Money], say!("problem-filter-numbers")),
        Function::Last => (
            &[Number, Money, Date, Moment, Text, Plain, Phone, Bool, Choice, Link],
            say!("problem-filter-one-value"),
        ),
        _ => (&[Number, Money, Date, Moment, Text], say!("problem-filter-ordered")),
    };
    if matches!(target.compared(), Compared::As(class) if classes.contains(&class)) {
        return Ok(());
    }
    let message = say!("problem-filter-not-fit", what = function.name(), field = target.label());
    Err(FilterError::at(at, message).expected([expected]))
}

/// The comparison of an operator with one cell.
pub(super) fn order_test(op: Op, cell: store::Value) -> Test {
    let order = match op {
        Op::Lt => Order::Less,
        Op::Le => Order::AtMost,
        Op::Gt => Order::Greater,
        Op::Ge => Order::AtLeast,
        _ => Order::Equal,
    };
    Test::Compare(order, cell)
}

/// A count that only asks whether there are any is asked so.
fn counted(mut related: Related, test: Option<Test>) -> Node {
    use store::Value::Int;
    let test = test.unwrap_or_else(|| Test::OneOf(Vec::new()));
    let there = match &test {
        Test::Compare(Order::Equal | Order::AtMost, Int(0)) | Test::Compare(Order::Less, Int(1)) => {
            Some(false)
        }
        Test::Compare(Order::Greater, Int(0)) | Test::Compare(Order::AtLeast, Int(1)) => Some(true),
        _ => None,
    };
    let Some(there) = there else { return Node::leaf(Subject::Related(related), test) };
    related.figure = Figure::Exists;
    let node = Node::leaf(Subject::Related(related), Test::There);
    if there { node } else { node.not() }
}

/// Several tests of one value as one.
fn merged(mut tests: Vec<Test>) -> Option<Test> {
    if tests.len() <= 1 {
        return tests.pop();
    }
    let mut cells = Vec::with_capacity(tests.len());
    for test in &tests {
        match test {
            Test::Compare(Order::Equal, cell) if !cells.contains(cell) => cells.push(cell.clone()),
            Test::Compare(Order::Equal, _) => {}
            _ => return Some(Test::Either(tests)),
        }
    }
    Some(Test::OneOf(cells))
}

fn one_or(mut nodes: Vec<Node>) -> Node {
    match (nodes.len(), nodes.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            nodes.extend(last);
            Node::Any(nodes)
        }
    }
}

/// The amount at the end of a path is in a currency.
fn currency_is(target: &Target, currency: Currency) -> Node {
    let Part::Field(place) = target.part else { return Node::Any(Vec::new()) };
    let code = Target { part: Part::Currency(place), ..target.clone() };
    Node::leaf(Subject::Value(code), Test::Compare(Order::Equal, currency.as_str().into()))
}

/// Nobody is `me` where there is no user.
pub(super) fn me(me: Option<Id>) -> Test {
    me.map_or_else(|| Test::OneOf(Vec::new()), |id| Test::Compare(Order::Equal, id.into()))
}
