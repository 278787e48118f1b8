//! Companies: who contacts work for and deals are made with.
use engine::{Field, Kind, Object};

/// The object.
pub fn object() -> Object {
    Object::new("company", "companies", "building-2")
        .nav("Sell")
        .columns(&["name", "sector", "employees", "revenue", "phone", "owner", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index().aliases(&[
                "company",
                "company name",
                "account",
                "account name",
                "organization",
                "organization name",
                "organisation",
            ]),
            Field::new("website", Kind::Url).search().group("Company").aliases(&[
                "domain",
                "web",
                "url",
                "homepage",
                "company domain name",
            ]),
            Field::new("sector", Kind::Text)
                .index()
                .group("Company")
                .aliases(&["industry", "branch", "vertical", "segment"]),
            Field::new("employees", Kind::Integer).group("Company").aliases(&[
                "number of employees",
                "headcount",
                "staff",
                "size",
            ]),
            Field::new("revenue", Kind::Money).group("Company").aliases(&[
                "annual revenue",
                "turnover",
                "sales",
            ]),
            Field::new("founded", Kind::Integer).group("Company").aliases(&[
                "year established",
                "year founded",
                "established",
            ]),
            Field::new("phone", Kind::Phone)
                .many()
                .search()
                .group("Contact")
                .aliases(&["phone number", "telephone"]),
            Field::new("email", Kind::Email)
                .label("E-mail")
                .many()
                .search()
                .group("Contact")
                .aliases(&["mail", "e-mail address"]),
            Field::new("country", Kind::Text).group("Contact").aliases(&[
                "office location",
                "location",
                "hq",
                "country region",
            ]),
            Field::new("address", Kind::Address)
                .many()
                .group("Contact")
                .aliases(&["street", "billing address"]),
            Field::link("parent", "company").label("Part of").group("Company").aliases(&[
                "subsidiary of",
                "parent company",
                "parent account",
            ]),
            Field::new("tax_id", Kind::Text).label("VAT ID").group("Company").aliases(&["vat", "vat number"]),
            Field::new("tags", Kind::Tags).search().group("Company"),
            Field::new("description", Kind::LongText).group("Company").aliases(&["notes", "about"]),
        ])
}
