import Agreements
import Kernel
import Tickets
import TicketsUseCases

/// One of the first tickets that a dry run read, with what happened to it and its clocks as they would be.
public struct ImportSample: Hashable, Sendable {
  public var number: String
  public var title: String
  public var openedAt: Instant
  /// What it is born with, in words.
  public var opening: String
  public var events: [Event]
  /// None where no agreement covers it.
  public var clocks: [ClockRow]

  public struct Event: Hashable, Sendable {
    public var at: Instant
    /// `resolved`, `waits, on-hold`.
    public var words: String
  }

  init(_ history: ImportedHistory, clocks: [ClockRow]) {
    (number, title, openedAt) = (history.number, history.title, history.openedAt)
    let opening = history.opening
    let attributes = opening.attributes.filter { $0.key != "source" }.sorted { $0.key < $1.key }
    self.opening =
      (attributes.map { "\($0.key) \($0.value)" }
      + [opening.team.map { "team \($0)" }, opening.assignee.map { "with \($0)" }].compactMap { $0 })
      .joined(separator: ", ")
    events = history.steps.map { Event(at: $0.at, words: $0.event.importWords) }
    self.clocks = clocks
  }
}

extension TicketEvent {
  fileprivate var importWords: String {
    switch self {
    case .held(let reason, _): return "waits, \(reason)"
    case .resumed: return "goes on"
    case .changed(let set, _):
      let changes = set.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value ?? "none")" }
      return "changed to \(changes.joined(separator: ", "))"
    case .assigned(let team, let assignee):
      return "given to \([team, assignee].compactMap { $0 }.joined(separator: ", "))"
    case .resolved(let code, _): return "resolved" + (code.map { " (\($0))" } ?? "")
    case .reopened: return "opened again"
    case .closed(let byTimer): return byTimer ? "closed by a timer" : "closed"
    case .cancelled: return "cancelled"
    case .verdictRecorded(_, let met): return "the other tool's verdict: \(met ? "met" : "missed")"
    default: return kind
    }
  }
}

extension ClockRow {
  /// What became of it: `missed`, `met`, or how it stands.
  public var importEnd: String { breachedAt != nil ? "missed" : stoppedAt != nil ? "met" : state.rawValue }
}
