import Agreements
import Core
import Kernel
import Services
import ServicesUseCases
import TicketsUseCases

/// Three services with a promise each, and how they were: a month that missed, one that was stated again, maintenance
/// that was told in time, something that nobody has approved yet, and a change of a stated month that waits.
struct DemoServices {
  struct Step {
    var at: Instant
    /// Who does it.
    var name: String
    var act: @Sendable (App, Principal) async throws -> Void
  }

  /// In the order in which they happen.
  private(set) var steps: [Step] = []

  private static let zone = "Europe/Berlin"

  /// - Parameters:
  ///   - start: When the company begins.
  ///   - present: When it has been lived.
  init(from start: Instant, to present: Instant) {
    // Months begin somewhat later by UTC than in Berlin, which all that happens within them keeps clear of.
    let today = CivilDate(daysSince1970: Int(present.milliseconds / 86_400_000))
    var month = ServicePeriod(.month, containing: today)
    var months = [month]
    for _ in 0..<4 {
      month = month.before
      months.append(month)
    }
    func day(_ back: Int, _ day: Int, _ hour: Int64, _ minute: Int64 = 0) -> Instant {
      Instant(milliseconds: Int64(months[back].first.daysSince1970 + day - 1) * 86_400_000) + .hours(hour)
        + .minutes(minute)
    }
    let from = ServicePeriod(
      .month, containing: CivilDate(daysSince1970: Int(start.milliseconds / 86_400_000) + 1)
    ).next
    promise(at: start + .hours(2), from)

    record("payments", day(4, 11, 13), minutes: 31, by: "tomasz", "A firewall rule cut the card terminals off.")
    plan("payments", told: day(3, 4, 9), day(3, 12, 2), minutes: 180, by: "ines")
    record("payments", day(3, 12, 2, 10), minutes: 140, cause: .maintenance, by: "ines", "Database upgrade.")
    record(
      "payments", day(3, 19, 9, 40), minutes: 128, cause: .supplier, by: "tomasz",
      "Fernline: line down between Hamburg and the provider.")
    record("payments", day(2, 8, 15, 20), minutes: 3, by: "amara", "Terminals slow to answer; gone by itself.")
    record("payments", day(2, 21, 7, 5), minutes: 26, by: "tomasz", "Certificate had run out.")
    correct(
      from: day(2, 21, 6, 30), to: day(2, 21, 7, 31), at: day(1, 3, 10), by: "ines",
      "the provider's log shows that it began earlier")
    record(
      "payments", day(1, 16, 11), minutes: 45, state: .degraded, by: "tomasz", "Every third card was refused.")

    withdraw(
      "payments", day(3, 19, 9, 40), at: day(1, 28, 9), by: "tomasz",
      "Fernline says that the line between Hamburg and them was never down")

    record("payments", day(0, 2, 10, 15), minutes: 17, by: "tomasz", "A switch was restarted.")
    record(
      "payments", day(0, 6, 13), minutes: 24, state: .degraded, cause: .supplier, by: "tomasz",
      "Fernline: slow answers.")
    record("warehouse", day(0, 3, 12), minutes: 35, by: "david", "Labels could not be printed.")

    record("warehouse", day(4, 15, 6, 30), minutes: 44, by: "david", "Scanners could not sign in.")
    record(
      "warehouse", day(3, 24, 10), minutes: 150, state: .unknown, cause: .other, by: "david",
      "The monitor itself was down.")
    record("warehouse", day(2, 14, 8), minutes: 75, state: .degraded, by: "david", "Labels printed slowly.")
    record("warehouse", day(1, 9, 12, 15), minutes: 52, by: "david", "The application ran out of memory.")

    record("mail", day(3, 6, 19), minutes: 95, by: "amara", "Queue full.")
    exclude(
      "mail", day(2, 17, 7), minutes: 240, by: "amara", "Head office moved its own network.", approved: day(2, 18, 9))
    record("mail", day(2, 17, 7), minutes: 240, cause: .customer, by: "amara", "Head office moved its own network.")
    record("mail", day(1, 20, 4), minutes: 70, by: "amara", "Disk failed over slowly.")
    exclude("mail", day(1, 20, 4), minutes: 70, by: "amara", "Asked of the customer, who has not answered yet.")
    running("mail", from: present - .minutes(52), at: present - .minutes(45), by: "jonas")
    steps = steps.filter { $0.at > start && $0.at < present }.sorted { $0.at < $1.at }
  }

  private mutating func add(
    _ at: Instant, by name: String, _ act: @escaping @Sendable (App, Principal) async throws -> Void
  ) { steps.append(Step(at: at, name: name, act: act)) }

