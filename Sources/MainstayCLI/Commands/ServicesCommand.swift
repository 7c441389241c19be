import Agreements
import ArgumentParser
import Core
import Kernel
import MainstayServer
import Services
import ServicesUseCases

struct ServicesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "services", abstract: "How available services are: list, show, question, promise, changes.",
    subcommands: [
      ListServiceStandings.self, ShowServicePeriod.self, PrintQuestion.self, MakePromise.self, ServiceChanges.self,
    ],
    defaultSubcommand: ListServiceStandings.self)
}

extension ServicePeriod.Kind: ExpressibleByArgument {}
extension AvailabilityRule.Uncovered: ExpressibleByArgument {}
extension AvailabilityRule.Unknown: ExpressibleByArgument {}
extension AvailabilityRule.Maintenance: ExpressibleByArgument {}

struct ListServiceStandings: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Services with the availability of the period that runs.")

  @OptionGroup var services: ServicesOptions

  func run() async throws {
    let found = try await services.database.onProduct { product, principal in
      var (all, after) = ([ServiceStanding](), String?.none)
      repeat {
        let page = try await product.app.ask(ListServices(after: after, limit: PageLimits.most), as: principal)
        all += page.services
        after = page.next
      } while after != nil
      return all
    }
    if services.output.json { return Say.result(.array(found.map(\.told))) }
    var table = TextTable([
      ("service", .left), ("period", .left), ("availability", .right), ("target", .right), ("verdict", .left),
      ("budget left, s", .right), ("running", .right), ("last", .left),
    ])
    for one in found {
      let figure = one.answer?.figure
      table.add([
        one.service, one.answer.map { $0.question.period.text + ", provisional" } ?? one.fault ?? "nothing is promised",
        figure?.percentText ?? "-", one.answer?.report.target.text ?? "-",
        figure?.met.map { $0 ? "met so far" : "missed so far" } ?? "-", one.answer?.budgetLeft ?? "-",
        String(one.running),
        one.last.map { "\($0.period.text): \($0.figure.availability ?? "-")" + ($0.number > 1 ? ", stated again" : "") }
          ?? "-",
      ])
    }
    Say.result(
      found.isEmpty ? "No service is measured yet: mainstay outage record, mainstay services promise" : table.text)
  }
}

extension ServiceStanding {
  fileprivate var told: JSON {
    [
      "service": .string(service), "period": .text(answer?.question.period.text) ?? .null,
      "figure": answer?.stated.json ?? .null, "running": .integer(Int64(running)), "fault": .text(fault) ?? .null,
      "last": last.map {
        ["period": .string($0.period.text), "number": .integer(Int64($0.number)), "figure": $0.figure.json]
      }
        ?? .null,
    ]
  }
}

/// Which period of which service.
struct ServicePeriodOptions: ParsableArguments {
  @OptionGroup var services: ServicesOptions
  @Argument(help: "The service.")
  var service: String
  @Option(help: "A month 2026-11, a quarter 2026-Q4 or a year 2026; the one that runs if not said.")
  var period: String?

  /// The period, of a service of which something is promised.
  func shown() async throws -> (service: String, period: PeriodView) {
    let view = try await services.ask(ShowService(service, period: period))
    guard let period = view.period else {
      throw MainstayError.field("service", "nothing is promised for \(view.service)")
    }
    return (view.service, period)
  }
}

struct ShowServicePeriod: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "A period of a service: its figure, the ledger behind it, what was stated.")

  @OptionGroup var which: ServicePeriodOptions

  func run() async throws {
    let (service, period) = try await which.shown()
    if which.services.output.json {
      return Say.result([
        "service": .string(service), "period": .string(period.period.text),
        "provisional": .bool(period.isProvisional), "stands": .string(period.standing.rawValue),
        "figure": (period.statements.last?.figure ?? period.own.stated).json,
        "statements": .array(
          period.statements.map {
            [
              "number": .integer(Int64($0.number)), "figure": $0.figure.json, "reason": .text($0.reason) ?? .null,
              "statedAt": .string($0.statedAt.rfc3339),
            ]
          }),
      ])
    }
    let figure = period.own.figure
    Say.result(
      "\(service), \(period.period.text)\(period.standing.aside): "
        + "\(figure.percentText.map { $0 + " %" } ?? "nothing to measure"), target \(period.own.report.target.text) %"
        + (figure.met.map { $0 ? ", met" : ", missed" } ?? ""))
    var table = TextTable([
      ("from", .left), ("until", .left), ("it was", .left), ("counts, s", .right), ("by", .left), ("record", .left),
    ])
    let lines = period.own.ledger.filter { $0.kind != .up }
    for line in lines {
      table.add([
        line.from.rfc3339, line.to.rfc3339, line.kind.rawValue, line.countedSeconds, line.words,
        line.outages.map(Outage.name).joined(separator: ", "),
      ])
    }
    if !lines.isEmpty { Say.result(table.text) }
    for one in period.statements {
      Say.result(
        "stated \(one.statedAt.rfc3339): \(one.figure.availability ?? "nothing to measure")"
          + (one.reason.map { ", \($0)" } ?? ""))
    }
    if period.isAtOdds { Say.aside("What was stated is not what the records come to now: mainstay verify") }
  }
}

