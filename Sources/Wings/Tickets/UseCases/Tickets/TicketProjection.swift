import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import Storage
import Tickets

/// Holds the rows of tickets, their texts, clocks and rungs against the tickets' streams.
struct TicketProjection: Projection {
  static let prefix = "ticket/"
  static let records = [RecordKind.tickets, .messages, .clocks, .rungs]

  private var replays: [String: TicketReplay] = [:]

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: TicketProjection.prefix) else { return }
    replays[id, default: TicketReplay(RecordID(id))].take(entry)
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    for (_, replay) in replays.sorted(by: { $0.key < $1.key }) { report.findings += replay.unreadable }
    let names = try SubjectNames(
      replays.values.flatMap { replay in
        [replay.file.ticket.requester, replay.file.ticket.assignee].compactMap { $0 } + replay.messages.map(\.author)
      }, in: look.transaction)
    var unseen = Set(replays.keys)
    var clocks: [String: [ClockRow]] = [:]
    var rungs: [String: [RungFired]] = [:]
    var unreadable: [JournalFinding] = []
    try ClockStore.scan(from: first, through: last, in: look.transaction) {
      clocks[$0.ticket.text, default: []].append($0)
    } unreadable: {
      unreadable.append($0)
    }
    try ClockStore.scanFired(from: first, through: last, in: look.transaction) {
      rungs[$0.ticket.text, default: []].append($0)
    } unreadable: {
      unreadable.append($0)
    }
    report.findings += unreadable
    var columns: [(id: String, found: [String?])] = []
    try TicketStore.scanProjected(from: first, through: last, in: look.transaction) { id, text, found in
      guard unseen.remove(id) != nil, let replay = replays[id] else {
        return report.add(.projection, "ticket/" + id, "the journal does not know this ticket")
      }
      guard replay.isWhole else { return }
      if replay.isTextErased {
        report.erased.records += 1
        if !text.isErased {
          report.add(.text, "ticket/" + id, "title and description were erased, and are there again")
        }
      } else if saltedDigest(text.whole, salt: text.salt) != replay.text {
        report.add(.text, "ticket/" + id, "title and description are not those that the journal has the digest of")
      }
      columns.append((id, found))
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: "ticket/" + id)
    }
    for id in unseen.sorted() { report.add(.projection, "ticket/" + id, "the ticket has no row") }
    for (id, found) in columns {
      guard let replay = replays[id] else { continue }
      report.count(.tickets)
      let expected: (rows: [ClockRow], summary: ClockSummary)
      do {
        expected = try replay.clocks(in: look, as: clocks[id] ?? [])
      } catch {
        try report.addUnreadable(error, of: "ticket/" + id)
        continue
      }
      report.compare(
        TicketStore.projectedNames,
        expected: TicketStore.projected(
          replay.file.ticket.calling { names($0) }, at: replay.recordedAt, clocks: expected.summary),
        found: found, of: "ticket/" + id)
      compare(expected.rows, with: clocks[id] ?? [], of: id, into: &report)
    }
    for id in Set(clocks.keys).subtracting(replays.keys).sorted() {
      report.add(.clock, "ticket/" + id, "there are clocks of a ticket that the journal does not know")
    }
    for id in Set(rungs.keys).union(replays.keys).sorted() where replays[id]?.isWhole != false {
      compare(rungs: rungs[id] ?? [], with: replays[id]?.rungs ?? [], of: id, into: &report)
    }
    try compareMessages(from: first, through: last, called: names, in: look.transaction, into: &report)
  }

  /// Tickets of which an entry cannot be read are named once, and not compared with half a history.
  private var whole: [String: TicketReplay] { replays.filter(\.value.isWhole) }

  private func compare(
    _ expected: [ClockRow], with found: [ClockRow], of id: String, into report: inout ProjectionReport
  ) {
    report.count(.clocks, found.count)
    func key(_ row: ClockRow) -> String { "\(row.name), cycle \(row.cycle)" }
    let rows = Dictionary(found.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    for row in expected {
      guard let stored = rows[key(row)] else {
        report.add(.clock, "ticket/" + id, "\(key(row)): a fresh evaluation has it, the table does not")
        continue
      }
      report.compare(
        ClockRow.comparedNames.map { "\(key(row)), \($0)" }, expected: row.compared, found: stored.compared,
        of: "ticket/" + id, kind: .clock)
    }
    for row in found where !expected.contains(where: { key($0) == key(row) }) {
      report.add(.clock, "ticket/" + id, "\(key(row)): a fresh evaluation has no such clock")
    }
  }

  private func compare(
    rungs found: [RungFired], with expected: Set<RungFired>, of id: String, into report: inout ProjectionReport
  ) {
    report.count(.rungs, found.count)
    for rung in Set(found).symmetricDifference(expected).sorted(by: { $0.at < $1.at }) {
      let what = "\(rung.clock), cycle \(rung.cycle), \(rung.rung) at \(rung.at.rfc3339)"
      report.add(
        .clock, "ticket/" + id,
        expected.contains(rung)
          ? "\(what): recorded in the journal, not in the table" : "\(what): in the table, not in the journal")
    }
  }

  // MARK: Messages

  private func compareMessages(
    from first: String, through last: String, called names: SubjectNames, in tx: any Transaction,
    into report: inout ProjectionReport
  ) throws {
    var unseen = whole.mapValues(\.messages)
    try MessageStore.scanDigests(from: first, through: last, in: tx) { id, ticket, found in
      report.count(.messages)
      if replays[ticket]?.isWhole == false { return }
      let subject = "ticket/" + ticket
      let candidates = unseen[ticket] ?? []
      let index =
        candidates.firstIndex { $0.id == id }
        ?? candidates.firstIndex { $0.id == nil && $0.digest == found.digest }
        ?? candidates.firstIndex { $0.id == nil && names($0.author) == found.author && $0.instants.contains(found.at) }
      guard let index else {
        return report.add(.unexpected, subject, "the journal does not know message \(id)")
      }
      let expected = candidates[index]
      unseen[ticket]?.remove(at: index)
      if replays[ticket]?.erased.contains(id) == true {
        report.erased.records += 1
        if !found.isErased { report.add(.text, subject, "message \(id) was erased, and is there again") }
      } else if expected.digest != found.digest {
        report.add(.text, subject, "message \(id) is not the text that the journal has the digest of")
      }
      report.compare(
        ["author", "side", "public", "withdrawn"].map { "message \(id), \($0)" },
        expected: [
          names(expected.author), expected.side.rawValue, String(expected.isPublic), expected.withdrawnAt?.rfc3339,
        ], found: [found.author, found.side, String(found.isPublic), found.withdrawnAt?.rfc3339], of: subject)
      if !expected.instants.contains(found.at) {
        report.add(.projection, subject, "message \(id) is dated \(found.at.rfc3339); the journal has another instant")
      }
    } unreadable: { id, ticket, error in
      if let index = unseen[ticket]?.firstIndex(where: { $0.id?.text == id }) { unseen[ticket]?.remove(at: index) }
      try report.addUnreadable(error, of: "ticket/" + ticket)
    }
    for (ticket, messages) in unseen.sorted(by: { $0.key < $1.key }) {
      for message in messages {
        report.add(
          .missing, "ticket/" + ticket,
          message.id.map { "message \($0) is gone" } ?? "the text of a resolution is gone")
      }
    }
  }
}

