//! Records as an Excel workbook: one sheet, headings that stay, days as days and numbers as numbers.
use std::path::{Path, PathBuf};

use base::{Error, Result};
use engine::Manners;
use engine::query::ListRow;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Book, Worksheet, XlsxError};

use super::flat::Cell;
use super::{Columns, Sheet, Titles};

/// Rows of a sheet, without the headings.
const ROWS: u32 = 1_048_575;
/// Letters of a cell.
const LETTERS: usize = 32_767;
/// Digits a spreadsheet keeps of a number; longer ones go in as text.
const DIGITS: usize = 15;

/// A workbook that is being written. Rows leave memory as they are written.
pub(super) struct Workbook {
    book: Book,
    path: PathBuf,
    columns: Columns,
    manners: Manners,
    row: u32,
    day: Format,
    time: Format,
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn told(error: XlsxError) -> Error {
    Error::internal(format!("the workbook cannot be written: {error}"))
}

impl Workbook {
    pub(super) fn create(path: &Path, columns: Columns, manners: Manners) -> Result<Self> {
        let mut book = Book::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(told)?;
        // A sheet's name has at most 31 letters.
        let name: String =
            columns.object().labels.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect();
        sheet.set_name(if name.is_empty() { "Records" } else { &name }).map_err(told)?;
        sheet.set_freeze_panes(1, 0).map_err(told)?;
        let bold = Format::new().set_bold();
        for (column, heading) in columns.headings().iter().enumerate() {
            sheet.write_string_with_format(0, column as u16, heading, &bold).map_err(told)?;
        }
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        Ok(Self { book, path: path.to_owned(), columns, manners, row: 0, day, time })
    }

    fn cell(&self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Blank => return Ok(()),
            Cell::Number(number) if number.len() <= DIGITS => match number.parse::<f64>() {
                Ok(value) => sheet.write_number(row, column, value)?,
                Err(_) => sheet.write_string(row, column, number)?,
            },
            Cell::Number(number) => sheet.write_string(row, column, number)?,
            Cell::Text(text) => {
                let cut: String = text.chars().take(LETTERS).collect();
                sheet.write_string(row, column, cut)?
            }
            Cell::Date(date) => match day(date.0) {
                Ok(value) => sheet.write_datetime_with_format(row, column, &value, &self.day)?,
                // Spreadsheets know no day before 1900.
                Err(_) => sheet.write_string(row, column, date.iso())?,
            },
            Cell::Moment(moment) => {
                let local = self.manners.zone.to_datetime(moment.timestamp());
                let value = day(local.date())
                    .and_then(|d| d.and_hms(local.hour() as u16, local.minute() as u8, local.second() as u8));
                match value {
                    Ok(value) => sheet.write_datetime_with_format(row, column, &value, &self.time)?,
                    Err(_) => sheet.write_string(row, column, moment.to_string())?,
                }
            }
        };
        Ok(())
    }
}

fn day(date: jiff::civil::Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8)
}

impl Sheet for Workbook {
    fn rows(&mut self, rows: &[ListRow], titles: &Titles) -> Result<()> {
        if self.row as usize + rows.len() > ROWS as usize {
            return Err(Error::invalid(
                "format",
                "too_many",
                "A spreadsheet has at most 1,048,576 rows; export as csv instead",
            ));
        }
        let mut book = std::mem::take(&mut self.book);
        let sheet = book.worksheet_from_index(0).map_err(told)?;
        for row in rows {
            self.row += 1;
            let cells = self.columns.cells(row, titles, &self.manners);
            for (column, cell) in cells.iter().enumerate() {
                self.cell(sheet, self.row, column as u16, cell).map_err(told)?;
            }
        }
        self.book = book;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.book.save(&self.path).map_err(told)
    }
}
