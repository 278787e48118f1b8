//! SQL of what lies beside a record's row: further values, links to many, figures over related records.
use super::path::Target;
use super::sql::{Level, Writer, literal, name};
use super::tree::{Figure, Related, Test, Via};

impl Writer {
    /// A field of several values: any of them, the primary one in its column, all of them in the table `more`.
    pub(super) fn many(&mut self, level: &Level<'_>, target: &Target, test: &Test, negated: bool) {
        let Some(field) = target.whole() else { return };
        let id = Self::column_of(level, &target.hops, "id");
        self.push("(");
        self.test(&Self::column(level, target), test, negated);
        self.push(if negated { " AND (" } else { " OR " });
        self.push(&id).push(if negated { " NOT IN (" } else { " IN (" });
        let more = self.alias();
        let value = format!("{}.\"{}\"", name(more), if field.kind.folded() { "fold" } else { "value" });
        self.push("SELECT ").push(&name(more)).push(".\"record\" FROM \"more\" ").push(&name(more));
        self.push(" WHERE ").push(&name(more)).push(".\"field\" = ").push(&literal(&field.key)).push(" AND ");
        self.test(&value, test, false);
        self.push(")");
        if negated {
            self.push(" OR ").push(&id).push(" IS NULL)");
        }
        self.push(")");
    }

    /// A field of many links, by id.
    pub(super) fn links(&mut self, level: &Level<'_>, target: &Target, test: &Test, negated: bool) {
        let Some(field) = target.whole() else { return };
        let id = Self::column_of(level, &target.hops, "id");
        let links = self.alias();
        let there = negated == (*test == Test::Empty);
        self.push(if there { "EXISTS (" } else { "NOT EXISTS (" });
        self.push("SELECT 1 FROM \"link_many\" ").push(&name(links)).push(" WHERE ").push(&name(links));
        self.push(".\"from_id\" = ").push(&id).push(" AND ").push(&name(links));
        self.push(".\"field\" = ").push(&literal(&field.key));
        if *test != Test::Empty {
            self.push(" AND ");
            self.test(&format!("{}.\"to_id\"", name(links)), test, false);
        }
        self.push(")");
    }

    /// A figure over related records.
    pub(super) fn related(&mut self, level: &Level<'_>, related: &Related, test: &Test, negated: bool) {
        match (&related.figure, test) {
            (Figure::Exists, _) => {
                self.push(if negated { "NOT EXISTS (" } else { "EXISTS (" });
                self.select_related(level, related);
                self.push(")");
            }
            // Counts and sums are never null.
            (Figure::Count | Figure::Sum(_), Test::Compare(..) | Test::OneOf(_))
                if *test != Test::OneOf(vec![]) =>
            {
                self.push("(");
                self.select_related(level, related);
                self.push(")");
                if negated { self.complement("", test) } else { self.positive("", test) }
            }
            _ => {
                let outer = self.alias();
                self.push(if negated { "NOT EXISTS (" } else { "EXISTS (" });
                self.push("SELECT 1 FROM (SELECT (");
                self.select_related(level, related);
                self.push(") AS \"v\") ").push(&name(outer)).push(" WHERE ");
                self.test(&format!("{}.\"v\"", name(outer)), test, false);
                self.push(")");
            }
        }
    }

    /// The SELECT of a figure over related records.
    fn select_related(&mut self, level: &Level<'_>, related: &Related) {
        let base = Self::column_of(level, &related.hops, "id");
        let mut inner = self.level();
        let root = name(inner.root);
        let links = self.alias();
        if let Some(target) = related.figure.target() {
            inner.add(self, &target.hops);
        }
        if let Some(filter) = &related.filter {
            inner.add_node(self, filter);
        }
        let field = related.figure.target().map(|t| Self::column(&inner, t)).unwrap_or_default();
        self.push("SELECT ");
        match &related.figure {
            Figure::Exists => self.push("1"),
            Figure::Count => self.push("count(*)"),
            Figure::Sum(_) => self.push("coalesce(CAST(sum(").push(&field).push(") AS BIGINT), 0)"),
            Figure::Min(_) => self.push("min(").push(&field).push(")"),
            Figure::Max(_) => self.push("max(").push(&field).push(")"),
            Figure::Last(_) => self.push(&field),
        };
        self.push(" FROM ");
        self.build.ident(&related.object.key);
        self.push(" ").push(&root);
        // What joins the related record to the base, before what is joined to the related record.
        let linked = match &related.via {
            Via::Theirs { many: false, .. } => None,
            Via::Theirs { field, .. } => Some((field, "from_id", "to_id")),
            Via::Ours { field } => Some((field, "to_id", "from_id")),
        };
        if let Some((_, theirs, _)) = linked {
            self.push(" JOIN \"link_many\" ").push(&name(links)).push(" ON ").push(&name(links));
            self.push(".\"").push(theirs).push("\" = ").push(&root).push(".\"id\"");
        }
        self.joins(&inner);
        self.push(" WHERE ");
        match (&related.via, linked) {
            (_, Some((field, _, ours))) => {
                self.push(&name(links)).push(".\"").push(ours).push("\" = ").push(&base).push(" AND ");
                self.push(&name(links)).push(".\"field\" = ").push(&literal(field));
            }
            (Via::Theirs { field, .. } | Via::Ours { field }, None) => {
                self.push(&root).push(".");
                self.build.ident(field);
                self.push(" = ").push(&base);
            }
        }
        self.push(" AND ").push(&root).push(".\"deleted_at\" IS NULL");
        self.guard(&root, &related.guard);
        if let Some(filter) = &related.filter {
            self.push(" AND ");
            self.node(&inner, filter);
        }
        if matches!(related.figure, Figure::Last(_)) {
            let made = self.dialect.order(&format!("{root}.\"created_at\""), true);
            self.push(" ORDER BY ").push(&made).push(", ").push(&root).push(".\"id\" DESC LIMIT 1");
        }
    }
}
