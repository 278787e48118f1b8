//! What other systems call things: headings that the general rules would not find, by system and object.
/// A system whose exports are known.
pub struct Preset {
    /// Its name on the command line; also the source of its ids.
    pub name: &'static str,
    /// Object, heading and field; `*` for every object, an empty field for columns that are left out.
    headings: &'static [(&'static str, &'static str, &'static str)],
}

/// Every preset.
pub const PRESETS: &[Preset] = &[HUBSPOT, PIPEDRIVE, SALESFORCE, ZOHO];

const HUBSPOT: Preset = Preset {
    name: "hubspot",
    headings: &[
        ("*", "Record ID", "external:hubspot"),
        ("*", "Create Date", "created_at"),
        ("*", "Last Modified Date", ""),
        ("*", "Last Activity Date", ""),
        ("contact", "Contact owner", "owner"),
        ("contact", "Associated Company", "company"),
        ("contact", "Associated Company IDs", ""),
        ("contact", "Lead Status", ""),
        ("contact", "Country/Region", "address.country"),
        ("contact", "Street Address", "address.street"),
        ("contact", "City", "address.city"),
        ("contact", "State/Region", "address.state"),
        ("contact", "Postal Code", "address.postcode"),
        ("contact", "Mobile Phone Number", "phone"),
        ("contact", "Lifecycle Stage", "lifecycle"),
        ("contact", "Original Source", "source"),
        ("company", "Company owner", "owner"),
        ("company", "Company Domain Name", "website"),
        ("company", "Country/Region", "country"),
        ("company", "City", "address.city"),
        ("company", "State/Region", "address.state"),
        ("company", "Postal Code", "address.postcode"),
        ("company", "Street Address", "address.street"),
        ("company", "Number of Employees", "employees"),
        ("company", "Annual Revenue", "revenue"),
        ("company", "Year Founded", "founded"),
        ("deal", "Deal owner", "owner"),
        ("deal", "Deal Stage", "stage"),
        ("deal", "Pipeline", "pipeline"),
        ("deal", "Close Date", "close_date"),
        ("deal", "Associated Company IDs", "company@hubspot"),
        ("deal", "Associated Contact IDs", "contact@hubspot"),
        ("deal", "Associated Company", "company"),
        ("deal", "Associated Contact", "contact"),
        ("deal", "Closed Lost Reason", "lost_reason"),
    ],
};

const PIPEDRIVE: Preset = Preset {
    name: "pipedrive",
    headings: &[
        ("*", "ID", "external:pipedrive"),
        ("contact", "Person - ID", "external:pipedrive"),
        ("contact", "Person - Owner", "owner"),
        ("contact", "Person - Name", "name"),
        ("contact", "Person - First name", "first_name"),
        ("contact", "Person - Last name", "last_name"),
        ("contact", "Person - Phone", "phone"),
        ("contact", "Person - Email (Work)", "email"),
        ("contact", "Person - Email (Home)", "email"),
        ("contact", "Person - Email (Other)", "email"),
        ("contact", "Person - Organization", "company"),
        ("contact", "Organization - Name", "company"),
        ("contact", "Person - Created", "created_at"),
        ("contact", "Person - Postal address", "address"),
        ("company", "Organization - ID", "external:pipedrive"),
        ("company", "Organization - Name", "name"),
        ("company", "Organization - Owner", "owner"),
        ("company", "Organization - Address", "address"),
        ("company", "Organization - Created", "created_at"),
        ("deal", "Deal - ID", "external:pipedrive"),
        ("deal", "Deal - Title", "name"),
        ("deal", "Deal - Owner", "owner"),
        ("deal", "Deal - Value", "amount"),
        ("deal", "Deal - Currency", "amount$currency"),
        ("deal", "Deal - Pipeline", "pipeline"),
        ("deal", "Deal - Stage", "stage"),
        ("deal", "Deal - Organization", "company"),
        ("deal", "Organization - Name", "company"),
        ("deal", "Deal - Contact person", "contact"),
        ("deal", "Person - Name", "contact"),
        ("deal", "Deal - Expected close date", "close_date"),
        ("deal", "Deal - Won time", "closed_at"),
        ("deal", "Deal - Lost reason", "lost_reason"),
        ("deal", "Deal - Created", "created_at"),
        ("deal", "Deal - Deal created", "created_at"),
        ("deal", "Deal - Last stage change", ""),
        ("deal", "Deal - Next activity date", ""),
        ("product", "Product - ID", "external:pipedrive"),
        ("product", "Product - Name", "name"),
        ("product", "Product - Product Code", "sku"),
        ("product", "Product - Unit", "unit"),
        ("product", "Product - Price", "price"),
        ("product", "Product - Currency", "price$currency"),
        ("task", "Activity - Subject", "name"),
        ("task", "Activity - Due date", "due_at"),
    ],
};

