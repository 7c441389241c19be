import Agreements
import BusinessTime
import CSVFiles
import Kernel
import Recovery

/// Gathers the cases of a file row by row.
struct CaseReading {
  private let columns: CaseColumns
  private var times: TimeReading
  private var cases: [RecordedCase] = []
  private var classes: [[String]] = []
  private var places: [[String]: Int] = [:]
  private var latest = Instant.earliest
  /// Values of the verdict beside the one for met, and how often each stands there.
  private var others: [String: Int] = [:]
  private var met = 0
  private var dueBefore = 0
  private var dues = 0
  private var stoppedBefore = 0
  private var stops = 0

  /// Values of a verdict that are listed; more are no verdict.
  private static let mostVerdicts = 10

  init(_ columns: CaseColumns, _ times: TimeReading) { (self.columns, self.times) = (columns, times) }

  mutating func take<Source: ByteSource>(
    _ reader: CSVReader<Source>, _ at: CasePlaces, line: Int, _ log: FaultLog
  ) throws(MainstayError) {
    guard cases.count < RecordedCases.Limit.cases else {
      throw .field("file", "has more than \(RecordedCases.Limit.cases) rows")
    }
    func time(_ place: Int, _ times: inout TimeReading) -> Instant? { reader.withBytes(place) { times.instant($0) } }
    guard let opened = time(at.opened, &times) else {
      return log.add("line \(line), \(columns.opened)", "is empty: when was the case opened?")
    }
    var one = RecordedCase(line: line, place: try place(reader, at, line: line, log), opened: opened)
    one.due = at.due.flatMap { time($0, &times) }
    let stop = at.stopped.flatMap { time($0, &times) }
    if columns.stopPoint == .closed { one.closed = stop } else { one.resolved = stop }
    latest = max(latest, opened, stop ?? opened)
    if let due = one.due {
      dues += 1
      if due <= opened { dueBefore += 1 }
    }
    if let stop {
      stops += 1
      if stop < opened { stoppedBefore += 1 }
    }
    if let place = at.verdict, let verdict = columns.verdict {
      guard let value = reader.text(place)?.trimmed else {
        return log.add("line \(line), \(verdict.column)", "is not UTF-8")
      }
      if value == verdict.met {
        one.met = true
        met += 1
      } else if !CaseFile.empty.contains(value) {
        one.met = false
        if others.count <= CaseReading.mostVerdicts || others[value] != nil { others[value, default: 0] += 1 }
      }
    }
    cases.append(one)
  }

  private mutating func place<Source: ByteSource>(
    _ reader: CSVReader<Source>, _ at: CasePlaces, line: Int, _ log: FaultLog
  ) throws(MainstayError) -> Int {
    var values: [String] = []
    for (place, column) in zip(at.classes, columns.classes) {
      guard let text = reader.text(place) else {
        log.add("line \(line), \(column)", "is not UTF-8")
        return 0
      }
      let value = text.trimmed
      if value.utf8.count > AgreementLimit.nameLength {
        log.add("line \(line), \(column)", "is longer than \(AgreementLimit.nameLength) bytes, too long for a class")
      }
      values.append(CaseFile.empty.contains(value) ? "" : value)
    }
    if let known = places[values] { return known }
    guard classes.count < RecordedCases.Limit.classes else {
      throw .field("--class", "makes more than \(RecordedCases.Limit.classes) classes; name columns of fewer values")
    }
    classes.append(values)
    places[values] = classes.count - 1
    return classes.count - 1
  }

  /// - Throws: `MainstayError.invalid` where the columns cannot be what they were said to be.
  func finished() throws(MainstayError) -> (RecordedCases, [String]) {
    let log = FaultLog()
    if cases.isEmpty { log.add("file", "has no row below the names of its columns") }
    if columns.due != nil, dues == 0, !cases.isEmpty { log.add("--due", "is empty in every row") }
    if columns.stopped != nil, stops == 0, !cases.isEmpty { log.add("--stopped", "is empty in every row") }
    if dueBefore * 2 > dues {
      log.add("--due", "is not after --opened in \(dueBefore) of \(dues) rows; are the columns mixed up?")
    }
    if stoppedBefore * 2 > stops {
      log.add("--stopped", "is before --opened in \(stoppedBefore) of \(stops) rows; are the columns mixed up?")
    }
    let values = others.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.map {
      "\(Field.shown($0.key)) (\($0.value))"
    }
    if let verdict = columns.verdict, !cases.isEmpty {
      if met == 0 {
        log.add(
          "--verdict",
          "no row has \(Field.shown(verdict.met)) in \(Field.shown(verdict.column)); it has "
            + (values.isEmpty ? "nothing" : values.prefix(CaseReading.mostVerdicts).joined(separator: ", ")))
      } else if others.count > CaseReading.mostVerdicts {
        log.add(
          "--verdict",
          "\(Field.shown(verdict.column)) has more than \(CaseReading.mostVerdicts) other values; is it a verdict?")
      }
    }
    guard log.faults.isEmpty else { throw .invalid(log.faults) }
    var notes = [times.words].compactMap { $0 }
    func some(_ count: Int) -> (String, String) { count == 1 ? ("1 time", "is") : ("\(count) times", "are") }
    if times.twice > 0 {
      let (words, verb) = some(times.twice)
      notes.append("\(words) that the clock showed twice \(verb) taken as the first of the two.")
    }
    if times.never > 0 {
      let (words, verb) = some(times.never)
      notes.append("\(words) that the clock skipped \(verb) taken as by the clock before the change.")
    }
    if columns.verdict != nil, !others.isEmpty { notes.append("Read as missed: \(values.joined(separator: ", ")).") }
    if dueBefore > 0 {
      notes.append("\(dueBefore) cases are due no later than they were opened: no rule explains them.")
    }
    if stoppedBefore > 0 {
      notes.append("\(stoppedBefore) cases stopped before they were opened: they count as having used no time.")
    }
    if let stopped = columns.stopped {
      notes.append(
        "\(Field.shown(stopped)) is taken for the instant at which a case was \(columns.stopPoint.rawValue).")
    }
    return (
      RecordedCases(
        zone: times.zone, attributes: columns.classes, classes: classes, cases: cases,
        stopPoints: [columns.stopPoint], asOf: latest), notes
    )
  }
}
