import Core
import Kernel
import PeopleUseCases
import Services

/// A change with what stands beside it.
public struct ServiceChangeShown: Sendable {
  public var change: ServiceChange
  /// Display names; nil of parts of the product.
  public var askedBy: String?
  public var decidedBy: String?
  /// The number of the ticket that the record would have, where the principal sees that.
  public var ticket: String?
  /// Why it cannot be made any more as it was asked for, as a sentence; nil where it can, where it is decided, and in
  /// lists, which do not look.
  public var overtaken: String?
  /// Whether the principal may decide about it, or take it back.
  public var mayDecide = false
  public var mayTakeBack = false

  public init(change: ServiceChange, askedBy: String? = nil, decidedBy: String? = nil) {
    (self.change, self.askedBy, self.decidedBy) = (change, askedBy, decidedBy)
  }
}

/// Changes that wait for a second person, the oldest first; or those that are decided, the newest first.
public struct ListServiceChanges: Query {
  public var isOpen: Bool
  /// Of one service, of those that wait; nil: of all.
  public var service: String?
  /// Of those that are decided: below this number.
  public var below: Int?
  public var limit: Int

  public init(open: Bool = true, of service: String? = nil, below: Int? = nil, limit: Int = PageLimits.usual) {
    (isOpen, self.service, self.below, self.limit) = (open, service, below, limit)
  }

  public struct Answer: Sendable {
    public var changes: [ServiceChangeShown]
    public var unreadable: [String]
    /// Below which the next page begins; nil on the last, and of those that wait.
    public var next: Int?

    public init(changes: [ServiceChangeShown], unreadable: [String] = [], next: Int? = nil) {
      (self.changes, self.unreadable, self.next) = (changes, unreadable, next)
    }
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeServices)
    if isOpen {
      let found = try ServiceChangeStore.open(of: service, limit: ServiceLimits.waiting, in: look.transaction)
      return Answer(changes: try look.shown(found.rows), unreadable: found.unreadable)
    }
    let limit = PageLimits.clamp(limit)
    let found = try ServiceChangeStore.decided(below: below, limit: limit + 1, in: look.transaction)
    let rows = Array(found.rows.prefix(limit))
    return Answer(
      changes: try look.shown(rows), unreadable: found.unreadable,
      next: found.rows.count > limit ? rows.last?.number : nil)
  }
}

/// One change.
public struct ShowServiceChange: Query {
  public var number: Int
  public init(_ number: Int) { self.number = number }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> ServiceChangeShown {
    try look.principal.require(.seeServices)
    guard let change = try ServiceChangeStore.change(numbered: number, in: look.transaction),
      var shown = try look.shown([change]).first
    else { throw MainstayError.notFound(kind: "change", id: ServiceChange.name(number)) }
    if change.state == .open { shown.overtaken = try look.overtaking(change)?.sentence }
    return shown
  }
}

extension Look {
  fileprivate func shown(_ changes: [ServiceChange]) throws -> [ServiceChangeShown] {
    let people = try NameStore.people(ids: Set(changes.flatMap { [$0.askedBy, $0.decidedBy ?? ""] }), in: transaction)
    return changes.map { change in
      var shown = ServiceChangeShown(
        change: change, askedBy: people[change.askedBy]?.title,
        decidedBy: change.decidedBy.flatMap { people[$0]?.title })
      shown.ticket = ticketNumber(change.ticket)
      shown.mayDecide =
        principal.may(.promiseAvailability) && change.obstacle(toDecisionBy: principal, mark: principal.mark) == nil
      shown.mayTakeBack =
        principal.may(.recordOutages) && change.state == .open && change.askedBy == principal.mark
      return shown
    }
  }
}
