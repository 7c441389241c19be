import BusinessTime
import Kernel
import Tickets

/// What is wrong with a row, in words that follow "line 12".
struct RowFault: Error { var reason: String }

/// Reads the fields of a row that a CSV reader stands on.
struct RowDecoder {
  let columns: IncidentColumns
  let zone: ZoneRules

  func row<Source>(_ reader: CSVReader<Source>, line: Int) throws(RowFault) -> IncidentRow {
    guard reader.count == columns.width else {
      throw RowFault(reason: "has \(reader.count) fields, the header has \(columns.width)")
    }
    guard let number = try name(reader, columns.number, "number") else { throw RowFault(reason: "number is missing") }
    let stateName = try name(reader, columns.state, "incident_state") ?? "?"
    guard let state = IncidentState.named(stateName) else {
      throw RowFault(reason: "incident_state \"\(stateName)\" is not known")
    }
    guard let updatedAt = try instant(reader, columns.updatedAt, "sys_updated_at") else {
      throw RowFault(reason: "sys_updated_at is missing")
    }
    guard let openedAt = try instant(reader, columns.openedAt, "opened_at") else {
      throw RowFault(reason: "opened_at is missing")
    }
    var row = IncidentRow(number: number, state: state, updatedAt: updatedAt, openedAt: openedAt)
    row.line = line
    row.count = try integer(reader, columns.count, "sys_mod_count") ?? 0
    row.reopenCount = try integer(reader, columns.reopenCount, "reopen_count") ?? 0
    row.updatedBy = try name(reader, columns.updatedBy, "sys_updated_by")
    row.openedBy = try name(reader, columns.openedBy, "opened_by")
    row.resolvedAt = try instant(reader, columns.resolvedAt, "resolved_at")
    row.isResolutionUnknown = columns.resolvedAt != nil && row.resolvedAt == nil
    row.closedAt = try instant(reader, columns.closedAt, "closed_at")
    row.closedCode = try name(reader, columns.closedCode, "closed_code")
    row.madeSLA = try truth(reader, columns.madeSLA, "made_sla")
    row.caller = try name(reader, columns.caller, "caller_id")
    row.group = try name(reader, columns.group, "assignment_group")
    row.assignee = try name(reader, columns.assignee, "assigned_to")
    row.title = try text(reader, columns.title, "short_description", longest: TicketLimits.title).map(oneLine)
    row.description = try text(reader, columns.description, "description", longest: TicketLimits.text)
    row.attributes.reserveCapacity(columns.attributes.count)
    for (index, column) in columns.attributes.enumerated() {
      row.attributes.append(try name(reader, column, IncidentColumns.attributes[index].column))
    }
    row.attributes[0] = try priority(row.attributes[0])
    return row
  }

  /// `1 - Critical` and `1` are P1.
  private func priority(_ text: String?) throws(RowFault) -> String? {
    guard let text else { return nil }
    guard let digit = text.utf8.first, (49...57).contains(digit), text.utf8.dropFirst().first.map({ $0 == 32 }) ?? true
    else { throw RowFault(reason: "priority \"\(text)\" does not begin with a number from 1 to 9") }
    return "P" + String(UnicodeScalar(digit))
  }

  /// A short text; nil for an empty field and for `?`.
  private func name<Source>(
    _ reader: CSVReader<Source>, _ column: Int?, _ title: String
  ) throws(RowFault) -> String? {
    try text(reader, column, title, longest: TicketLimits.name)
  }

  private func text<Source>(
    _ reader: CSVReader<Source>, _ column: Int?, _ title: String, longest: Int
  ) throws(RowFault) -> String? {
    guard let column else { return nil }
    guard let text = reader.text(column) else { throw RowFault(reason: "\(title) is not UTF-8") }
    if text.isEmpty || text == "?" { return nil }
    if text.utf8.count > longest, text.utf8.count > 4 * longest || text.unicodeScalars.count > longest {
      throw RowFault(reason: "\(title) is longer than \(longest) characters")
    }
    if longest == TicketLimits.name, text.utf8.contains(where: { $0 < 32 || $0 == 127 }) {
      throw RowFault(reason: "\(title) contains control characters")
    }
    if text.utf8.contains(0) { throw RowFault(reason: "\(title) contains a zero character") }
    return text
  }

  /// A title that was written over several lines, on one.
  private func oneLine(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 9 || $0 == 10 || $0 == 13 }) else { return text }
    return text.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
  }

  private func integer<Source>(
    _ reader: CSVReader<Source>, _ column: Int?, _ title: String
  ) throws(RowFault) -> Int? {
    guard let text = try name(reader, column, title) else { return nil }
    guard let number = Int(text), number >= 0 else {
      throw RowFault(reason: "\(title) \"\(text)\" is not a whole number")
    }
    return number
  }

  private func truth<Source>(
    _ reader: CSVReader<Source>, _ column: Int?, _ title: String
  ) throws(RowFault) -> Bool? {
    switch try name(reader, column, title) {
    case nil: return nil
    case "true", "TRUE", "True": return true
    case "false", "FALSE", "False": return false
    case let text?: throw RowFault(reason: "\(title) \"\(text)\" is neither true nor false")
    }
  }

  private func instant<Source>(
    _ reader: CSVReader<Source>, _ column: Int?, _ title: String
  ) throws(RowFault) -> Instant? {
    guard let column else { return nil }
    let reading: WallClockReading = reader.withBytes(column) { bytes in
      if bytes.isEmpty || (bytes.count == 1 && bytes[0] == UInt8(ascii: "?")) { return .unknown }
      return WallClock(bytes).map(WallClockReading.clock) ?? .faulty
    }
    switch reading {
    case .unknown: return nil
    case .clock(let clock): return zone.instant(of: clock.date, secondOfDay: clock.secondOfDay)
    case .faulty:
      let text = String((reader.text(column) ?? "").unicodeScalars.prefix(40).filter { $0.value >= 32 })
      throw RowFault(reason: "\(title) \"\(text)\" is not a date and time like 24/3/2016 18:40")
    }
  }
}

private enum WallClockReading { case unknown, faulty, clock(WallClock) }

/// A date and time as the log writes it: `d/m/yyyy HH:MM`, seconds where there are any.
struct WallClock: Hashable {
  var date: CivilDate
  var secondOfDay: Int

  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var at = 0
    func number(_ longest: Int) -> Int? {
      var value = 0
      let start = at
      while at < bytes.count, at - start < longest, bytes[at] >= 48, bytes[at] <= 57 {
        value = value * 10 + Int(bytes[at] - 48)
        at += 1
      }
      return at > start ? value : nil
    }
    func take(_ byte: UInt8) -> Bool {
      guard at < bytes.count, bytes[at] == byte else { return false }
      at += 1
      return true
    }
    let (slash, colon) = (UInt8(ascii: "/"), UInt8(ascii: ":"))
    guard let day = number(2), take(slash), let month = number(2), take(slash), let year = number(4),
      take(UInt8(ascii: " ")), let hour = number(2), take(colon), let minute = number(2), hour < 24, minute < 60,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var second = 0
    if take(colon) {
      guard let given = number(2), given < 60 else { return nil }
      second = given
    }
    guard at == bytes.count else { return nil }
    (self.date, secondOfDay) = (date, hour * 3600 + minute * 60 + second)
  }
}