const SALESFORCE: Preset = Preset {
    name: "salesforce",
    headings: &[
        ("*", "Id", "external:salesforce"),
        ("*", "OwnerId", "owner@salesforce"),
        ("*", "CreatedDate", "created_at"),
        ("*", "LastModifiedDate", ""),
        ("*", "SystemModstamp", ""),
        ("*", "IsDeleted", ""),
        ("contact", "AccountId", "company@salesforce"),
        ("contact", "MailingStreet", "address.street"),
        ("contact", "MailingCity", "address.city"),
        ("contact", "MailingState", "address.state"),
        ("contact", "MailingPostalCode", "address.postcode"),
        ("contact", "MailingCountry", "address.country"),
        ("contact", "MobilePhone", "phone"),
        ("contact", "LeadSource", "source"),
        ("company", "ParentId", "parent@salesforce"),
        ("company", "Industry", "sector"),
        ("company", "NumberOfEmployees", "employees"),
        ("company", "AnnualRevenue", "revenue"),
        ("company", "YearStarted", "founded"),
        ("company", "BillingStreet", "address.street"),
        ("company", "BillingCity", "address.city"),
        ("company", "BillingState", "address.state"),
        ("company", "BillingPostalCode", "address.postcode"),
        ("company", "BillingCountry", "address.country"),
        ("deal", "AccountId", "company@salesforce"),
        ("deal", "ContactId", "contact@salesforce"),
        ("deal", "StageName", "stage"),
        ("deal", "CloseDate", "close_date"),
        ("deal", "CurrencyIsoCode", "amount$currency"),
        ("product", "ProductCode", "sku"),
    ],
};

const ZOHO: Preset = Preset {
    name: "zoho",
    headings: &[
        ("*", "Record Id", "external:zoho"),
        ("*", "Created Time", "created_at"),
        ("*", "Modified Time", ""),
        ("contact", "Contact Owner", "owner"),
        ("contact", "Account Name", "company"),
        ("contact", "Mailing Street", "address.street"),
        ("contact", "Mailing City", "address.city"),
        ("contact", "Mailing State", "address.state"),
        ("contact", "Mailing Zip", "address.postcode"),
        ("contact", "Mailing Country", "address.country"),
        ("contact", "Secondary Email", "email"),
        ("company", "Account Owner", "owner"),
        ("company", "Account Name", "name"),
        ("company", "Parent Account", "parent"),
        ("company", "Billing Street", "address.street"),
        ("company", "Billing City", "address.city"),
        ("company", "Billing State", "address.state"),
        ("company", "Billing Code", "address.postcode"),
        ("company", "Billing Country", "address.country"),
        ("deal", "Deal Owner", "owner"),
        ("deal", "Account Name", "company"),
        ("deal", "Contact Name", "contact"),
        ("deal", "Closing Date", "close_date"),
        ("deal", "Reason For Loss", "lost_reason"),
        ("product", "Product Owner", "owner"),
    ],
};

impl Preset {
    /// The preset of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|p| p.name.eq_ignore_ascii_case(name.trim()))
    }

    /// What a heading means for an object: a field, `field@source` for a link by external id, `field$currency`; empty for
    /// nothing that is imported.
    pub fn field(&self, object: &str, heading: &str) -> Option<&'static str> {
        let plain = |text: &str| base::words(text.trim_end_matches('*')).join(" ");
        let wanted = plain(heading);
        let of = |key: &str| self.headings.iter().find(|(o, h, _)| *o == key && plain(h) == wanted);
        of(object).or_else(|| of("*")).map(|(_, _, field)| *field)
    }
}
