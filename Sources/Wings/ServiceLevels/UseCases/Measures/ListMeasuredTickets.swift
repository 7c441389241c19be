import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Kernel
import ServiceLevels
import TicketsUseCases

/// What stands behind a number of a measured objective.
public enum MeasureSlice: String, CaseIterable, Hashable, Sendable {
  case numerator, denominator, rest, leftOut, pending

  func takesIn(_ part: MeasurePart) -> Bool {
    switch self {
    case .numerator: part == .numerator
    case .denominator: part == .numerator || part == .rest
    case .rest: part == .rest
    case .leftOut: part == .leftOut
    case .pending: part == .pending
    }
  }
}

/// Lists what a period of a measured objective counts, a page at a time: each ticket with why it is counted so, in the
/// order of the instants at which they are counted.
public struct ListMeasuredTickets: Query {
  public var agreement: String
  public var measure: String
  public var period: MeasurePeriod?
  public var slice: MeasureSlice
  public var asOf: Instant?
  public var after: MeasuredTicketPage.Position?
  public var limit: Int

  public init(
    _ slice: MeasureSlice, of measure: String, in agreement: String, period: MeasurePeriod? = nil,
    asOf: Instant? = nil, after: MeasuredTicketPage.Position? = nil, limit: Int = PageLimits.usual
  ) {
    (self.slice, self.measure, self.agreement, self.period) = (slice, measure, agreement, period)
    (self.asOf, self.after, self.limit) = (asOf, after, limit)
  }

  /// - Throws: as `ShowMeasures`.
  public func answer(from look: Look) throws -> MeasuredTicketPage {
    try look.principal.require(.seeCompliance)
    let asOf = try look.measureInstant(asOf)
    guard let history = try look.agreementHistories(of: agreement).first,
      let (objective, version) = history.measures(asOf: asOf, in: period, named: measure).first(where: {
        $0.objective.name == measure
      })
    else { throw MainstayError.notFound(kind: "measured objective", id: measure) }
    var counter = MeasureCounter(history, asOf: asOf, seen: look.principal.sight(of: .seeCompliance))
    let period = try counter.period(asked: period, of: objective, in: version.zone(of: objective))
    let (found, samples) = try counter.items(period, of: objective, in: look)
    let counted = found.filter { slice.takesIn($0.placed.item.part) }
      .map { (position: MeasuredTicketPage.Position($0), one: $0) }.sorted { $0.position < $1.position }
    let behind = counted.drop { one in after.map { one.position <= $0 } ?? false }
    let shown = behind.prefix(PageLimits.clamp(limit))
    var page = MeasuredTicketPage(
      agreement: history.key, agreementName: history.name, objective: objective, period: period,
      zone: version.zone(of: objective).identifier, asOf: asOf, samples: samples, items: [],
      next: shown.count < behind.count ? shown.last?.position : nil,
      count: counted.reduce(0) { $0 + $1.one.placed.item.weight }, unreadable: counter.unreadable)
    let rows = try TicketListStore.rows(Set(shown.map(\.one.ticket)), in: look.transaction)
    page.unreadable += rows.unreadable
    let tickets = Dictionary(rows.rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    page.items = shown.compactMap { _, one in
      tickets[one.ticket].map { MeasuredTicketPage.Item(ticket: $0, placed: one.placed) }
    }
    return page
  }
}

/// A page of what stands behind a number.
public struct MeasuredTicketPage: Sendable {
  public struct Item: Hashable, Sendable {
    public var ticket: TicketRow
    public var placed: PlacedItem
  }

  /// Where a page ends: the next begins behind it.
  public struct Position: Hashable, Comparable, Sendable {
    public var at: Int64
    public var ticket: String
    public var part: String

    init(_ found: MeasureCounter.Found) {
      (at, ticket) = (found.placed.item.at.milliseconds, found.ticket.text)
      part = found.placed.item.part.rawValue
    }

    public init(at: Int64, ticket: String, part: String) { (self.at, self.ticket, self.part) = (at, ticket, part) }

    public static func < (a: Position, b: Position) -> Bool { (a.at, a.ticket, a.part) < (b.at, b.ticket, b.part) }
  }

  public var agreement: String
  public var agreementName: String
  public var objective: MeasuredObjective
  public var period: MeasurePeriod
  public var zone: String
  public var asOf: Instant
  /// The instants at which tickets were counted.
  public var samples: Int
  public var items: [Item]
  /// Nil on the last page.
  public var next: Position?
  /// The number that these stand behind, all pages together.
  public var count: Int
  /// What cannot be read, and may belong here: a line each.
  public var unreadable: [String]

  /// Throws `unreadable` where something is missing: for readers that could not be told of it.
  public func whole() throws -> MeasuredTicketPage {
    try ComplianceTicketPage.refuse(unreadable)
    return self
  }
}

extension MeasuredTicketPage.Position: CursorPosition {
  public var members: JSON { ["at": .integer(at), "ticket": .string(ticket), "part": .string(part)] }

  public init?(members: JSON) {
    guard let at = members["at"]?.integerValue, let ticket = members["ticket"]?.stringValue,
      let part = members["part"]?.stringValue
    else { return nil }
    self.init(at: at, ticket: ticket, part: part)
  }
}
