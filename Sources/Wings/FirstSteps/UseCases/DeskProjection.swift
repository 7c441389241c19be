import Core
import Journal
import Kernel

/// Holds the record of the desk against its stream.
struct DeskProjection: Projection {
  static let prefix = "desk/"
  static let stream = prefix + DeskStore.key
  static let records = [RecordKind.desk]
  private static let kinds: Set<String> = ["desk.named", "desk.steps-left-out", "desk.steps-taken-up"]
  private static let members = ["name", "timeZone", "stepsLeftOut", "version"]

  private var said: JSON?
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard entry.stream == DeskProjection.stream else { return }
    guard DeskProjection.kinds.contains(entry.kind), let payload = try? JSON(parsing: entry.payload),
      payload.objectValue != nil
    else {
      return unreadable.append(.unreadable(entry, "it says nothing of the desk, or is of a kind that is not known"))
    }
    said = payload
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    let keys = try DeskStore.keys(in: look.transaction).filter { first <= $0 && $0 <= last }
    for key in keys where key != DeskStore.key {
      report.add(.projection, DeskProjection.prefix + key, "the journal does not know this desk")
    }
    guard first <= DeskStore.key, DeskStore.key <= last else { return }
    guard keys.contains(DeskStore.key) else {
      if said != nil { report.add(.projection, DeskProjection.stream, "the desk has no record") }
      return
    }
    report.count(.desk)
    guard let said else {
      return report.add(.projection, DeskProjection.stream, "the journal does not know this desk")
    }
    do {
      report.compare(
        DeskProjection.members, expected: DeskProjection.values(said),
        found: DeskProjection.values(try DeskStore.row(in: look.transaction).journaled), of: DeskProjection.stream)
    } catch {
      try report.addUnreadable(error, of: DeskProjection.stream)
    }
  }

  private static func values(_ json: JSON) -> [String?] {
    members.map { member in json[member].map { $0.stringValue ?? $0.canonical } }
  }
}

extension RecordKind {
  package static let desk = RecordKind("desk")
}
