# Leads: conversion, business cards, and what is set for all of them.
lead-convert = Convert
lead-convert-title = What does { $lead } become?
lead-convert-hint = Records that are there keep what they have; only what is empty is filled. All of it is undone together.
lead-convert-it = Convert the lead
lead-not-converted = The lead was not converted
lead-converted = { $lead } converted
lead-converted-deal = { $lead } converted, with a deal
lead-changed-meanwhile = Somebody changed { $lead } after you opened the page. Look at it and convert it then.
lead-make-new = New { $what }
lead-other = Another { $what }
lead-other-name = Name of the { $what }
lead-fills-empty = Only what is empty there is filled.
lead-no-contact = No contact
lead-no-company = No company
lead-no-deal = No deal
lead-same-email = same e-mail address
lead-same-phone = same phone number
lead-same-domain = same web domain
lead-same-name = same name
lead-similar-name = similar name
lead-cards = Leads from business cards
lead-cards-hint = Address books and telephones save business cards as vCards, files that end in .vcf. Each card becomes a lead.
lead-cards-file = Files with cards
lead-cards-make = Make leads
lead-cards-made = { $count ->
    [one] One lead made of a card
   *[other] { $count } leads made of cards
}
lead-cards-left = { $count ->
    [one] One card was left out: it has no end, no name and no address, or is beyond the first thousand.
   *[other] { $count } cards were left out: they have no end, no name and no address, or are beyond the first thousand.
}
lead-no-cards = There is no business card in this file. Choose a file that ends in .vcf.
lead-settings-hint = Who gets new leads, how they are graded, and what goes where when they are converted.
lead-assignment = Who gets new leads
lead-assignment-hint = For leads that come by form, import or API without an owner. The first rule that fits holds.
lead-rule-add = Add a rule
lead-rule-number = Rule { $number }
lead-rule-name = Name
lead-rule-up = A place up
lead-rule-remove = Remove
lead-rule-remove-it = Remove the rule { $rule }
lead-territory = Which leads
lead-territory-hint = A filter, like country IN ("DE", "AT"). Empty: all of them.
lead-turn = How they take turns
lead-turn-round = One after the other
lead-turn-load = Whoever has the fewest open leads
lead-hours = Only in business hours
lead-people = Who gets them
lead-fallback = Otherwise
lead-fallback-hint = Who gets what no rule fits.
lead-nobody = Nobody
lead-grades = Grades
lead-grades-hint = A criterion’s best answer counts whole, its last nothing. The share of all the weights makes the grade. A change holds for leads from their next change on.
lead-weight = Weight of { $criterion }
lead-grade-from = { $grade } from … percent
lead-map = What goes where
lead-map-hint = Where a lead’s fields go when it is converted. Own fields of the same name and kind go along by themselves.
lead-map-of = { $field } of the { $lead } goes to this field of the { $object }
lead-map-nowhere = Nowhere