struct PrintQuestion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "question", abstract: "Print a period as the file that mainstay availability answers.")

  @OptionGroup var which: ServicePeriodOptions

  func run() async throws {
    Say.result(try await which.shown().period.own.question.file)
  }
}

struct MakePromise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promise", abstract: "Promise how available a service is, from the first day of a period on.",
    discussion: """
      What periods that have ended were promised stays as it was. Where nothing was promised before, --from may lie up to \
      60 months back, and what has ended since is stated at once: bring in the records of that time first. With --none \
      nothing is promised from then on. A version for the period that runs waits for a second person.
      """)

  @OptionGroup var services: ServicesOptions
  @Argument(help: "The service, as tickets name it.")
  var service: String
  @Option(help: "Percent, like 99.9.")
  var target: String?
  @Flag(help: "Nothing is promised from that day on.")
  var none = false
  @Option(help: "month, quarter or year.")
  var period: ServicePeriod.Kind = .month
  @Option(help: "Whose days the periods begin with.")
  var zone = "UTC"
  @Option(help: "The calendar of service time; all of the period otherwise.")
  var calendar: String?
  @Option(help: "What time is that no record speaks of: up or unknown.")
  var uncovered: AvailabilityRule.Uncovered = .up
  @Option(help: "What time is that nobody knows of: excluded, up or down.")
  var unknown: AvailabilityRule.Unknown = .excluded
  @Option(help: "How much degraded time counts, 0 to 1.")
  var degraded = "0"
  @Option(help: "Approved exclusions: excluded, forgiven or counted.")
  var maintenance: AvailabilityRule.Maintenance = .excluded
  @Option(help: "An unbroken stretch of trouble that is shorter counts as up, like PT5M.")
  var shortest: String?
  @Option(help: "How long before it begins maintenance is told that nobody has to approve, like PT48H.")
  var notice: String?
  @Option(
    help: "Maintenance of one period that is left out by notice alone, like PT8H, which it is a month if not said.")
  var mostAnnounced: String?
  @Option(help: "The first day of a period, like 2026-12-01; the next period otherwise.")
  var from: String?
  @Flag(help: "The target is meant to be lower than before.")
  var lower = false
  @Flag(help: "The service may be one of which nothing is known yet.")
  var newService = false

  func run() async throws {
    var faults: [FieldFault] = []
    func decimal(_ name: String, _ text: String) -> ExactDecimal {
      do {
        return try ExactDecimal(parsing: text)
      } catch {
        faults.append(FieldFault(name, error.reason))
        return ExactDecimal(units: 0, places: 0)
      }
    }
    func length(_ name: String, _ text: String?) -> Duration? {
      guard let text else { return nil }
      if let found = Duration(exactly: text) { return found }
      faults.append(FieldFault(name, "is no length like PT5M"))
      return nil
    }
    var promise: AvailabilityPromise?
    if let target, !none {
      promise = AvailabilityPromise(
        target: decimal("--target", target), period: period, timeZone: zone, calendar: calendar,
        rule: AvailabilityRule(
          uncovered: uncovered, unknown: unknown, degraded: decimal("--degraded", degraded), maintenance: maintenance),
        shortest: length("--shortest", shortest) ?? .zero, notice: length("--notice", notice),
        mostAnnounced: length("--most-announced", mostAnnounced))
    } else if !none {
      faults.append(FieldFault("--target", "is missing: percent, like 99.9; or say --none"))
    } else if target != nil {
      faults.append(FieldFault("--none", "stands without --target"))
    }
    var date: CivilDate?
    if let from {
      date = CivilDate(parsing: from)
      if date == nil { faults.append(FieldFault("--from", "is a date like 2026-12-01")) }
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let command = PromiseAvailability(
      service, promise, from: date, isNewService: newService, isLower: lower)
    let outcome = try await services.run(command)
    let made = outcome.version
    if let waiting = outcome.waiting { return services.say(waiting) }
    if services.output.json {
      return Say.result([
        "number": .integer(Int64(made.number)), "from": .string(made.from.iso8601),
        "changed": .bool(!outcome.isUnchanged),
      ])
    }
    if outcome.isUnchanged {
      return Say.result(
        "Nothing changes: version \(made.number) of the promise for \(service), which holds from \(made.from.iso8601) on, "
          + "says the same.")
    }
    Say.result("Version \(made.number) of the promise for \(service) holds from \(made.from.iso8601) on.")
  }
}

extension PeriodView.Standing {
  fileprivate var aside: String {
    switch self {
    case .ahead: ", which has not begun"
    case .running, .ended: ", provisional"
    case .stated: ""
    }
  }
}
