import ImportUseCases
import Kernel
import Tickets

/// Turns the snapshots of one incident into what happened to it, each event at its own time.
///
/// - Rows count in the order of their times, then of `sys_mod_count`; a row that is older by its count
///   than one before it cannot take a resolution back.
/// - A row tells of changes only: an attribute, a group or an owner that differs from what was known.
///   What is unknown in a row says nothing.
/// - `resolved_at`, `closed_at` and `closed_code` are final values that stand on old rows too: they are about
///   the last resolution and closing and happen at their own time, whichever row shows them first. Earlier
///   resolutions are dated by their rows.
/// - Where the log has no instant of the last resolution (`?`), the incident counts as resolved when it is
///   closed: a state without an instant is no evidence of an earlier one.
public enum IncidentHistory {
  /// What the recorded verdicts of the log are called.
  public static let source = "servicenow"
  /// An untouched incident is closed by the desk's own timer so long after its last update.
  public static let timerDelay = Duration.days(5)
  static let unknown = "unknown"

  /// The history of an incident; nil without rows.
  ///
  /// - Parameter mapping: by which the rows were read; nil of a log of ServiceNow.
  public static func history(of rows: [IncidentRow], by mapping: TicketMapping? = nil) -> ImportedHistory? {
    let rows = ordered(rows)
    guard let first = rows.first, let last = rows.last else { return nil }
    var telling = Telling(rows, first)
    for row in rows {
      guard telling.state != .cancelled else { break }
      telling.take(row)
    }
    let source = mapping?.source ?? source
    if telling.hasVerdict(mapping), let met = last.madeSLA {
      telling.add(.verdictRecorded(source: source, met: met), at: telling.now, last)
    }
    // By it an agreement can say that it is about these tickets.
    var attributes = ["source": source]
    for (place, value) in first.attributes.enumerated() where value != nil {
      attributes[IncidentColumns.attributes[place].name] = value
    }
    return ImportedHistory(
      number: first.number, title: first.title ?? title(first), description: first.description ?? "",
      opening: .init(
        number: first.number, kind: mapping?.kind ?? .incident, requester: first.caller ?? unknown,
        attributes: attributes, team: first.group, assignee: first.assignee, text: .init(digest: "")),
      openedAt: first.openedAt, openedBy: first.openedBy ?? first.updatedBy ?? unknown, steps: telling.steps)
  }

  /// In the order in which they were written. Rows of the same instant stay as they stand in the file; where the others
  /// show that it begins with the newest, they are turned round as those are.
  static func ordered(_ rows: [IncidentRow]) -> [IncidentRow] {
    func precedes(_ a: IncidentRow, _ b: IncidentRow) -> Bool { (a.updatedAt, a.count) < (b.updatedAt, b.count) }
    let pairs = zip(rows, rows.dropFirst())
    if pairs.allSatisfy({ !precedes($1, $0) }) { return rows }
    if pairs.allSatisfy({ !precedes($0, $1) }) { return rows.reversed() }
    return rows.enumerated().sorted {
      precedes($0.element, $1.element) || (!precedes($1.element, $0.element) && $0.offset < $1.offset)
    }.map(\.element)
  }

  /// The log holds no words of the caller; what it was about stands for them.
  private static func title(_ row: IncidentRow) -> String {
    func value(_ name: String) -> String? {
      guard let place = IncidentColumns.attributes.firstIndex(where: { $0.name == name }) else { return nil }
      return row.attributes.indices.contains(place) ? row.attributes[place] : nil
    }
    let place = [value("category"), value("subcategory")].compactMap { $0 }.joined(separator: ", ")
    let words = [value("symptom"), place.isEmpty ? nil : place].compactMap { $0 }.joined(separator: " in ")
    return words.isEmpty ? "Incident \(row.number)" : words
  }
}

/// An incident while its rows are told one after another.
struct Telling {
  private(set) var steps: [ImportedHistory.Step] = []
  private(set) var state = IncidentState.working
  /// The instant of the latest row: time does not run backwards.
  private(set) var now: Instant
  private var previous: Instant?
  private var attributes: [String?]
  private var group: String?
  private var assignee: String?
  private var count: Int
  private var reopenCount: Int
  /// From this row on it is resolved or closed to the end; nil where it does not end so.
  private let lastEnd: Int?
  private let isClosedInTheEnd: Bool
  private let lastRowAt: Instant
  private var place = -1
  /// A resolution that rows show already and that comes at its own instant.
  private var awaited: Instant?

  /// - Parameter first: what the incident was born with.
  init(_ rows: [IncidentRow], _ first: IncidentRow) {
    self.init(rows, since: first.openedAt, first)
  }

  /// An incident that is known already, while later rows of it are told.
  ///
  /// - Parameter known: how it stands at `since`, as a row would say it.
  init(_ rows: [IncidentRow], continuing known: IncidentRow, since: Instant) {
    self.init(rows, since: since, known)
    state = known.state ?? .working
    previous = since
  }

  private init(_ rows: [IncidentRow], since: Instant, _ first: IncidentRow) {
    now = since
    (attributes, group, assignee) = (first.attributes, first.group, first.assignee)
    (count, reopenCount) = (first.count, first.reopenCount)
    let open = rows.lastIndex { !($0.state?.isEnd ?? true) }
    let end = rows.indices.first { $0 > open ?? -1 && rows[$0].state != nil }
    lastEnd = end
    isClosedInTheEnd = end.map { rows[$0...].contains { $0.state == .closed } } ?? false
    lastRowAt = rows.last?.updatedAt ?? since
  }

