import Agreements
import BusinessTime
import ImportUseCases
import Kernel
import Recovery
import ServiceNowLog
import Tickets

/// Cases of a ServiceNow incident log: what each incident was opened with, when it waited, was resolved and first
/// closed, and the verdict that stands on its last row, told as the import tells them. They are classed by priority.
public struct IncidentCases: Sendable {
  public private(set) var cases: RecordedCases
  public private(set) var notes: [String] = []

  /// - Throws: `MainstayError.invalid` where the log cannot be read, or more incidents than not have faults; what its
  ///   survey throws.
  public init(_ survey: LogSurvey, zone: ZoneRules) throws {
    var log = try survey.log()
    var cases: [RecordedCase] = []
    var (classes, places): ([[String]], [String: Int]) = ([], [:])
    var (reasons, held): ([String], Int) = ([], 0)
    var faults: [FieldFault] = []
    var latest = Instant.earliest
    while let item = try log.next() {
      if item.isHeld || item.history == nil {
        held += 1
        faults += item.faults.prefix(1).map { FieldFault("line \($0.line)", $0.reason) }
      }
      guard let history = item.history, !item.isHeld else { continue }
      guard cases.count < RecordedCases.Limit.cases else {
        throw MainstayError.field("file", "has more than \(RecordedCases.Limit.cases) incidents")
      }
      var telling = IncidentTelling(history)
      for step in history.steps { telling.take(step, &reasons) }
      let priority = telling.priority ?? ""
      let place =
        places[priority]
        ?? {
          classes.append([priority])
          places[priority] = classes.count - 1
          return classes.count - 1
        }()
      latest = max(latest, history.steps.last?.at ?? history.openedAt)
      cases.append(telling.recorded(line: item.line, place: place))
    }
    guard !cases.isEmpty, held <= cases.count else {
      throw MainstayError.invalid(
        faults.isEmpty ? [FieldFault("file", "has no incident that can be told")] : faults.bounded(to: FaultLog.limit))
    }
    guard reasons.count <= RecordedCases.Limit.reasons else {
      throw MainstayError.field("file", "has more than \(RecordedCases.Limit.reasons) reasons of waiting")
    }
    guard cases.contains(where: { $0.met != nil }) else {
      throw MainstayError.field("file", "has no closed incident with a verdict in made_sla")
    }
    notes = survey.reading.notes + ["Dates: \(survey.reading.dates)."]
    if held > 0 { notes.append("\(held) incidents with faulty rows are left out.") }
    self.cases = RecordedCases(
      zone: zone, attributes: ["priority"], classes: classes, cases: cases, stopPoints: [.closed, .resolved],
      reasons: reasons, asOf: latest)
  }
}

/// One incident while its history is gone through.
private struct IncidentTelling {
  private let opened: Instant
  private(set) var priority: String?
  private var resolved: Instant?
  private var closed: Instant?
  private var met: Bool?
  private var waiting: [(reason: Int, from: Instant)] = []
  private var holds: [RecordedCase.Hold] = []

  init(_ history: ImportedHistory) {
    opened = history.openedAt
    priority = history.opening.attributes["priority"]
  }

  mutating func take(_ step: ImportedHistory.Step, _ reasons: inout [String]) {
    switch step.event {
    case .changed(let set, _): if let value = set["priority"] { priority = value }
    case .held(let reason, _):
      let place = reasons.firstIndex(of: reason) ?? reasons.count
      if place == reasons.count { reasons.append(reason) }
      if !waiting.contains(where: { $0.reason == place }) { waiting.append((place, step.at)) }
    case .resumed(let reason):
      end(at: step.at) { place in reason.map { reasons[place] == $0 } ?? true }
    case .resolved:
      end(at: step.at) { _ in true }
      resolved = step.at
    case .reopened: (resolved, closed) = (nil, nil)
    case .closed:
      end(at: step.at) { _ in true }
      closed = closed ?? step.at
      resolved = resolved ?? step.at
    case .cancelled: end(at: step.at) { _ in true }
    case .verdictRecorded(_, let met): self.met = met
    default: break
    }
  }

  private mutating func end(at: Instant, _ isOver: (Int) -> Bool) {
    for wait in waiting where isOver(wait.reason) {
      holds.append(RecordedCase.Hold(reason: wait.reason, from: wait.from, to: at))
    }
    waiting.removeAll { isOver($0.reason) }
  }

  func recorded(line: Int, place: Int) -> RecordedCase {
    RecordedCase(
      line: line, place: place, opened: opened, resolved: resolved, closed: closed, met: closed == nil ? nil : met,
      holds: holds)
  }
}
