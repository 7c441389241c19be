import BusinessTime
import CSVFiles
import ImportUseCases
import Kernel
import Tickets

/// What is wrong with a row, in words that follow "line 12".
struct RowFault: Error { var reason: String }

/// Reads the fields of a row that a CSV reader stands on.
struct RowDecoder: Sendable {
  let columns: IncidentColumns
  let zone: ZoneRules
  let form: WrittenTime.Form
  /// Of forms in which it matters.
  let order: DateOrder
  /// Columns in which AM and PM stand.
  let halves: Set<Int>
  let states: StateCodes
  /// What says what the cells mean; nil of a log of ServiceNow.
  var mapping: TicketMapping?

  func row<Source>(_ reader: CSVReader<Source>, line: Int) throws(RowFault) -> IncidentRow {
    guard columns.fits(reader) else {
      throw RowFault(
        reason:
          "has \(reader.count) fields, the header has \(columns.width): a quote or delimiter of a text stands there "
          + "unquoted, or the row was cut off")
    }
    let number = try ownNumber(reader)
    if let mapping { return try row(reader, number, line: line, by: mapping) }
    let state = try state(reader)
    guard let updated = try time(reader, columns.updatedAt) else {
      throw RowFault(reason: "\(title(columns.updatedAt)) is missing")
    }
    guard let opened = try time(reader, columns.openedAt) else {
      throw RowFault(reason: "\(title(columns.openedAt)) is missing")
    }
    var row = IncidentRow(number: number, state: state, updatedAt: updated.first, openedAt: opened.first)
    row.again.updatedAt = updated.second
    row.line = line
    row.count = try integer(reader, columns.count) ?? 0
    row.reopenCount = try integer(reader, columns.reopenCount) ?? 0
    row.updatedBy = try name(reader, columns.updatedBy)
    row.openedBy = try name(reader, columns.openedBy)
    let resolved = try time(reader, columns.resolvedAt)
    (row.resolvedAt, row.again.resolvedAt) = (resolved?.first, resolved?.second)
    row.isResolutionUnknown = columns.resolvedAt != nil && row.resolvedAt == nil
    let closed = try time(reader, columns.closedAt)
    (row.closedAt, row.again.closedAt) = (closed?.first, closed?.second)
    row.closedCode = try name(reader, columns.closedCode)
    row.madeSLA = try truth(reader, columns.madeSLA)
    row.caller = try name(reader, columns.caller)
    row.group = try name(reader, columns.group)
    row.assignee = try name(reader, columns.assignee)
    row.title = try text(reader, columns.title, longest: TicketLimits.title).map(oneLine)
    row.description = try text(reader, columns.description, longest: TicketLimits.text)
    row.attributes.reserveCapacity(columns.attributes.count)
    for column in columns.attributes { row.attributes.append(try name(reader, column)) }
    row.attributes[0] = try priority(row.attributes[0])
    for place in 1...2 { row.attributes[place] = try level(row.attributes[place], columns.attributes[place]) }
    return row
  }

  private func ownNumber<Source>(_ reader: CSVReader<Source>) throws(RowFault) -> String {
    guard let number = try number(reader) else { throw RowFault(reason: "\(title(columns.number)) is missing") }
    if let mangling = IncidentNumber.mangling(number) {
      throw RowFault(reason: "\(title(columns.number)) \"\(number.prefix(40))\" \(mangling)")
    }
    return number
  }

  /// What a column is called in this file.
  func title(_ column: Int) -> String { columns.titles[column] ?? "field \(column + 1)" }

  /// The number that a row gives, whatever else is wrong with it; nil where it cannot be read.
  func number<Source>(of reader: CSVReader<Source>) -> String? { try? number(reader) }

  private func number<Source>(_ reader: CSVReader<Source>) throws(RowFault) -> String? {
    guard columns.number < reader.count, try name(reader, columns.number) != nil else { return nil }
    let number = reader.withBytes(columns.number, IncidentNumber.text).flatMap { $0.isEmpty ? nil : $0 }
    return mapping == nil ? number : number.map(IncidentNumber.plain)
  }