  private mutating func promise(at: Instant, _ from: CivilDate) {
    add(at, by: "marc") { app, marc in
      let promises: [(String, AvailabilityPromise)] = [
        (
          "payments",
          AvailabilityPromise(
            target: try ExactDecimal(parsing: "99.9"), timeZone: DemoServices.zone,
            rule: AvailabilityRule(uncovered: .up, degraded: try ExactDecimal(parsing: "0.5")),
            shortest: .minutes(5), notice: .hours(48))
        ),
        (
          "warehouse",
          AvailabilityPromise(
            target: try ExactDecimal(parsing: "99.5"), timeZone: DemoServices.zone, calendar: "desk",
            rule: AvailabilityRule(uncovered: .up), notice: .hours(48))
        ),
        (
          "mail",
          AvailabilityPromise(
            target: try ExactDecimal(parsing: "99.8"), timeZone: DemoServices.zone,
            rule: AvailabilityRule(uncovered: .up, degraded: try ExactDecimal(parsing: "0.25")))
        ),
      ]
      for (service, promise) in promises {
        _ = try await app.run(
          PromiseAvailability(service, promise, from: from, isNewService: true), as: marc)
      }
    }
  }

  /// Told some minutes after its end.
  private mutating func record(
    _ service: String, _ from: Instant, minutes: Int64, state: OutageState = .down, cause: OutageCause = .fault,
    by name: String, _ evidence: String
  ) {
    let to = from + .minutes(minutes)
    add(to + .minutes(12), by: name) { app, person in
      _ = try await app.run(
        RecordOutage(
          OutageDraft(
            service: service, from: from, to: .some(to), state: state, cause: cause, evidence: evidence)), as: person)
    }
  }

  private mutating func plan(_ service: String, told: Instant, _ from: Instant, minutes: Int64, by name: String) {
    add(told, by: name) { app, person in
      _ = try await app.run(
        RecordOutage(
          OutageDraft(
            service: service, from: from, to: .some(from + .minutes(minutes)), state: .excluded, cause: .maintenance,
            evidence: "Database upgrade, told to the customers by mail.")), as: person)
    }
  }

  private mutating func exclude(
    _ service: String, _ from: Instant, minutes: Int64, by name: String, _ evidence: String, approved: Instant? = nil
  ) {
    add(from + .minutes(minutes + 30), by: name) { app, person in
      _ = try await app.run(
        RecordOutage(
          OutageDraft(
            service: service, from: from, to: .some(from + .minutes(minutes)), state: .excluded, cause: .customer,
            evidence: evidence)), as: person)
    }
    guard let approved else { return }
    add(approved, by: "marc") { app, marc in
      guard let outage = try await DemoServices.find(service, from, app, marc) else { return }
      _ = try await app.run(ApproveOutage(outage), as: marc)
    }
  }

  private mutating func correct(from: Instant, to: Instant, at: Instant, by name: String, _ reason: String) {
    add(at, by: name) { app, person in
      let began = from + .minutes(35)
      guard let outage = try await DemoServices.find("payments", began, app, person) else { return }
      _ = try await app.run(
        CorrectOutage(outage, OutageDraft(from: from, to: .some(to)), because: reason), as: person)
    }
  }

  /// Of a month that is stated: it waits for a second person.
  private mutating func withdraw(_ service: String, _ from: Instant, at: Instant, by name: String, _ reason: String) {
    add(at, by: name) { app, person in
      guard let outage = try await DemoServices.find(service, from, app, person) else { return }
      _ = try await app.run(WithdrawOutage(outage, because: reason), as: person)
    }
  }

  private mutating func running(_ service: String, from: Instant, at: Instant, by name: String) {
    add(at, by: name) { app, person in
      // In which it is worked on: the newest of the service.
      let filter = try TicketFilter(parsing: "service:\(service)", by: person, now: at)
      let ticket = try await app.ask(ListTickets(filter, order: .opened, limit: 1), as: person).items.first
      _ = try await app.run(
        RecordOutage(
          OutageDraft(
            service: service, from: from, to: .some(nil), state: .degraded,
            evidence: "Mail to outside waits for about ten minutes.", ticket: ticket?.ticket.number)), as: person)
    }
  }

  /// The number of the record that begins at an instant; of what is left out before what was seen.
  private static func find(
    _ service: String, _ from: Instant, _ app: App, _ principal: Principal
  ) async throws -> Int? {
    let found = try await app.ask(ListOutages(of: service, limit: PageLimits.most), as: principal).outages
      .map(\.outage).filter { $0.from == from }
    return (found.first { $0.state == .excluded } ?? found.first)?.number
  }
}
