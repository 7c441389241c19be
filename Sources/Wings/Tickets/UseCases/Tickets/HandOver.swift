import Core
import Kernel
import Tickets

/// What became of the open tickets that somebody gave away.
public struct HandedOver: Hashable, Sendable {
  /// Numbers of the tickets that have another owner now.
  public var given: [String]
  /// Tickets that stay, each with the reason.
  public var refused: [Refusal]
  /// There are more than one call gives away.
  public var hasMore: Bool

  /// A ticket that stays where it is, and why.
  public struct Refusal: Hashable, Sendable {
    public var number: String
    public var error: MainstayError
  }
}

extension App {
  /// Tickets that one call gives away at most.
  public static let mostHandedOver = 1000

  /// The open tickets of somebody, longest open first among the newest `mostHandedOver`; and whether there are more.
  public func openTickets(of owner: String, as principal: Principal) async throws -> (rows: [TicketRow], hasMore: Bool)
  {
    var filter = TicketFilter()
    filter.assignee = owner
    var rows: [TicketRow] = []
    var after: ListTickets.Position?
    repeat {
      let page = try await ask(ListTickets(filter, order: .opened, after: after, limit: PageLimits.most), as: principal)
      rows += page.items.map(\.ticket)
      after = page.next
    } while after != nil && rows.count < App.mostHandedOver
    return (rows, after != nil)
  }

  /// Gives the open tickets of somebody to a team, to another person, or both, or to nobody of a team: each in a
  /// transaction of its own, so that one that cannot be given keeps no other.
  public func handOver(
    from owner: String, team: String?, assignee: String?, toNobody: Bool = false, as principal: Principal
  ) async throws -> HandedOver {
    try principal.require(.workTickets)
    var faults: [FieldFault] = []
    if team == nil, assignee == nil, !toNobody {
      faults.append(FieldFault("assignee", "name a person, a team, or both"))
    }
    if assignee == owner { faults.append(FieldFault("assignee", "is the one who has them")) }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let (rows, hasMore) = try await openTickets(of: owner, as: principal)
    var done = HandedOver(given: [], refused: [], hasMore: hasMore)
    for row in rows {
      do {
        let command = AssignTicket(
          TicketKey(row.id), team: team, assignee: assignee, toNobody: toNobody, expecting: row.version)
        let change = try await run(command, as: principal)
        if change.version == row.version {
          let same = MainstayError.conflict(code: "same-team", message: "It is with that team already; name a person.")
          done.refused.append(.init(number: row.number, error: same))
        } else {
          done.given.append(row.number)
        }
      } catch let error as MainstayError {
        // A team or a person that is none is wrong for all of them.
        if case .invalid = error { throw error }
        done.refused.append(.init(number: row.number, error: error))
      }
    }
    return done
  }
}
