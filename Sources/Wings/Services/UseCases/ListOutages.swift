import BusinessTime
import Core
import Journal
import Kernel
import PeopleUseCases
import Services

/// Records of services, the latest first by their beginning.
public struct ListOutages: Query {
  /// Of one service; nil: of all.
  public var service: String?
  /// Only those that go on.
  public var isOpen: Bool
  public var after: Position?
  public var limit: Int

  public struct Position: CursorPosition {
    public var from: Instant
    public var number: Int

    init(_ outage: Outage) { (from, number) = (outage.from, outage.number) }

    public var members: JSON { ["from": .integer(from.milliseconds), "number": .integer(Int64(number))] }

    public init?(members: JSON) {
      guard let from = members["from"]?.integerValue, let number = members["number"]?.integerValue else { return nil }
      (self.from, self.number) = (Instant(milliseconds: from), Int(clamping: number))
    }
  }

  public init(
    of service: String? = nil, isOpen: Bool = false, after: Position? = nil, limit: Int = PageLimits.usual
  ) {
    (self.service, self.isOpen, self.after, self.limit) = (service, isOpen, after, limit)
  }

  public func answer(from look: Look) throws -> OutageList {
    try look.principal.require(.seeServices)
    let limit = PageLimits.clamp(limit)
    let found = try OutageStore.latest(
      of: service, before: after.map { ($0.from, $0.number) }, isOpen: isOpen, limit: limit + 1, in: look.transaction)
    let rows = Array(found.rows.prefix(limit))
    return OutageList(
      outages: try look.shown(rows), next: found.rows.count > limit ? rows.last.map(Position.init) : nil,
      unreadable: found.unreadable)
  }
}

/// One record.
public struct ShowOutage: Query {
  public var number: Int
  public init(_ number: Int) { self.number = number }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> OutageShown {
    try look.principal.require(.seeServices)
    guard let outage = try OutageStore.outage(numbered: number, in: look.transaction),
      var shown = try look.shown([outage]).first
    else { throw MainstayError.notFound(kind: "outage", id: Outage.name(number)) }
    let line = try PromiseStore.line(of: outage.service, in: look.transaction)
    let asked = try look.questions(of: outage, line)
    if let first = asked.first {
      shown.unapproved = asked.compactMap { $0.unapproved(outage) }
      shown.isApproved = outage.state == .excluded && !outage.isWithdrawn && shown.unapproved.isEmpty
      shown.notice = first.promise.notice
    }
    let told = try OutageStore.tellings(of: outage.id, in: look.transaction)
    let titles = try NameStore.people(ids: Set(told.compactMap { PersonToken.id($0.by) }), in: look.transaction)
    shown.tellings = told.map { one in
      (one, PersonToken.id(one.by).flatMap { titles[$0]?.title } ?? one.by.split(separator: ":").last.map(String.init))
    }
    shown.waiting = try ServiceChangeStore.open(of: outage.service, limit: ServiceLimits.waiting, in: look.transaction)
      .rows.first { $0.outage == number }?.number
    shown.isOwn =
      outage.toldBy == look.principal.mark || told.last?.by == PersonMark.token(look.principal.mark)
    return shown
  }
}

/// A page of records.
public struct OutageList: Sendable {
  public var outages: [OutageShown]
  public var next: ListOutages.Position?
  public var unreadable: [String]

  public init(outages: [OutageShown], next: ListOutages.Position?, unreadable: [String]) {
    (self.outages, self.next, self.unreadable) = (outages, next, unreadable)
  }
}

/// A record with what stands beside it.
public struct OutageShown: Sendable {
  public var outage: Outage
  /// The number of its ticket, where the principal sees that.
  public var ticket: String?
  /// Display names of who told and approved it; nil of parts of the product.
  public var toldBy: String?
  public var approvedBy: String?
  /// Whether it is left out by the promise that held then; nil where nothing was promised, and in lists.
  public var isApproved: Bool?
  /// What of it is not left out until somebody approves it, by periods; empty in lists.
  public var unapproved: [UnapprovedTime] = []
  /// The notice that this promise asks for.
  public var notice: Duration?
  /// What was told, the first first, and by whom; empty in lists.
  public var tellings: [(telling: OutageTelling, by: String?)] = []
  /// The number of a change of it that waits.
  public var waiting: Int?
  /// Whether the principal told it as it stands, and so may not approve it.
  public var isOwn = false

  public init(outage: Outage, ticket: String? = nil, toldBy: String? = nil, approvedBy: String? = nil) {
    (self.outage, self.ticket, self.toldBy, self.approvedBy) = (outage, ticket, toldBy, approvedBy)
  }
}

extension Look {
  fileprivate func shown(_ outages: [Outage]) throws -> [OutageShown] {
    let people = try NameStore.people(ids: Set(outages.flatMap { [$0.toldBy, $0.approvedBy ?? ""] }), in: transaction)
    return outages.map { outage in
      OutageShown(
        outage: outage, ticket: ticketNumber(of: outage), toldBy: people[outage.toldBy]?.title,
        approvedBy: outage.approvedBy.flatMap { people[$0]?.title })
    }
  }

  /// The questions of the periods that a record lies in; none where nothing is promised for them.
  func questions(of outage: Outage, _ line: PromiseLine) throws -> [ServiceQuestion] {
    var found: [ServiceQuestion] = []
    var next = try period(of: outage, line)
    while let period = next, found.count <= ServiceLimits.periods {
      let stated = try PromiseStore.statements(of: outage.service, period, in: transaction).last
      guard let asked = try question(of: outage.service, line, period, as: stated)?.question,
        outage.touches(asked.from, asked.to)
      else { break }
      found.append(asked)
      next = outage.to == nil ? nil : line.period(from: period.next)
    }
    return found
  }

  /// The period in which a record begins; of one that begins before anything is promised, the first.
  private func period(of outage: Outage, _ line: PromiseLine) throws -> ServicePeriod? {
    for version in line.versions.reversed() {
      guard let promise = version.promise else { continue }
      let date = try zone(promise.timeZone).local(outage.from).date
      if line.version(on: date)?.number == version.number { return line.period(containing: date) }
    }
    return line.firstPeriod
  }
}
