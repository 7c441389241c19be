import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import Kernel
import ServiceLevelsUseCases
import Statements
import Tickets
import TicketsUseCases

/// Counts a statement from entries of the journal alone, by the engine that counts the clocks. Issuing a statement and
/// verifying one without a database both come here, so that they cannot count by different rules.
package struct StatementReckoning {
  /// What came of it.
  package struct Outcome: Sendable {
    /// The agreement's name as the version in force at the end of the month has it.
    package var name: String
    package var zone: String
    package var period: Range<Instant>
    package var versions: JSON
    package var figures: JSON
    /// What is not in it, and why, by what that is called.
    package var absent: JSON
    /// Confidential tickets among those counted, for whoever has to be cleared for them.
    package var confidential: [Ticket] = []
    /// Numbers of all tickets of the agreement that are confidential now, whether they count or not.
    package var hidden: Set<String> = []
  }

  struct Applied {
    var entry: JournalEntry
    var body: JSON
    var id: RecordID
    var effectiveFrom: Instant
    var number: Int
  }

  /// The month, as the version has it that was in force last in it.
  struct Place {
    var period: Range<Instant>
    var zone: String
    var name: String
    var version: Int
  }

  struct OpenTicket {
    var stream: String
    var file: TicketFile
    /// Who left a time out, and when that was written down, by the entry.
    var approvals: [Int64: (actor: String, recordedAt: Instant)] = [:]
    /// For measured objectives; nil where there is none to count.
    var history: MeasuredHistory?
  }

  let key: String
  let month: StatementMonth
  let asOf: Instant
  /// Whether it counts what the first version of statements did not know.
  let isWhole: Bool
  let source: any CalendarSource

  /// By number.
  var applied: [Int: Applied] = [:]
  var compiled: [RecordID: AgreementVersion] = [:]
  var calendarBodies: [String: JSON] = [:]
  var calendars: [String: [StatedAvailability.CalendarBody]] = [:]
  var availability: StatedAvailability?
  var measures: StatedMeasures?
  var measuredConfidential: [Ticket] = []
  var disputes: [String: JSON] = [:]
  var open: OpenTicket?
  var place: Place?

  var objectives: [String: StatedObjective] = [:]
  var breaches: [StatedBreach] = []
  var used: Set<Int> = []
  var exclusions: [JSON] = []
  var told: [JSON] = []
  var confidential: [Ticket] = []
  var hidden: Set<String> = []
  var tickets = 0
  var undecided = 0

  /// - Parameters:
  ///   - key: The agreement's.
  ///   - asOf: When it is counted: what is open by then is open.
  ///   - version: Of the format, which says what is counted.
  package init(
    of key: String, in month: StatementMonth, asOf: Instant, version: Int64 = Statement.version,
    calendars source: any CalendarSource
  ) {
    (self.key, self.month, self.asOf, self.source) = (key, month, asOf, source)
    isWhole = version > 1
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
      guard let version = payload["version"]?.integerValue, let body = payload["body"] else { return }
      calendarBodies["\(calendar)/\(version)"] = body
      calendars[calendar, default: []].append(.init(version: Int(version), appliedAt: entry.at, body: body))
    } else if let dispute = entry.stream.key(behind: "dispute/") {
      let payload = try StatementReckoning.payload(entry)
      if payload["kind"] == "clock" { disputes[dispute] = payload }
    } else if let id = entry.stream.key(behind: "ticket/") {
      if open == nil { try begin(entry.stream, RecordID(id)) }
      guard entry.kind.hasPrefix("ticket.") else { return }
      if entry.kind == "ticket.excluded" { open?.approvals[entry.sequence] = (entry.actor, entry.recordedAt) }
      try open?.file.replay(entry.kind, entry.payload, at: entry.at, sequence: entry.sequence)
      try open?.history?.take(entry.kind, entry.payload, at: entry.at, recordedAt: entry.recordedAt)
    } else if isWhole, StatedAvailability.prefixes.contains(where: entry.stream.hasPrefix) {
      try takeOfService(entry)
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
    if isWhole { try tellPromises(of: place.version) }
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
    let absent = try addRest(to: &figures, by: terms)
    return Outcome(
      name: place.name, zone: place.zone, period: place.period, versions: .array(terms.map(versionJSON)),
      figures: .object(figures), absent: absent, confidential: confidential + measuredConfidential, hidden: hidden)
  }

  /// What share of each objective is promised, and who owes it, as the version has it that was in force last.
  mutating func tellPromises(of number: Int) throws {
    guard let applied = applied[number] else { return }
    for objective in try version(applied).terms.agreement.objectives {
      objectives[objective.name]?.promised = objective.compliance
      objectives[objective.name]?.owner = objective.team ?? objective.vendor
    }
    for name in objectives.keys { objectives[name]?.isWhole = true }
  }

  // MARK: Agreements

  static func payload(_ entry: JournalEntry) throws -> JSON {
    guard let payload = try? JSON(parsing: entry.payload), payload.objectValue != nil else {
      throw MainstayError.unreadable(
        record: "\(entry.stream), entry \(entry.sequence)", reason: "it holds no JSON object")
    }
    return payload
  }

  mutating func takeVersion(_ entry: JournalEntry) throws {
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

  mutating func version(_ applied: Applied) throws -> AgreementVersion {
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
  mutating func placed() throws -> Place {
    if let place { return place }
    var made = try place(before: month.latestBeginning)
    // Where clocks are ahead of UTC, or behind it, the month ends at another instant, and another version may be the last.
    if isWhole { made = try place(before: made.period.upperBound) }
    used.insert(made.version)
    place = made
    return made
  }

  mutating func place(before end: Instant) throws -> Place {
    let byNumber = applied.values.sorted { $0.number < $1.number }
    guard let found = byNumber.last(where: { $0.effectiveFrom < end }) ?? byNumber.first else {
      throw MainstayError.notFound(kind: "agreement", id: key)
    }
    let version = try version(found)
    let agreement = version.terms.agreement
    let calendar = agreement.objectives.first.flatMap { version.calendars[$0.calendar] }
    guard let calendar = calendar ?? version.calendars.sorted(by: { $0.key < $1.key }).first?.value else {
      throw MainstayError.unreadable(record: "agreement/\(key)", reason: "it rests on no calendar")
    }
    return Place(
      period: month.span(in: calendar.zone), zone: calendar.definition.timeZone, name: agreement.name,
      version: found.number)
  }

  func versionJSON(_ applied: Applied) -> JSON {
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

  mutating func agreementExclusions(of versions: [Applied], in period: Range<Instant>) throws -> [JSON] {
    var seen: Set<Exclusion> = []
    var found: [JSON] = []
    for applied in versions {
      for one in try version(applied).terms.exclusions
      where one.from < period.upperBound && one.to > period.lowerBound && seen.insert(one).inserted {
        let name = "version \(applied.number), from \(one.from.rfc3339)"
        found.append(
          .members([
            "name": isWhole ? JSON.string(name) : JSON?.none,
            "agreement": .string(key), "version": .integer(Int64(applied.number)), "from": .instant(one.from),
            "to": .instant(one.to), "reason": .string(one.reason), "clause": .text(one.clause),
            "approvedBy": .string(applied.entry.actor), "approvedAt": .instant(applied.entry.at),
          ]))
      }
    }
    return found
  }

  // MARK: What the first version did not know

  /// Begins a ticket; with its history where measured objectives are counted.
  mutating func begin(_ stream: String, _ id: RecordID) throws {
    open = OpenTicket(stream: stream, file: TicketFile(ticket: Ticket(id: id)))
    guard isWhole else { return }
    if try !measured().isEmpty { open?.history = MeasuredHistory() }
  }

  mutating func measured() throws -> StatedMeasures {
    if let measures { return measures }
    var versions: [AgreementVersion] = []
    for applied in applied.values.sorted(by: { $0.number < $1.number }) { versions.append(try version(applied)) }
    let made = StatedMeasures(AgreementHistory(key: key, versions: versions), in: month, asOf: asOf)
    measures = made
    return made
  }

  mutating func takeOfService(_ entry: JournalEntry) throws {
    if availability == nil {
      // The agreement's stream comes before all of services.
      let named = try applied.values.flatMap { try AgreementTerms(json: $0.body).scope["service"] ?? [] }
      availability = StatedAvailability(of: Set(named))
    }
    try availability?.take(entry)
  }

  /// Adds measures, availability and credits, and says what of them is not there.
  mutating func addRest(to figures: inout [String: JSON], by terms: [Applied]) throws -> JSON {
    guard isWhole else { return [:] }
    let measured = try self.measured()
    figures["measures"] = .array(measured.json)
    var named: Set<String> = []
    for applied in terms { named.formUnion(try version(applied).terms.scope["service"] ?? []) }
    let counted = try (availability ?? StatedAvailability(of: named)).outcome(
      of: named, in: month, asOf: asOf, calendars: calendars, by: source)
    figures["availability"] = .array(counted.figures)
    figures["credits"] = 0
    var absent: [String: JSON] = [
      "credits": "Zero: this version computes none, whatever the agreement says of them."
    ]
    if named.isEmpty {
      absent["availability"] = "The scope of the agreement names no service."
    } else if !counted.without.isEmpty {
      let services = counted.without.joined(separator: ", ")
      absent["availability"] = .string("Nothing is promised of \(services) for a period that ends with this month.")
    }
    if !measured.later.isEmpty {
      let names = measured.later.joined(separator: ", ")
      absent["measures"] = .string("Stated with the last month of their period: \(names).")
    }
    return .object(absent)
  }
}