/// One ticket as its stream tells it.
private struct TicketReplay: Sendable {
  struct ExpectedMessage: Sendable {
    /// Nil for the text of a resolution in an older entry, which its digest alone names.
    var id: RecordID?
    var digest: String
    var author: String
    var side: TicketEvent.Side
    var isPublic: Bool
    var withdrawnAt: Instant?
    /// When it happened and when it was recorded: either may date it.
    var instants: Set<Instant>
  }

  var file: TicketFile
  /// When the last of the ticket's own events was written down.
  var recordedAt = Instant.earliest
  /// Digest of title and description.
  var text = ""
  var messages: [ExpectedMessage] = []
  /// Whether title and description were erased and nobody gave others since.
  var isTextErased = false
  /// Messages that were erased.
  var erased: Set<RecordID> = []
  var rungs: Set<RungFired> = []
  /// Entries that cannot be read.
  var unreadable: [JournalFinding] = []
  var isWhole: Bool { unreadable.isEmpty && !file.history.isEmpty }

  init(_ id: RecordID) { file = TicketFile(ticket: Ticket(id: id)) }

  mutating func take(_ entry: JournalEntry) {
    if entry.kind.hasPrefix("clock.") { return takeRung(entry) }
    if entry.kind == TextErasure.kind { return takeErasure(entry) }
    let known = file.history.count
    do throws(MainstayError) {
      try file.replay(entry.kind, entry.payload, at: entry.at, sequence: entry.sequence)
      if unreadable.isEmpty { try file.requireUnderstood() }
    } catch {
      if case .unreadable(_, let reason) = error { note(entry, reason) }
      return
    }
    guard file.history.count > known, let event = file.history.last?.event else { return }
    recordedAt = entry.recordedAt
    switch event {
    case .opened(let opening): text = opening.text.digest
    case .retitled(let new): (text, isTextErased) = (new.digest, false)
    case .answered(let id, let side, let isPublic, let text):
      messages.append(message(id, text.digest, side, isPublic, entry))
    case .resolved(_, let text?): messages.append(message(text.message, text.digest, .staff, true, entry))
    case .answerWithdrawn(let id):
      if let index = messages.firstIndex(where: { $0.id == id }) {
        (messages[index].isPublic, messages[index].withdrawnAt) = (false, entry.recordedAt)
      }
    default: break
    }
  }

