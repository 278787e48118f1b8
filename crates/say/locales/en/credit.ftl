# Credit notes: what is refused, the form, the paper.
credit-form = Credit note for { $number }
credit-form-hint = Write how much of each line is credited. Discounts go with it in proportion. A credit note that was issued stays.
credit-form-issue = Issue credit note
credit-form-left = of { $left } { $unit }
credit-form-quantity = Quantity to credit
credit-form-reason = Reason
credit-issued = Credit note issued
credit-no-line = That is no line of this invoice
credit-no-lines = Write a quantity for at least one line
credit-not-issued = The credit note was not issued
credit-nothing-left = All of this invoice is credited already
credit-pdf-credited = Credited
credit-pdf-of-invoice = Invoice
credit-pdf-title = Credit note { $number }
credit-too-much = There is { $left } left to credit: write that or less
credit-wrong-quantity = Write a quantity above nothing
