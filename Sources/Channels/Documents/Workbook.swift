import CXLSXWriter
import Core
import Kernel

/// A report as a workbook of Office Open XML, by libxlsxwriter: what it says on the first sheet, and a sheet for each table.
///
/// Numbers are numbers, lengths are times, moments are dates by the zone's clocks with their distance from UTC in how they
/// are shown. Texts are written as texts, whatever they begin with: there is no formula in it.
final class Workbook {
  static func bytes(_ report: Report) throws -> [UInt8] {
    try OwnFolder.with { folder in
      let path = folder + "/report.xlsx"
      let workbook = try Workbook(path, folder: folder)
      // Also where it fails, so that what it holds is freed.
      let written = Result { try workbook.write(report) }
      let closed = workbook_close(workbook.book)
      try written.get()
      try check(closed)
      return try OwnFolder.read(path, most: 256 << 20)
    }
  }

  private typealias Format = UnsafeMutablePointer<lxw_format>
  private typealias Sheet = UnsafeMutablePointer<lxw_worksheet>

  /// Characters of a cell, and rows of a sheet.
  private static let mostText = 32_767
  private static let mostRows = 1_048_575

  private let book: UnsafeMutablePointer<lxw_workbook>
  private var formats: [String: Format] = [:]
  private var sheetNames: Set<String> = []

  private init(_ path: String, folder: String) throws {
    let made = folder.withCString { folder in
      var options = lxw_workbook_options()
      options.tmpdir = UnsafeMutablePointer(mutating: folder)
      return workbook_new_opt(path, &options)
    }
    guard let made else { throw MainstayError.unavailable(reason: "No workbook can be begun.") }
    book = made
  }

  private func write(_ report: Report) throws {
    try writeSummary(report)
    for part in report.parts { for table in part.tables { try write(table, report) } }
  }

  // MARK: Sheets

  private func sheet(_ title: String, _ report: Report, landscape: Bool = false) throws -> Sheet {
    var name = String(title.map { "[]:*?/\\'".contains($0) ? " " : $0 }.prefix(28))
    if !sheetNames.insert(name.lowercased()).inserted {
      name += " \(sheetNames.count)"
      sheetNames.insert(name.lowercased())
    }
    guard let sheet = workbook_add_worksheet(book, name) else {
      throw MainstayError.unavailable(reason: "No sheet can be called \(title).")
    }
    // 9 is A4.
    worksheet_set_paper(sheet, 9)
    if landscape { worksheet_set_landscape(sheet) }
    worksheet_fit_to_pages(sheet, 1, 0)
    let marks = report.marks.map { $0.replacing("&", with: "&&") }.joined(separator: "\n")
    let foot = "&L&7 \(marks)&R&7 &P / &N"
    // A longer one is refused; the marks stand on the first sheet too.
    if foot.utf8.count < 255 { worksheet_set_footer(sheet, foot) }
    return sheet
  }

  private func writeSummary(_ report: Report) throws {
    let sheet = try self.sheet("Summary", report)
    var row = 0
    func line(_ cells: [Report.Cell], _ format: String = "") throws {
      for (column, cell) in cells.enumerated() { try put(cell, sheet, row, column, format) }
      row += 1
    }
    worksheet_set_column(sheet, 0, 0, 34, nil)
    worksheet_set_column(sheet, 1, 3, 30, nil)
    try line([.text(report.title)], "title")
    try line([.text(report.subject)], "bold")
    try line([.text("Times are those of \(report.zone), with their distance from UTC. Lengths are h:mm:ss.")])
    for warning in report.warnings { try line([.text(warning)], "bold") }
    for part in report.parts {
      row += 1
      try line([.text(part.title)], "head")
      for words in part.words { try line([.text(words)]) }
      for fact in part.facts { try line([.text(fact.name)] + fact.cells) }
      for table in part.tables { try line([.text("Sheet \(table.title)"), .whole(Int64(table.rows.count))]) }
      for remark in part.remarks { try line([.text(remark)]) }
    }
    row += 1
    for mark in report.marks { try line([.text(mark)]) }
  }

