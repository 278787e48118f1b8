# Forms for strangers: building one, and the page strangers see.
webform-questions = Questions
webform-questions-hint = Tick what the form asks for and what must be answered. Arrows change the order.
webform-not-saved-questions = The questions were not saved
webform-saved = Questions saved
webform-changed-meanwhile = Somebody changed this form after you opened it. Look at it and change it again.
webform-back = Back to the form
webform-must = Required
webform-up = { $field }: a place up
webform-down = { $field }: a place down
webform-places = Where it is
webform-active = Active
webform-inactive = Not active
webform-inactive-hint = Nobody can open or send this form until it is active.
webform-address = Its address
webform-open = Open the form
webform-snippet = For a page of your own
webform-snippet-hint = Paste it where the form is to stand. Which sites may hold it says the field “Shown inside”.
webform-send = Send
webform-not-sent = This was not sent
webform-send-again = That was quicker than people write, or the page was open for very long. Please send it again.
webform-too-often = This was sent too often from your network. Try again in { $count ->
    [one] a minute
   *[other] { $count } minutes
}. Your browser’s Back brings what you wrote.
webform-too-large = This is more than the form takes. Shorten the text and send it again.
webform-no-files = This form takes no files
webform-trap = Leave this empty
webform-consent-label = Consent
webform-thanks = Thank you
webform-thanks-usual = We have what you sent and will be in touch.
webform-confirm = Confirm your e-mail address
webform-confirm-it = Yes, this is my address
webform-confirmed = Your address is confirmed
webform-confirmed-more = You can close this page.
webform-confirm-unknown = This link is not known. Open it as it stands in the mail.