  /// ServiceNow's verdict is true until an incident closes; other tools have none before it is final.
  func hasVerdict(_ mapping: TicketMapping?) -> Bool {
    mapping.map { $0.source != IncidentHistory.source } ?? false ? state.isEnd : state == .closed
  }

  mutating func add(_ event: TicketEvent, at: Instant, _ row: IncidentRow) {
    steps.append(.init(at, by: row.updatedBy ?? IncidentHistory.unknown, event))
  }

  mutating func take(_ row: IncidentRow) {
    place += 1
    let next = row.state ?? state
    let isEnded = state == .resolved || state == .closed
    let goesBack = isEnded && !next.isEnd
    if goesBack, row.count < count, row.reopenCount <= reopenCount { return }
    var before = now
    now = max(now, row.updatedAt)
    if let awaited, awaited <= now, next != .closed { resolve(row, at: awaited) }
    if goesBack {
      if awaited != nil { resolve(row, at: now) }
      add(.reopened(reason: nil), at: now, row)
      state = .working
    } else if state == .resolved, next == .resolved, row.reopenCount > reopenCount {
      // It was reopened and resolved between two rows that were kept.
      if awaited != nil { resolve(row, at: now) }
      add(.reopened(reason: nil), at: now, row)
      (state, before) = (.working, now)
    }
    let at = changes(next, row, since: before)
    let (isChanged, isAssigned) = (change(row, at: at), assign(row, at: at))
    move(to: next, row, since: before, changes: isChanged || isAssigned)
    (count, reopenCount, previous) = (row.count, max(reopenCount, row.reopenCount), now)
  }

  /// When what a row changes beside the state came to be: it is in force when the row's resolution or closing happens,
  /// which may be before the row was written.
  private func changes(_ next: IncidentState, _ row: IncidentRow, since before: Instant) -> Instant {
    switch (state, next) {
    case (.resolved, .closed):
      let closing = final(row.closedAt, since: before)
      return min(closing, awaited ?? closing)
    case (.resolved, _), (.closed, _): return now
    case (_, .resolved): return min(now, resolution(row, since: before))
    case (_, .closed): return min(final(row.closedAt, since: before), resolution(row, since: before))
    default: return now
    }
  }

  private mutating func change(_ row: IncidentRow, at: Instant) -> Bool {
    var set: [String: String?] = [:]
    for place in row.attributes.indices where place < attributes.count {
      guard let value = row.attributes[place], value != attributes[place] else { continue }
      attributes[place] = value
      set[IncidentColumns.attributes[place].name] = value
    }
    if !set.isEmpty { add(.changed(set, reason: nil), at: at, row) }
    return !set.isEmpty
  }

  private mutating func assign(_ row: IncidentRow, at: Instant) -> Bool {
    let newGroup = row.group == group ? nil : row.group
    // A new group starts without an owner, so that the same name again is news.
    let newAssignee = row.assignee == assignee && newGroup == nil ? nil : row.assignee
    guard newGroup != nil || newAssignee != nil else { return false }
    add(.assigned(team: newGroup, assignee: newAssignee), at: at, row)
    if let newGroup { (group, assignee) = (newGroup, nil) }
    if let newAssignee { assignee = newAssignee }
    return true
  }

  private mutating func move(to next: IncidentState, _ row: IncidentRow, since before: Instant, changes: Bool) {
    switch (state, next) {
    case _ where state == next: return
    case (.waiting(let reason), .working): add(.resumed(reason: reason), at: now, row)
    case (.waiting(let old), .waiting(let new)):
      add(.resumed(reason: old), at: now, row)
      add(.held(reason: new, until: nil), at: now, row)
    case (_, .waiting(let reason)): add(.held(reason: reason, until: nil), at: now, row)
    case (.closed, .resolved): return
    case (_, .resolved):
      let at = resolution(row, since: before)
      if at <= now { resolve(row, at: at) } else { awaited = at }
    case (_, .closed):
      let at = final(row.closedAt, since: before)
      let isTimer = state == .resolved && !changes && previous.map { at - $0 >= IncidentHistory.timerDelay } ?? false
      if state != .resolved || awaited != nil {
        resolve(row, at: min(at, awaited ?? resolution(row, since: before)))
      }
      add(.closed(byTimer: isTimer), at: at, row)
    case (_, .cancelled): add(.cancelled(reason: nil), at: now, row)
    case (_, .working): return
    }
    state = next
  }

  /// When the resolution that this row is the first to show came to be; later than now where that is to come.
  private func resolution(_ row: IncidentRow, since before: Instant) -> Instant {
    guard lastEnd == place else { return now }
    if let at = row.resolvedAt { return at >= before && at <= max(now, lastRowAt) ? at : now }
    return row.isResolutionUnknown && isClosedInTheEnd ? .latest : now
  }

  private mutating func resolve(_ row: IncidentRow, at: Instant) {
    awaited = nil
    let isFinal = row.resolvedAt.map { $0 <= now } ?? false
    add(.resolved(code: isFinal ? row.closedCode : nil, text: nil), at: at, row)
  }

  /// The instant that the log itself gives for what this row is the first to show, where it can be that.
  private func final(_ value: Instant?, since before: Instant) -> Instant {
    guard let value, value <= now, value >= before else { return now }
    return value
  }
}

extension IncidentState {
  var isEnd: Bool { self == .resolved || self == .closed || self == .cancelled }
}