  private func write(_ table: Report.Table, _ report: Report) throws {
    guard table.rows.count <= Workbook.mostRows else {
      throw MainstayError.limit(name: "rows of a sheet", limit: Workbook.mostRows)
    }
    let sheet = try self.sheet(table.title, report, landscape: table.columns.count > 6)
    for (column, title) in table.columns.enumerated() {
      let hasMoments = table.rows.contains { row in
        if column < row.count, case .moment = row[column] { true } else { false }
      }
      let told = hasMoments ? "\(title) (\(report.zone))" : title
      try put(.text(told), sheet, 0, column, "head")
      let longest = table.rows.prefix(500).map { column < $0.count ? $0[column].words.count : 0 }.max() ?? 0
      let width = Double(min(max(longest, told.count / (hasMoments ? 2 : 1), 8) + 2, 64))
      worksheet_set_column(sheet, lxw_col_t(column), lxw_col_t(column), width, nil)
    }
    for (index, cells) in table.rows.enumerated() {
      for (column, cell) in cells.enumerated() { try put(cell, sheet, index + 1, column) }
    }
    worksheet_freeze_panes(sheet, 1, 0)
    worksheet_repeat_rows(sheet, 0, 0)
    if !table.rows.isEmpty, !table.columns.isEmpty {
      worksheet_autofilter(sheet, 0, 0, lxw_row_t(table.rows.count), lxw_col_t(table.columns.count - 1))
    }
  }

  // MARK: Cells

  private func put(
    _ cell: Report.Cell, _ sheet: Sheet, _ row: Int, _ column: Int, _ format: String = ""
  ) throws {
    func number(_ value: Double, _ shown: String) throws {
      try Workbook.check(
        worksheet_write_number(sheet, lxw_row_t(row), lxw_col_t(column), value, self.format(shown)))
    }
    func text(_ text: String) throws {
      guard text.utf16.count <= Workbook.mostText else {
        throw MainstayError.limit(name: "letters of a cell", limit: Workbook.mostText)
      }
      try Workbook.check(
        worksheet_write_string(
          sheet, lxw_row_t(row), lxw_col_t(column), text, self.format(format.isEmpty ? "text" : format)))
    }
    switch cell {
    case .blank: break
    case .text(let said), .code(let said): try text(said)
    case .whole(let whole):
      // Beyond that a spreadsheet would show another number.
      guard whole.magnitude <= 1 << 53 else { return try text(String(whole)) }
      try number(Double(whole), "#,##0")
    case .share(let hundredths): try number(Double(hundredths) / 10_000, "0.00%")
    case .decimal(let decimal):
      let digits = decimal.filter(\.isNumber).count
      guard digits <= 15, let value = Double(decimal) else { return try text(decimal) }
      let places = decimal.split(separator: ".", maxSplits: 1).dropFirst().first?.count ?? 0
      try number(value, places == 0 ? "0" : "0." + String(repeating: "0", count: places))
    case .length(let length):
      guard length >= .zero else { return try text(cell.words) }
      try number(Double(length.milliseconds) / 86_400_000, "[h]:mm:ss.000")
    case .moment(let moment):
      let days = Double(moment.localMilliseconds) / 86_400_000 + Workbook.epoch
      // What is older than a spreadsheet's calendar.
      guard days >= 61 else { return try text(cell.words) }
      try number(days, "yyyy\\-mm\\-dd hh:mm:ss.000\" \(moment.offsetText)\"")
    }
  }

  /// 1970-01-01 as a spreadsheet counts days.
  private static let epoch = 25_569.0

  private func format(_ name: String) -> Format? {
    if let known = formats[name] { return known }
    guard let made = workbook_add_format(book) else { return nil }
    switch name {
    case "title":
      format_set_bold(made)
      format_set_font_size(made, 16)
    case "bold": format_set_bold(made)
    case "head":
      format_set_bold(made)
      format_set_font_color(made, 0x1D4F8C)
      format_set_bottom(made, UInt8(LXW_BORDER_THIN.rawValue))
      format_set_align(made, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
    case "text": format_set_num_format(made, "@")
    default: format_set_num_format(made, name)
    }
    formats[name] = made
    return made
  }

  private static func check(_ code: lxw_error) throws {
    guard code != LXW_NO_ERROR else { return }
    let words = lxw_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
    throw MainstayError.unavailable(reason: "The workbook cannot be written: \(words)")
  }
}
