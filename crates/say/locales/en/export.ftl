# A list as a file.
export-title = Export { $what }
export-count = { $count ->
    [one] One of the { $what } goes into the file.
   *[other] { $count } { $what } go into the file.
}
export-rights = What you may not see is not in it.
export-form = Form of the file
export-csv = CSV
export-csv-text = Text with commas, UTF-8: every spreadsheet and Rondo itself read it.
export-xlsx = Excel workbook
export-xlsx-text = Days as days, numbers as numbers; up to 1,048,575 rows.
export-json = JSON
export-json-text = One list of whole records, for programs.
export-jsonl = JSON lines
export-jsonl-text = A record a line, for programs and large files.
export-vcard = vCard
export-vcard-text = For address books.
export-columns = Columns
export-shown = As in the list
export-shown-text = The columns of the list, in their order.
export-all = All
export-all-text = Every field you may see.
export-download = Download
export-unknown-format = The format is csv, xlsx, json, jsonl or vcard.
export-workbook-full = A workbook holds at most 1,048,575 rows: narrow the list down, or take CSV.
export-forbidden = Your role does not let you export { $what }
