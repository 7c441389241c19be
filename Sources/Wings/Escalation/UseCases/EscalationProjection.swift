import Core
import Escalation
import Journal
import Kernel
import Storage

/// Holds ladders against the journal.
struct LadderProjection: Projection {
  static let prefix = "ladder/"
  static let records = [RecordKind.ladders]
  private var words = LastWords()

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.stream.key(behind: LadderProjection.prefix) != nil else { return }
    words.take(entry, [LadderRow.table])
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try words.compare(
      [(LadderRow.table, .ladders, { try LadderRow.reading($0).journaled })], prefix: LadderProjection.prefix,
      from: first, through: last, in: look, into: &report)
  }
}

/// Holds what ladders did on tickets against the tickets' streams.
struct EscalationProjection: Projection {
  static let prefix = "ticket/"
  static let records = [RecordKind.escalations]
  private var words = LastWords()

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.kind.hasPrefix("escalation.") else { return }
    words.take(entry, [RunRow.table, FiringRow.table, TellingRow.table])
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    try words.compare(
      [
        (RunRow.table, .escalations, { try RunRow.reading($0).journaled }),
        (FiringRow.table, .escalations, { try FiringRow.reading($0).journaled }),
        (TellingRow.table, .escalations, { try TellingRow.reading($0).journaled }),
      ], prefix: EscalationProjection.prefix, from: first, through: last, in: look, into: &report)
  }
}

extension RecordKind {
  package static let ladders = RecordKind("ladders")
  package static let escalations = RecordKind("escalations")
}
