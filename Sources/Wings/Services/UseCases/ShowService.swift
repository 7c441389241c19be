import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import PeopleUseCases
import Services

/// A period of a service: its figure, the ledger behind it, what was stated of it, and the same by other rules.
public struct ShowService: Query {
  public var service: String
  /// `2026-11`, `2026-Q4`, `2026`; nil: the one that runs, else the newest that was stated.
  public var period: String?
  /// A rule to count by in the place of the promise's own.
  public var rule: AvailabilityRule?
  /// Percent that somebody else gives.
  public var theirs: ExactDecimal?

  public init(
    _ service: String, period: String? = nil, by rule: AvailabilityRule? = nil, theirs: ExactDecimal? = nil
  ) {
    (self.service, self.period, self.rule, self.theirs) = (service, period, rule, theirs)
  }

  /// - Throws: `notFound` of a service that nothing is known of; `invalid` of a period that is none of its.
  public func answer(from look: Look) throws -> ServiceView {
    try look.principal.require(.seeServices)
    guard try OutageStore.isThere(service, in: look.transaction) else {
      throw MainstayError.notFound(kind: "service", id: service)
    }
    let line = try PromiseStore.line(of: service, in: look.transaction)
    var view = ServiceView(service: service, line: line)
    guard let period = try look.period(period, of: service, line) else { return view }
    let statements = try PromiseStore.statements(of: service, period, in: look.transaction)
    guard let asked = try look.question(of: service, line, period, as: statements.last) else { return view }
    let own = try asked.question.answered()
    view.period = PeriodView(
      period: period, version: asked.version, calendar: asked.calendar, laterCalendar: asked.laterCalendar, own: own,
      shown: try rule.map { try asked.question.answered(by: $0) } ?? own, rule: rule, statements: statements,
      theirs: theirs.map { TheirFigure($0, against: own) })
    view.before = line.period(containing: period.before.first)
    if let first = line.firstPeriod, let before = view.before, before < first { view.before = nil }
    view.after = line.period(from: period.next)
    if let after = view.after, try look.begins(after, line) > look.now { view.after = nil }
    let near = asked.question.outages
    view.outages = near.filter { $0.touches(asked.question.from, asked.question.to) }
    view.tickets = view.outages.reduce(into: [:]) { found, outage in
      if let number = look.ticketNumber(of: outage) { found[outage.number] = number }
    }
    view.waiting = try ServiceChangeStore.open(of: service, limit: ServiceLimits.waiting, in: look.transaction).rows
      .filter { change in
        change.moves.contains { $0.period == period } || change.kind == .promise && statements.isEmpty
      }
    let marks = Set(statements.map(\.statedBy) + view.outages.map(\.toldBy) + [asked.version.madeBy])
    view.people = try NameStore.people(ids: marks, in: look.transaction).mapValues(\.title)
    return view
  }
}

extension Look {
  /// The period of a text, or the one to begin with; nil where nothing was ever promised.
  fileprivate func period(_ text: String?, of service: String, _ line: PromiseLine) throws -> ServicePeriod? {
    guard let text else {
      if let running = try running(line) { return running }
      if let last = try PromiseStore.latestStatements(of: service, in: transaction).last { return last.period }
      return line.firstPeriod
    }
    guard let period = ServicePeriod(parsing: text) else {
      throw MainstayError.field("period", "is a month like 2026-11, a quarter like 2026-Q4 or a year like 2026")
    }
    guard line.period(containing: period.first) == period else {
      throw MainstayError.field("period", "nothing was promised for \(text), or it is counted by other periods")
    }
    return period
  }

  fileprivate func begins(_ period: ServicePeriod, _ line: PromiseLine) throws -> Instant {
    guard let promise = line.version(on: period.first)?.promise else { return .latest }
    return try zone(promise.timeZone).instant(of: period.first, secondOfDay: 0)
  }
}

/// A service as it is shown.
public struct ServiceView: Sendable {
  public var service: String
  public var line: PromiseLine
  /// Nil where nothing was ever promised.
  public var period: PeriodView?
  /// The periods beside it, where something is promised and the later one has begun.
  public var before: ServicePeriod?
  public var after: ServicePeriod?
  /// What is recorded of the period, by number.
  public var outages: [Outage] = []
  /// Numbers of their tickets, by the numbers of records: those that the principal sees.
  public var tickets: [Int: String] = [:]
  /// Display names by ids.
  public var people: [String: String] = [:]
  /// Changes that wait and would move this period's figure, or its promise.
  public var waiting: [ServiceChange] = []

  public init(service: String, line: PromiseLine) { (self.service, self.line) = (service, line) }

  /// What somebody is called, or a part of the product.
  public func name(_ mark: String) -> String {
    people[mark] ?? (mark.hasPrefix("system:") ? String(mark.dropFirst("system:".count)) : "somebody")
  }
}

/// A period of a service as it is shown.
public struct PeriodView: Sendable {
  public var period: ServicePeriod
  /// Of the promise.
  public var version: PromiseVersion
  /// Of the calendar of service time.
  public var calendar: Int?
  /// A newer version of it, which this period does not go by.
  public var laterCalendar: LaterCalendar?
  /// By the promise's rule, from what is recorded now.
  public var own: ServiceAnswer
  /// By the rule that was asked for.
  public var shown: ServiceAnswer
  public var rule: AvailabilityRule?
  /// The first is the close, each later one a restatement.
  public var statements: [AvailabilityStatement]
  /// What somebody else gives, and the rules by which these records come to it.
  public var theirs: TheirFigure?

  public init(
    period: ServicePeriod, version: PromiseVersion, calendar: Int?, laterCalendar: LaterCalendar? = nil,
    own: ServiceAnswer, shown: ServiceAnswer, rule: AvailabilityRule? = nil, statements: [AvailabilityStatement] = [],
    theirs: TheirFigure? = nil
  ) {
    (self.period, self.version, self.own) = (period, version, own)
    (self.calendar, self.laterCalendar) = (calendar, laterCalendar)
    (self.shown, self.rule, self.statements, self.theirs) = (shown, rule, statements, theirs)
  }

  /// Whether it is still to be stated: it runs, or has only just ended.
  public var isProvisional: Bool { statements.isEmpty }
  public var isRunning: Bool { own.question.isRunning }

  public enum Standing: String, Sendable {
    /// It has not begun.
    case ahead
    case running
    /// It is about to be stated.
    case ended
    case stated
  }

  public var standing: Standing {
    if !statements.isEmpty { return .stated }
    return own.question.isOver ? .ended : own.question.hasBegun ? .running : .ahead
  }

  /// Whether what was stated last is not what its records come to: something has changed that should have restated it.
  public var isAtOdds: Bool { statements.last.map { $0.figure != own.stated } ?? false }
}

/// What the form of a promise offers: keys of calendars.
public struct PromiseChoices: Query {
  public init() {}

  public func answer(from look: Look) throws -> [String] {
    try look.principal.require(.promiseAvailability)
    return Set(try AgreementStore.calendars(in: look.transaction).map(\.key)).sorted()
  }
}
