import BusinessTime
import ImportUseCases
import Kernel
import ServiceNowLog

/// Looks through the times of a file to tell how it writes them.
struct TimeSurvey {
  /// The first cell that shows something.
  private struct Proof {
    var line: Int
    var column: String
    var text: String
    var words: String { "line \(line), \(Field.shown(column)) (\(Field.shown(text)))" }
  }

  let zone: ZoneRules
  let pattern: TimePattern?
  /// Which comes first in dates like 4/3/2025, as somebody said it.
  let order: DateOrder?
  private var forms: [WrittenTime.Form: Proof] = [:]
  private var dayFirst: Proof?
  private var monthFirst: Proof?
  private var open: Proof?
  private var withOffset: Proof?
  private var withoutOffset: Proof?

  init(zone: ZoneRules, pattern: TimePattern?, order: DateOrder? = nil) {
    (self.zone, self.pattern, self.order) = (zone, pattern, order)
  }

  mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, line: Int, column: String, _ log: FaultLog) {
    // Most cells say nothing new: their text is made only where it is shown.
    func text() -> String { String(decoding: bytes, as: UTF8.self) }
    if bytes.count <= 4, CaseFile.empty.contains(text().trimmed) { return }
    let offset: Int?
    if let pattern {
      guard let reading = pattern.reading(bytes.blanksTrimmed) else {
        return log.add("line \(line), \(column)", "\(Field.shown(text())) is no time as --format writes it")
      }
      offset = reading.offset
    } else {
      guard let time = WrittenTime(bytes) else {
        return log.add(
          "line \(line), \(column)",
          "\(Field.shown(text())) is no date and time; if it is one, say how it is written by --format "
            + "\"dd/MM/yyyy HH:mm\"")
      }
      if forms[time.form] == nil { forms[time.form] = Proof(line: line, column: column, text: text()) }
      switch time.provenOrder {
      case .dayFirst: if dayFirst == nil { dayFirst = Proof(line: line, column: column, text: text()) }
      case .monthFirst: if monthFirst == nil { monthFirst = Proof(line: line, column: column, text: text()) }
      case .open: if open == nil { open = Proof(line: line, column: column, text: text()) }
      case .none: break
      }
      offset = time.offset
    }
    if offset == nil {
      if withoutOffset == nil { withoutOffset = Proof(line: line, column: column, text: text()) }
    } else if withOffset == nil {
      withOffset = Proof(line: line, column: column, text: text())
    }
  }

  /// How the times are read.
  /// - Throws: `MainstayError.invalid` where the file mixes forms or zones, or leaves the order of its dates open.
  func settled() throws(MainstayError) -> TimeReading {
    let log = FaultLog()
    if let withOffset, let withoutOffset {
      log.add(
        "file",
        "mixes zones: \(withOffset.words) says its offset from UTC, \(withoutOffset.words) does not; write all times alike"
      )
    }
    if forms.count > 1 {
      let list = forms.sorted { ($0.value.line, $0.key.rawValue) < ($1.value.line, $1.key.rawValue) }.map {
        "\($0.key.words) in \($0.value.words)"
      }
      log.add("file", "mixes forms of dates: \(list.joined(separator: ", ")); write all times alike")
    }
    if let dayFirst, let monthFirst {
      log.add("file", "contradicts itself: \(dayFirst.words) has the day first, \(monthFirst.words) the month")
    }
    if let proof = dayFirst, monthFirst == nil, order == .monthFirst {
      log.add("--dates", "cannot be month-first: \(proof.words) has the day first")
    }
    if let proof = monthFirst, dayFirst == nil, order == .dayFirst {
      log.add("--dates", "cannot be day-first: \(proof.words) has the month first")
    }
    if let open, dayFirst == nil, monthFirst == nil, order == nil {
      log.add(
        "--dates",
        "must be said, as nothing in the file shows whether \(open.words) has the day or the month first: day-first or "
          + "month-first")
    }
    guard log.faults.isEmpty else { throw .invalid(log.faults) }
    let proof = dayFirst ?? monthFirst
    let isDayFirst = proof == nil ? order != .monthFirst : monthFirst == nil
    var words = proof.map { "Dates have the \(isDayFirst ? "day" : "month") first, as \($0.words) shows." }
    if proof == nil, open != nil, pattern == nil {
      words = "Dates have the \(isDayFirst ? "day" : "month") first, as was said; nothing in the file shows it."
    }
    return TimeReading(
      zone: zone, pattern: pattern, order: isDayFirst ? .dayFirst : .monthFirst, words: words,
      hasOffsets: withOffset != nil)
  }
}

/// Reads the times of a file as its survey decided.
struct TimeReading {
  let zone: ZoneRules
  let pattern: TimePattern?
  let order: DateOrder
  let words: String?
  let hasOffsets: Bool
  /// Times that the clock of the zone showed twice, or never.
  var twice = 0
  var never = 0

  /// Nil where the cell says that there is none. A clock time that came twice is the first of them.
  mutating func instant(_ bytes: UnsafeBufferPointer<UInt8>) -> Instant? {
    if bytes.count <= 4, CaseFile.empty.contains(String(decoding: bytes, as: UTF8.self).trimmed) { return nil }
    let date: CivilDate
    let (millisecond, offset): (Int, Int?)
    if let pattern {
      guard let reading = pattern.reading(bytes.blanksTrimmed) else { return nil }
      (date, millisecond, offset) = (reading.date, reading.millisecondOfDay, reading.offset)
    } else {
      guard let time = WrittenTime(bytes), let day = time.date(order) else { return nil }
      (date, millisecond, offset) = (day, time.millisecondOfDay, time.offset)
    }
    if let offset {
      return Instant(milliseconds: Int64(date.daysSince1970) * 86_400_000 + Int64(millisecond) - Int64(offset) * 1000)
    }
    let laid = LaidTime(date, millisecondOfDay: millisecond, in: zone)
    if laid.second != nil { twice += 1 }
    if laid.isSkipped { never += 1 }
    return laid.first
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without plain blanks around.
  var blanksTrimmed: UnsafeBufferPointer<UInt8> {
    var (start, end) = (startIndex, endIndex)
    while start < end, self[start] == 32 { start += 1 }
    while end > start, self[end - 1] == 32 { end -= 1 }
    return UnsafeBufferPointer(rebasing: self[start..<end])
  }
}
