import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import Kernel
import Statements
import Tickets
import TicketsUseCases

/// Counts a statement from entries of the journal alone, by the engine that counts the clocks. Issuing a statement and
/// verifying one without a database both come here, so that they cannot count by different rules.
package struct StatementReckoning {
  /// What came of it.
  package struct Outcome {
    /// The agreement's name as the version in force at the end of the month has it.
    package var name: String
    package var zone: String
    package var period: Range<Instant>
    package var versions: JSON
    package var figures: JSON
    /// Confidential tickets among those counted, for whoever has to be cleared for them.
    package var confidential: [Ticket] = []
  }

  private struct Applied {
    var entry: JournalEntry
    var body: JSON
    var id: RecordID
    var effectiveFrom: Instant
    var number: Int
  }

  private struct OpenTicket {
    var stream: String
    var file: TicketFile
    /// Who left a time out, and when that was written down, by the entry.
    var approvals: [Int64: (actor: String, recordedAt: Instant)] = [:]
  }

  private let key: String
  private let month: StatementMonth
  private let asOf: Instant
  private let source: any CalendarSource

  /// By number.
  private var applied: [Int: Applied] = [:]
  private var compiled: [RecordID: AgreementVersion] = [:]
  private var calendarBodies: [String: JSON] = [:]
  private var disputes: [String: JSON] = [:]
  private var open: OpenTicket?
  private var place: (period: Range<Instant>, zone: String, name: String)?

  private var objectives: [String: StatedObjective] = [:]
  private var breaches: [StatedBreach] = []
  private var used: Set<Int> = []
  private var exclusions: [JSON] = []
  private var told: [JSON] = []
  private var confidential: [Ticket] = []
  private var tickets = 0
  private var undecided = 0

  /// - Parameters:
  ///   - key: The agreement's.
  ///   - asOf: When it is counted: what is open by then is open.
  package init(of key: String, in month: StatementMonth, asOf: Instant, calendars source: any CalendarSource) {
    (self.key, self.month, self.asOf, self.source) = (key, month, asOf, source)
  }

  /// Takes the next entry that counts; streams come in the order of their bytes.
  ///
  /// - Throws: `unreadable` of an entry that this version does not understand.
  package mutating func take(_ entry: JournalEntry) throws {
    if let open, !open.stream.isExactly(entry.stream) { try close() }
    if entry.stream.isExactly("agreement/" + key) {
      try takeVersion(entry)
    } else if let calendar = entry.stream.key(behind: "calendar/") {
      guard entry.kind == "calendar.version-applied" else { return }
      let payload = try StatementReckoning.payload(entry)
      if let version = payload["version"]?.integerValue { calendarBodies["\(calendar)/\(version)"] = payload["body"] }
    } else if let dispute = entry.stream.key(behind: "dispute/") {
      let payload = try StatementReckoning.payload(entry)
      if payload["kind"] == "clock" { disputes[dispute] = payload }
    } else if let id = entry.stream.key(behind: "ticket/") {
      if open == nil { open = OpenTicket(stream: entry.stream, file: TicketFile(ticket: Ticket(id: RecordID(id)))) }
      guard entry.kind.hasPrefix("ticket.") else { return }
      if entry.kind == "ticket.excluded" { open?.approvals[entry.sequence] = (entry.actor, entry.recordedAt) }
      try open?.file.replay(entry.kind, entry.payload, at: entry.at, sequence: entry.sequence)
    }
  }

  /// Says that all entries have come.
  ///
  /// - Throws: `notFound` where the journal knows no such agreement.
  package mutating func finish() throws -> Outcome {
    try close()
    let place = try placed()
    let terms = applied.values.filter { used.contains($0.number) }.sorted { $0.number < $1.number }
    let all = exclusions + (try agreementExclusions(of: terms, in: place.period))
    let objectives = self.objectives.values.sorted { $0.name.precedesByBytes($1.name) }.map(\.json)
    let late = breaches.map { (key: [$0.ticket, $0.clock.clock], cycle: $0.clock.cycle, json: $0.json) }
      .sorted { $0.key == $1.key ? $0.cycle < $1.cycle : $0.key.lexicographicallyPrecedes($1.key) }
    let disputes = told.sorted { $0.canonical.precedesByBytes($1.canonical) }
    var figures: [String: JSON] = [
      "tickets": .integer(Int64(tickets)), "undecidedTickets": .integer(Int64(undecided)),
      "confidentialTickets": .integer(Int64(confidential.count)),
    ]
    figures["objectives"] = .array(objectives)
    figures["breaches"] = .array(late.map(\.json))
    figures["exclusions"] = .array(all)
    figures["disputes"] = .array(disputes)
    return Outcome(
      name: place.name, zone: place.zone, period: place.period, versions: .array(terms.map(versionJSON)),
      figures: .object(figures), confidential: confidential)
  }

  // MARK: Agreements

  private static func payload(_ entry: JournalEntry) throws -> JSON {
    guard let payload = try? JSON(parsing: entry.payload), payload.objectValue != nil else {
      throw MainstayError.unreadable(
        record: "\(entry.stream), entry \(entry.sequence)", reason: "it holds no JSON object")
    }
    return payload
  }

  private mutating func takeVersion(_ entry: JournalEntry) throws {
    guard entry.kind == "agreement.version-applied" else { return }
    let payload = try StatementReckoning.payload(entry)
    guard let number = payload["version"]?.integerValue, let body = payload["body"],
      let id = payload["id"]?.stringValue,
      let from = payload["effectiveFrom"]?.integerValue
    else {
      throw MainstayError.unreadable(
        record: "\(entry.stream), entry \(entry.sequence)", reason: "it names no version, id or beginning")
    }
    applied[Int(number)] = Applied(
      entry: entry, body: body, id: RecordID(id), effectiveFrom: Instant(milliseconds: from), number: Int(number))
  }

  private mutating func version(_ applied: Applied) throws -> AgreementVersion {
    if let known = compiled[applied.id] { return known }
    var calendars: [String: BusinessCalendar] = [:]
    for (name, version) in try AgreementTerms.calendars(in: applied.body) {
      guard let body = calendarBodies["\(name)/\(version)"] else {
        throw MainstayError.unreadable(
          record: "calendar/\(name)", reason: "the journal has no version \(version), which \(key) names")
      }
      calendars[name] = try source.calendar(CalendarDefinition(json: body))
    }
    let version = try AgreementVersion(
      key, version: applied.number, id: applied.id, body: applied.body, effectiveFrom: applied.effectiveFrom,
      appliedAt: applied.entry.at, by: applied.entry.actor, calendars: calendars)
    compiled[applied.id] = version
    return version
  }

  /// The month in the zone of the first objective's calendar, as the version has it that was in force last in it.
  private mutating func placed() throws -> (period: Range<Instant>, zone: String, name: String) {
    if let place { return place }
    let byNumber = applied.values.sorted { $0.number < $1.number }
    guard let found = byNumber.last(where: { $0.effectiveFrom < month.latestBeginning }) ?? byNumber.first else {
      throw MainstayError.notFound(kind: "agreement", id: key)
    }
    let version = try version(found)
    let agreement = version.terms.agreement
    let calendar = agreement.objectives.first.flatMap { version.calendars[$0.calendar] }
    guard let calendar = calendar ?? version.calendars.sorted(by: { $0.key < $1.key }).first?.value else {
      throw MainstayError.unreadable(record: "agreement/\(key)", reason: "it rests on no calendar")
    }
    used.insert(found.number)
    let made = (month.span(in: calendar.zone), calendar.definition.timeZone, agreement.name)
    place = made
    return made
  }

  private func versionJSON(_ applied: Applied) -> JSON {
    let pins = (try? AgreementTerms.calendars(in: applied.body)) ?? [:]
    let calendars = pins.sorted { $0.key < $1.key }.map { name, version -> JSON in
      let body = calendarBodies["\(name)/\(version)"] ?? .null
      return [
        "key": .string(name), "version": .integer(Int64(version)), "digest": .string(sha256Hex(body.canonical.utf8)),
      ]
    }
    return [
      "version": .integer(Int64(applied.number)), "id": .string(applied.id.text),
      "digest": .string(sha256Hex(applied.body.canonical.utf8)), "calendars": .array(calendars),
    ]
  }

  private mutating func agreementExclusions(of versions: [Applied], in period: Range<Instant>) throws -> [JSON] {
    var seen: Set<Exclusion> = []
    var found: [JSON] = []
    for applied in versions {
      for one in try version(applied).terms.exclusions
      where one.from < period.upperBound && one.to > period.lowerBound && seen.insert(one).inserted {
        found.append(
          .members([
            "agreement": .string(key), "version": .integer(Int64(applied.number)), "from": .instant(one.from),
            "to": .instant(one.to), "reason": .string(one.reason), "clause": .text(one.clause),
            "approvedBy": .string(applied.entry.actor), "approvedAt": .instant(applied.entry.at),
          ]))
      }
    }
    return found
  }

  // MARK: Tickets

  private mutating func close() throws {
    guard let ticket = open else { return }
    open = nil
    try ticket.file.requireUnderstood()
    guard !ticket.file.history.isEmpty else { return }
    if let waits = ticket.file.ticket.undecided {
      if applied.values.contains(where: { $0.id.text == waits.text }),
        ticket.file.ticket.openedAt < month.latestBeginning
      {
        undecided += 1
      }
      return
    }
    guard let id = ticket.file.ticket.agreement, let found = applied.values.first(where: { $0.id.text == id.text })
    else { return }
    try count(ticket, version(found), number: found.number)
  }

  private mutating func count(_ ticket: OpenTicket, _ version: AgreementVersion, number: Int) throws {
    let period = try placed().period
    guard ticket.file.ticket.openedAt < period.upperBound else { return }
    let evaluator = try ticket.file.evaluator(version)
    let readings = evaluator.verdicts(asOf: asOf)
    func outcome(_ clock: ClockReading) -> StatedOutcome? {
      StatedOutcome(
        clock.state, startedAt: clock.startedAt, stoppedAt: clock.stoppedAt, breachedAt: clock.breachedAt, in: period)
    }
    let isConfidential = ticket.file.ticket.confidentialityClass != nil
    var counted: [String: StatedOutcome] = [:]
    var hasBreach = false
    for clock in readings {
      guard let found = outcome(clock) else { continue }
      counted["\(clock.clock)\n\(clock.cycle)"] = found
      objectives[clock.clock, default: StatedObjective(clock.clock, clock.metric)].counts.add(found)
      if isConfidential { objectives[clock.clock]?.confidential.add(found) }
      if found == .breached { hasBreach = true }
    }
    let plain = ClockEvaluator(
      plan: version.plan(for: ticket.file.ticket.measure), exclusions: [], events: ticket.file.clockEvents)
    for clock in evaluator.exclusions.isEmpty ? readings : plain.verdicts(asOf: asOf) {
      guard let found = outcome(clock) else { continue }
      objectives[clock.clock, default: StatedObjective(clock.clock, clock.metric)].withoutExclusions.add(found)
      if found == .breached, counted["\(clock.clock)\n\(clock.cycle)"] != .breached {
        objectives[clock.clock]?.undone += 1
      }
    }
    guard !counted.isEmpty else { return }
    tickets += 1
    used.insert(number)
    guard !isConfidential else {
      confidential.append(ticket.file.ticket)
      return
    }
    let name = ticket.file.ticket.number
    if hasBreach {
      for clock in evaluator.report(asOf: asOf).clocks where outcome(clock) == .breached {
        breaches.append(StatedBreach(name, clock))
      }
    }
    tellExclusions(of: ticket, name)
    tellDisputes(of: ticket.file.ticket.id, name)
  }

  private mutating func tellExclusions(of ticket: OpenTicket, _ name: String) {
    for (sequence, approval) in ticket.approvals.sorted(by: { $0.key < $1.key }) {
      guard let one = ticket.file.exclusion(standingAt: sequence) else { continue }
      exclusions.append([
        "ticket": .string(name), "entry": .integer(sequence), "from": .string(one.from.rfc3339),
        "to": .string(one.to.rfc3339), "reason": .string(one.reason), "approvedBy": .string(approval.actor),
        "approvedAt": .string(approval.recordedAt.rfc3339),
      ])
    }
  }

  private mutating func tellDisputes(of id: RecordID, _ name: String) {
    for payload in disputes.values where payload["ticket"]?.stringValue == id.text && payload["state"] != "withdrawn" {
      guard let number = payload["number"]?.integerValue else { continue }
      let body = payload["body"] ?? [:]
      told.append(
        .members([
          "name": .string("DSP-\(number)"), "ticket": .string(name), "objective": payload["clock"],
          "cycle": payload["cycle"], "state": payload["state"], "openedAt": payload["openedAt"],
          "contested": body["seen"], "askedFor": body["expected"]?["after"], "outcome": body["result"]?["after"],
        ]))
    }
  }
}