  private func state<Source>(_ reader: CSVReader<Source>) throws(RowFault) -> IncidentState? {
    guard let column = columns.state else { return nil }
    let known: IncidentState?? = reader.withBytes(column) { bytes in
      guard let digit = bytes.first, bytes.count == 1 else { return nil }
      return digit == UInt8(ascii: "?") ? .some(nil) : states.state(Int(digit) - 48).map { .some($0) }
    }
    if let known { return known }
    guard let text = try name(reader, column) else { throw RowFault(reason: "\(title(column)) is missing") }
    if let state = IncidentState.named(text.lowercased()) { return state }
    if Int(text) == StateCodes.unknown { return nil }
    throw RowFault(reason: "\(title(column)) \"\(text)\" is not known")
  }

  /// `1 - Critical` and `1` are P1.
  private func priority(_ text: String?) throws(RowFault) -> String? {
    guard let text else { return nil }
    guard let digit = RowDecoder.level(text) else {
      throw RowFault(reason: "priority \"\(text)\" does not begin with a number from 1 to 9")
    }
    return "P\(digit)"
  }

  /// An impact or urgency by its code as it stands with its label: agreements name one text.
  private func level(_ text: String?, _ column: Int?) throws(RowFault) -> String? {
    guard let text, let column else { return nil }
    let labels = ["1 - High", "2 - Medium", "3 - Low"]
    if let label = labels.first(where: { $0.prefix(1) == text || $0.dropFirst(4).lowercased() == text.lowercased() }) {
      return label
    }
    guard text.utf8.count > 1, RowDecoder.level(text) != nil else {
      throw RowFault(reason: "\(title(column)) \"\(text)\" is not known; it reads like 2 - Medium, Medium or 2")
    }
    return text
  }

  /// A title that was written over several lines, on one.
  func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 }) else { return text }
    return text.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
  }

  /// The number of `3`, `3 - Moderate` or `3-Moderate`; nil of anything else.
  private static func level(_ text: String) -> Int? {
    var rest = text.utf8[...]
    guard let digit = rest.popFirst(), (49...57).contains(digit) else { return nil }
    guard let next = rest.first, next != UInt8(ascii: "-") else { return Int(digit) - 48 }
    return next == 32 ? Int(digit) - 48 : nil
  }

  /// A short text; nil for an empty field and for `?`.
  func name<Source>(_ reader: CSVReader<Source>, _ column: Int?) throws(RowFault) -> String? {
    try text(reader, column, longest: TicketLimits.name)
  }

  func text<Source>(
    _ reader: CSVReader<Source>, _ column: Int?, longest: Int
  ) throws(RowFault) -> String? {
    guard let column else { return nil }
    let read = reader.withBytes(column) {
      String(validating: UnsafeBufferPointer(rebasing: $0.trimmed), as: UTF8.self)
    }
    guard var text = read else { throw RowFault(reason: "\(title(column)) is not \(TextEncoding.utf8.rawValue)") }
    if let mapping { text = mapping.said(text, isName: longest == TicketLimits.name) }
    if text.isEmpty || text == "?" {
      guard let next = columns.next[column] else { return nil }
      return try self.text(reader, next, longest: longest)
    }
    if text.utf8.count > longest, text.utf8.count > 4 * longest || text.unicodeScalars.count > longest {
      throw RowFault(reason: "\(title(column)) is longer than \(longest) characters")
    }
    if longest == TicketLimits.name, text.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
      throw RowFault(reason: "\(title(column)) contains control characters")
    }
    if text.utf8.contains(0) { throw RowFault(reason: "\(title(column)) contains a zero character") }
    return text
  }

  func integer<Source>(_ reader: CSVReader<Source>, _ column: Int?) throws(RowFault) -> Int? {
    guard let column, let text = try name(reader, column) else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw RowFault(reason: "\(title(column)) \"\(text)\" is not a whole number")
    }
    return number
  }

  private func truth<Source>(_ reader: CSVReader<Source>, _ column: Int?) throws(RowFault) -> Bool? {
    guard let column, let text = try name(reader, column) else { return nil }
    switch text.lowercased() {
    case "true", "yes", "1": return true
    case "false", "no", "0": return false
    default: throw RowFault(reason: "\(title(column)) \"\(text)\" is neither true nor false")
    }
  }
}