  private func message(
    _ id: RecordID?, _ digest: String, _ side: TicketEvent.Side, _ isPublic: Bool, _ entry: JournalEntry
  ) -> ExpectedMessage {
    ExpectedMessage(
      id: id, digest: digest, author: entry.actor, side: side, isPublic: isPublic,
      instants: [entry.at, entry.recordedAt])
  }

  private mutating func note(_ entry: JournalEntry, _ reason: String) {
    unreadable.append(.unreadable(entry, reason))
  }

  private mutating func takeErasure(_ entry: JournalEntry) {
    guard let erasure = (try? JSON(parsing: entry.payload)).flatMap(TextErasure.init) else {
      return note(entry, "it does not say what was erased")
    }
    if erasure.hasText { isTextErased = true }
    erased.formUnion(erasure.messages)
  }

  private mutating func takeRung(_ entry: JournalEntry) {
    guard let payload = try? JSON(parsing: entry.payload), let clock = payload["clock"]?.stringValue,
      let cycle = payload["cycle"]?.integerValue, let rung = payload["rung"]?.stringValue
    else { return note(entry, "its clock, cycle or rung is missing") }
    rungs.insert(
      RungFired(
        ticket: file.ticket.id, clock: clock, cycle: Int(cycle), rung: rung, at: entry.at,
        recordedAt: entry.recordedAt))
  }

  /// The clocks as a fresh evaluation has them at the instant of the stored ones, and what the
  /// ticket's row carries of them.
  func clocks(in look: Look, as stored: [ClockRow]) throws -> (rows: [ClockRow], summary: ClockSummary) {
    guard let id = file.ticket.agreement else { return ([], ClockSummary(withoutClocks: file.ticket)) }
    let version = try look.app.agreements.required(id, in: look.transaction)
    // Clocks that have stopped do not depend on the instant; those that run share that of the last refresh.
    let asOf = (stored.map(\.asOf) + file.history.map(\.at)).max() ?? recordedAt
    return try file.clocks(version, asOf: asOf)
  }
}

extension ClockRow {
  /// Names of the values in `compared`.
  static let comparedNames = [
    "metric", "state", "target", "elapsed", "started", "due", "stopped", "breached", "beyond the horizon", "as of",
  ]

  /// Everything but the key, as text.
  var compared: [String?] {
    [
      metric.rawValue, state.rawValue, target?.iso8601, elapsed.iso8601, startedAt.rfc3339, due?.rfc3339,
      stoppedAt?.rfc3339, breachedAt?.rfc3339, beyondHorizon.map(String.init), asOf.rfc3339,
    ]
  }
}

extension RecordKind {
  package static let tickets = RecordKind("tickets")
  package static let messages = RecordKind("messages")
  package static let clocks = RecordKind("clocks")
  package static let rungs = RecordKind("rungs")
}
