import Core
import Journal
import Kernel
import Services

extension RecordKind {
  package static let outages = RecordKind("outages")
  package static let promises = RecordKind("promises of availability")
  package static let statements = RecordKind("stated periods")
  package static let serviceChanges = RecordKind("changes of services that waited")
}

/// Holds records of services against the journal: every column.
struct OutageProjection: Projection {
  static let prefix = "outage/"
  static let records = [RecordKind.outages]
  private static let kinds: Set = [
    ServiceEntry.recorded, ServiceEntry.corrected, ServiceEntry.withdrawn, ServiceEntry.approved,
  ]

  private var said: [String: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: OutageProjection.prefix) else { return }
    guard OutageProjection.kinds.contains(entry.kind), let payload = try? JSON(parsing: entry.payload),
      var members = payload.objectValue
    else {
      return unreadable.append(.unreadable(entry, "it says nothing of a record, or is of a kind that is not known"))
    }
    for member in ["reason", "change", "askedBy"] { members[member] = nil }
    said[id] = .object(members)
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    try OutageStore.scan(from: first, through: last, in: look.transaction) { outage in
      let subject = OutageProjection.prefix + outage.id.text
      report.count(.outages)
      guard unseen.remove(outage.id.text) != nil, let payload = said[outage.id.text] else {
        return report.add(.projection, subject, "the journal does not know this record")
      }
      report.compare(payload, outage.journaled(person: PersonMark.token), of: subject)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: OutageProjection.prefix + id)
    }
    for id in unseen.sorted() { report.add(.projection, OutageProjection.prefix + id, "it has no record") }
  }
}

/// Holds what services are promised against the journal.
struct PromiseProjection: Projection {
  static let prefix = "availability-promise/"
  static let records = [RecordKind.promises]

  private var said: [String: [JSON]] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let service = entry.stream.key(behind: PromiseProjection.prefix) else { return }
    guard entry.kind == ServiceEntry.promised, let payload = try? JSON(parsing: entry.payload),
      payload.objectValue != nil
    else {
      return unreadable.append(.unreadable(entry, "it says nothing of a promise, or is of a kind that is not known"))
    }
    said[service, default: []].append(payload)
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = said.mapValues { Set($0.indices) }
    var faulty: Set<String> = []
    try PromiseStore.scanPromises(from: first, through: last, in: look.transaction) { service, version in
      let subject = PromiseProjection.prefix + service
      report.count(.promises)
      guard unseen[service]?.remove(version.number - 1) != nil, let payload = said[service]?[version.number - 1] else {
        return report.add(.projection, subject, "the journal does not know version \(version.number)")
      }
      report.compare(payload, version.journaled(person: PersonMark.token), of: subject)
    } unreadable: { service, error in
      faulty.insert(service)
      try report.addUnreadable(error, of: PromiseProjection.prefix + service)
    }
    for (service, versions) in unseen.sorted(by: { $0.key < $1.key }) where !faulty.contains(service) {
      for index in versions.sorted() {
        report.add(.projection, PromiseProjection.prefix + service, "version \(index + 1) has no record")
      }
    }
  }
}

/// Holds what was stated of periods against the journal.
struct StatementProjection: Projection {
  static let prefix = "availability/"
  static let records = [RecordKind.statements]

  private struct Key: Hashable {
    var service: String
    var period: String
    var number: Int64
  }

  private var said: [Key: JSON] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let service = entry.stream.key(behind: StatementProjection.prefix) else { return }
    guard [ServiceEntry.stated, ServiceEntry.restated].contains(entry.kind),
      let payload = try? JSON(parsing: entry.payload), let period = payload["period"]?.stringValue,
      let number = payload["number"]?.integerValue, var members = payload.objectValue
    else {
      return unreadable.append(.unreadable(entry, "it states no figure, or is of a kind that is not known"))
    }
    members["at"] = .string(entry.at.rfc3339)
    said[Key(service: service, period: period, number: number)] = .object(members)
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(said.keys)
    var faulty: Set<String> = []
    try PromiseStore.scanStatements(from: first, through: last, in: look.transaction) { statement in
      let subject = StatementProjection.prefix + statement.service
      report.count(.statements)
      let key = Key(service: statement.service, period: statement.period.text, number: Int64(statement.number))
      guard unseen.remove(key) != nil, let payload = said[key] else {
        return report.add(
          .projection, subject, "the journal does not know statement \(key.number) of \(key.period)")
      }
      var found = statement.json.objectValue ?? [:]
      found["period"] = .string(statement.period.text)
      found["number"] = .integer(Int64(statement.number))
      if let reason = statement.reason { found["reason"] = .string(reason) }
      found["by"] = .string(PersonMark.token(statement.statedBy))
      found["at"] = .string(statement.statedAt.rfc3339)
      report.compare(payload, .object(found), of: subject)
    } unreadable: { service, error in
      faulty.insert(service)
      try report.addUnreadable(error, of: StatementProjection.prefix + service)
    }
    for key in unseen.sorted(by: { ($0.service, $0.period, $0.number) < ($1.service, $1.period, $1.number) })
    where !faulty.contains(key.service) {
      report.add(
        .projection, StatementProjection.prefix + key.service, "statement \(key.number) of \(key.period) has no record")
    }
    try compareDue(from: first, through: last, in: look, into: &report)
  }

  /// Holds when each service's next period ends, at which the engine states it, against promises and statements.
  private func compareDue(
    from first: String, through last: String, in look: Look, into report: inout ProjectionReport
  ) throws {
    var (lines, faulty): ([String: PromiseLine], Set<String>) = ([:], [])
    try PromiseStore.scanPromises(from: first, through: last, in: look.transaction) { service, version in
      lines[service, default: PromiseLine()].versions.append(version)
    } unreadable: { service, _ in
      faulty.insert(service)
    }
    let found = try PromiseStore.dueRows(from: first, through: last, in: look.transaction)
    for service in Set(lines.keys).union(found.keys).subtracting(faulty).sorted() {
      let due = found[service]
      do {
        let expected = try look.nextEnd(of: service, lines[service] ?? PromiseLine())
        guard expected != due else { continue }
        report.add(
          .projection, StatementProjection.prefix + service,
          "its next period ends \(expected?.rfc3339 ?? "never"), and is to be stated \(due?.rfc3339 ?? "never")")
      } catch is MainstayError {
        // What cannot be read is named where it stands.
        continue
      }
    }
  }
}
