import Kernel
import Storage
import Tickets

/// What an import has brought in, or would.
public struct ImportTally: Hashable, Sendable {
  /// Tickets that are new here.
  public var tickets = 0
  /// Tickets that an earlier import brought in and that stay as they are.
  public var known = 0
  /// Tickets that an earlier import brought in and to which newer updates were added.
  public var updated = 0
  /// Events of the new tickets.
  public var events = 0
  /// Events that were added to known tickets.
  public var added = 0
  /// Tickets that are held back as a whole, as rows of them cannot be used or contradict what is known.
  public var held = 0
  /// Rows, and tickets as a whole, that could not be used.
  public var faults = 0
  /// New tickets whose numbers others here have already, so that they got numbers of our own.
  public var renumbered = 0
  /// When the first of the new tickets was opened, and when the last thing happened to one.
  public var first: Instant?
  public var last: Instant?
  /// New tickets by the state in which they end up.
  public var states: [String: Int] = [:]
  /// New tickets by their last priority.
  public var priorities: [String: Int] = [:]
  /// New tickets by the verdict that the other tool recorded.
  public var recordedMet = 0
  public var recordedMissed = 0
  /// New tickets that no agreement covers: they have no clocks.
  public var withoutAgreement = 0
  /// Words that this desk did not have, by their list: they are added as retired, so that the tickets can be read and
  /// nobody chooses them before an administrator has put them back.
  public var retiredWords: [String: [String]] = [:]

  public init() {}

  mutating func count(_ ticket: Ticket, events: Int, last: Instant) {
    tickets += 1
    self.events += events
    first = min(first ?? ticket.openedAt, ticket.openedAt)
    self.last = max(self.last ?? last, last)
    states[ticket.state.rawValue, default: 0] += 1
    priorities[ticket.priority ?? "", default: 0] += 1
    if let met = ticket.recordedMet { if met { recordedMet += 1 } else { recordedMissed += 1 } }
    if ticket.agreement == nil { withoutAgreement += 1 }
  }

  /// Whether a log has anything that is not here as it is.
  public var hasNews: Bool { tickets + updated > 0 }

  /// What came of an import, for people.
  public var outcome: String {
    if held > 0 { return "Imported, \(held) held back." }
    return faults > 0 ? "Imported, \(faults) rows not used." : "Imported."
  }

  public static func + (a: ImportTally, b: ImportTally) -> ImportTally {
    var sum = a
    sum.tickets += b.tickets
    sum.known += b.known
    sum.updated += b.updated
    sum.events += b.events
    sum.added += b.added
    sum.held += b.held
    sum.faults += b.faults
    sum.renumbered += b.renumbered
    sum.first = [a.first, b.first].compactMap { $0 }.min()
    sum.last = [a.last, b.last].compactMap { $0 }.max()
    sum.states.merge(b.states, uniquingKeysWith: +)
    sum.priorities.merge(b.priorities, uniquingKeysWith: +)
    sum.recordedMet += b.recordedMet
    sum.recordedMissed += b.recordedMissed
    sum.withoutAgreement += b.withoutAgreement
    sum.retiredWords.merge(b.retiredWords) { Set($0 + $1).sorted() }
    return sum
  }
}

extension ImportTally {
  public var json: JSON {
    func counts(_ counts: [String: Int]) -> JSON { .object(counts.mapValues { .integer(Int64($0)) }) }
    func number(_ number: Int) -> JSON { .integer(Int64(number)) }
    return .members([
      "tickets": number(tickets), "known": number(known), "updated": number(updated), "events": number(events),
      "added": number(added), "held": number(held), "faults": number(faults), "renumbered": number(renumbered),
      "first": .instant(first) ?? .null, "last": .instant(last) ?? .null, "states": counts(states),
      "priorities": counts(priorities), "recorded": ["met": number(recordedMet), "missed": number(recordedMissed)],
      "withoutAgreement": number(withoutAgreement),
      "retiredWords": .object(retiredWords.mapValues { .array($0.map(JSON.string)) }),
    ])
  }

  /// - Throws: `StorageError.column` for what is no tally. Runs of before updates were counted lack three numbers: they
  ///   added and held back none; those of before numbers were told lack one.
  init(json: JSON, column: Int) throws {
    func unreadable(_ member: String, _ found: JSON?) -> StorageError {
      .column(index: column, expected: "a tally with \(member)", found: found?.canonical ?? "one without")
    }
    func count(_ json: JSON?, _ member: String) throws -> Int {
      guard let value = json?.integerValue, value >= 0, let count = Int(exactly: value) else {
        throw unreadable(member, json)
      }
      return count
    }
    func number(_ key: String) throws -> Int { try count(json[key], key) }
    func laterNumber(_ key: String) throws -> Int { try json[key] == nil ? 0 : number(key) }
    func counts(_ key: String) throws -> [String: Int] {
      guard let members = json[key]?.objectValue else { throw unreadable(key, json[key]) }
      return try members.mapValues { try count($0, key) }
    }
    func instant(_ key: String) throws -> Instant? {
      switch json[key] {
      case .null: return nil
      case .string(let text):
        do { return try Instant(parsing: text) } catch { throw unreadable(key, json[key]) }
      default: throw unreadable(key, json[key])
      }
    }
    tickets = try number("tickets")
    known = try number("known")
    updated = try laterNumber("updated")
    events = try number("events")
    added = try laterNumber("added")
    held = try laterNumber("held")
    faults = try number("faults")
    renumbered = try laterNumber("renumbered")
    first = try instant("first")
    last = try instant("last")
    states = try counts("states")
    priorities = try counts("priorities")
    recordedMet = try count(json["recorded"]?["met"], "recorded.met")
    recordedMissed = try count(json["recorded"]?["missed"], "recorded.missed")
    withoutAgreement = try number("withoutAgreement")
    // Runs of before there were words have none.
    retiredWords = try (json["retiredWords"]?.objectValue ?? [:]).mapValues { list in
      try (list.arrayValue ?? [.null]).map { word in
        guard let key = word.stringValue else { throw unreadable("retiredWords", list) }
        return key
      }
    }
  }
}
