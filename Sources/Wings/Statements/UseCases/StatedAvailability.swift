import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import Kernel
import Services
import Statements

/// Counts how available the services of an agreement were over the periods that end with a month, from what the journal
/// tells of promises and outages, by the rules that the pages of services go by.
struct StatedAvailability {
  /// A version of a calendar, as the journal tells it.
  struct CalendarBody {
    var version: Int
    var appliedAt: Instant
    var body: JSON
  }

  /// What a period was stated as last.
  private struct Stated {
    var number: Int64
    var promise: Int
    var calendar: Int?
    var availability: String?
  }

  /// What streams begin with that tell of services; in an export they all come behind those of agreements.
  static let prefixes = ["availability-promise/", "availability/", "outage/"]

  /// Services that any version of the agreement names.
  private let services: Set<String>
  private var promises: [String: [PromiseVersion]] = [:]
  private var outages: [String: Outage] = [:]
  private var stated: [String: [String: Stated]] = [:]

  init(of services: Set<String>) { self.services = services }

  /// Takes an entry of a stream of services, and passes over every other.
  ///
  /// - Throws: `unreadable` of one that this version does not understand.
  mutating func take(_ entry: JournalEntry) throws {
    if let service = entry.stream.key(behind: "availability-promise/") {
      guard services.contains(service) else { return }
      guard let version = (try? JSON(parsing: entry.payload)).flatMap({ PromiseVersion(journaled: $0) }) else {
        throw StatedAvailability.unreadable(entry)
      }
      promises[service, default: []].append(version)
    } else if let id = entry.stream.key(behind: "outage/") {
      guard let outage = (try? JSON(parsing: entry.payload)).flatMap({ Outage(RecordID(id), journaled: $0) }) else {
        throw StatedAvailability.unreadable(entry)
      }
      if services.contains(outage.service) { outages[id] = outage }
    } else if let service = entry.stream.key(behind: "availability/") {
      guard services.contains(service) else { return }
      guard let payload = try? JSON(parsing: entry.payload), let period = payload["period"]?.stringValue,
        let number = payload["number"]?.integerValue, let promise = payload["promise"]?.integerValue
      else { throw StatedAvailability.unreadable(entry) }
      stated[service, default: [:]][period] = Stated(
        number: number, promise: Int(promise), calendar: (payload["calendar"]?.integerValue).map { Int($0) },
        availability: payload["figure"]?["availability"]?.stringValue)
    }
  }

  private static func unreadable(_ entry: JournalEntry) -> MainstayError {
    .unreadable(record: "\(entry.stream), entry \(entry.sequence)", reason: "it says nothing of a service")
  }

  /// What came of it.
  struct Outcome {
    var figures: [JSON] = []
    /// Services of which nothing is promised for a period that ends with the month.
    var without: [String] = []
  }

  /// - Parameters:
  ///   - named: Services that the versions name by which the month is counted.
  ///   - calendars: By their keys.
  func outcome(
    of named: Set<String>, in month: StatementMonth, asOf: Instant, calendars: [String: [CalendarBody]],
    by source: any CalendarSource
  ) throws -> Outcome {
    var outcome = Outcome()
    for service in named.sorted(by: { $0.precedesByBytes($1) }) {
      if let figure = try figure(service, month, asOf, calendars, source) {
        outcome.figures.append(figure)
      } else {
        outcome.without.append(service)
      }
    }
    return outcome
  }

  private func figure(
    _ service: String, _ month: StatementMonth, _ asOf: Instant, _ calendars: [String: [CalendarBody]],
    _ source: any CalendarSource
  ) throws -> JSON? {
    let line = PromiseLine((promises[service] ?? []).sorted { $0.number < $1.number })
    guard let next = CivilDate(year: month.next.year, month: month.next.month, day: 1),
      let period = line.period(containing: CivilDate(daysSince1970: next.daysSince1970 - 1)), period.next == next
    else { return nil }
    let before = stated[service]?[period.text]
    let found =
      before.map { stated in line.versions.first { $0.number == stated.promise } } ?? line.version(on: period.first)
    guard let version = found, let promise = version.promise else { return nil }
    let zone = try source.calendar(.aroundTheClock(timeZone: promise.timeZone)).zone
    let limit = version.calendarsCount(until: zone.instant(of: period.first, secondOfDay: 0))
    let hours = try hours(promise.calendar, before?.calendar, appliedBy: limit, calendars, source)
    var question = ServiceQuestion(
      service: service, promise: promise, period: period, zone: zone, hours: hours?.calendar, outages: [], asOf: asOf)
    let margin = ServiceQuestion.margin(promise)
    question.outages = outages.values.filter {
      $0.service == service && !$0.isWithdrawn && $0.touches(question.from - margin, question.to + margin)
    }.sorted { $0.number < $1.number }
    question.asOf = min(asOf, question.to)
    if before == nil { question.knownUntil = asOf }
    return StatedAvailability.json(
      try question.answered(), promise: version.number, calendar: hours?.version, before,
      unsettled: question.isUnsettled)
  }

  /// The calendar of service time: the version that a statement names, or the newest that counts.
  private func hours(
    _ key: String?, _ pinned: Int?, appliedBy limit: Instant, _ calendars: [String: [CalendarBody]],
    _ source: any CalendarSource
  ) throws -> (calendar: BusinessCalendar, version: Int)? {
    guard let key else { return nil }
    let versions = (calendars[key] ?? []).sorted { $0.version < $1.version }
    let found =
      pinned.map { number in versions.first { $0.version == number } }
      ?? (versions.last { $0.appliedAt <= limit } ?? versions.first)
    guard let found else {
      throw MainstayError.unreadable(record: "calendar/\(key)", reason: "a promise names it, and the journal has none")
    }
    return (try source.calendar(CalendarDefinition(json: found.body)), found.version)
  }

  private static func json(
    _ answer: ServiceAnswer, promise: Int, calendar: Int?, _ before: Stated?, unsettled: Bool
  ) -> JSON {
    let question = answer.question
    var members = answer.stated.json.objectValue ?? [:]
    members["name"] = .string(question.service)
    members["period"] = .string(question.period.text)
    members["zone"] = .string(question.zone.identifier)
    members["from"] = .string(question.from.rfc3339)
    members["to"] = .string(question.to.rfc3339)
    members["promise"] = .integer(Int64(promise))
    members["calendar"] = calendar.map { .integer(Int64($0)) }
    members["rule"] = [
      "uncovered": .string(question.promise.rule.uncovered.rawValue),
      "unknown": .string(question.promise.rule.unknown.rawValue),
      "degraded": .string(question.promise.rule.degraded.text),
      "maintenance": .string(question.promise.rule.maintenance.rawValue),
    ]
    if let before {
      members["stated"] = .members(["number": .integer(before.number), "availability": .text(before.availability)])
    }
    if !question.isOver { members["runs"] = true }
    if unsettled { members["unsettled"] = true }
    members["ledger"] = .array(
      answer.ledger.filter { $0.kind != .up }.map { line in
        .members([
          "from": .string(line.from.rfc3339), "to": .string(line.to.rfc3339), "kind": .string(line.kind.rawValue),
          "counted": .string(line.countedSeconds), "rule": .string(line.words), "reason": .text(line.reason),
          "outages": .array(line.outages.map { .string(Outage.name($0)) }),
        ])
      })
    return .object(members)
  }
}
