import Core
import Kernel
import Storage
import Tickets

/// Which tickets somebody sees, or does something with: the one place where the reach of a permission becomes a
/// condition, for statements and for rows alike.
public struct TicketSight: Hashable, Sendable {
  /// A ticket is among them that lies in each of these; all are where there is none.
  private var scopes: [Scope]
  /// What is left out of these beside: confidential tickets; nil where none are.
  private var barrier: Barrier?
  /// Tickets that are among them all the same, sorted ids: somebody broke their glass.
  private var broken: [String] = []

  /// Confidential tickets are left out, but for those of classes for which somebody is cleared.
  fileprivate struct Barrier: Hashable, Sendable {
    /// Sorted keys of classes for which somebody is cleared everywhere.
    var cleared: [String] = []
    /// Of classes for which somebody is cleared in places, these.
    var partly: [Partly] = []

    struct Partly: Hashable, Sendable {
      var ticketClass: String
      var scope: Scope
    }

    func lets(_ facts: Facts) -> Bool {
      guard let ticketClass = facts.ticketClass else { return true }
      return cleared.contains(ticketClass)
        || partly.contains { $0.ticketClass == ticketClass && $0.scope.holds(facts) }
    }
  }

  /// What of a ticket says whether it is among some.
  fileprivate struct Facts {
    var id: RecordID
    var team: String?
    var organisation: String?
    var assignee: String?
    var ticketClass: String?
  }

  fileprivate struct Scope: Hashable, Sendable {
    var teams: [String]
    var organisations: [String]
    /// Whose own tickets are among them; nil where own ones are not.
    var own: String?
    var isNone: Bool { teams.isEmpty && organisations.isEmpty && own == nil }

    func holds(_ facts: Facts) -> Bool {
      facts.team.map(teams.contains) ?? false || facts.organisation.map(organisations.contains) ?? false
        || own.map { $0 == facts.assignee } ?? false
    }
  }

  public static let all = TicketSight()
  /// Whether it takes in every ticket that is not confidential.
  package var takesInAllOpenly: Bool { scopes.isEmpty }
  /// Whether there may be tickets that it leaves out: beyond its reach, or of a class for which the principal is not
  /// cleared.
  package var leavesSomeOut: Bool { !scopes.isEmpty || barrier != nil }
  public static let none = TicketSight(scope: Scope(teams: [], organisations: [], own: nil))

  private init(scope: Scope? = nil) { scopes = scope.map { [$0] } ?? [] }

  /// The tickets in a reach, without those of classes for which the principal is not cleared.
  ///
  /// - Parameter broken: Whether those are among them of which the principal broke the glass.
  init(_ reach: Reach, of principal: Principal, broken: Bool) {
    scopes = []
    guard !reach.isNowhere else {
      self = .none
      return
    }
    if !reach.isEverywhere { scopes = [TicketSight.scope(reach, of: principal.name)] }
    let classes = principal.clearance.classes
    guard !classes.isEmpty else { return }
    var barrier = Barrier()
    for key in classes.sorted() {
      let cleared = principal.reach(of: .readClass(key))
      if cleared.isEverywhere {
        barrier.cleared.append(key)
      } else if !cleared.isNowhere {
        barrier.partly.append(.init(ticketClass: key, scope: TicketSight.scope(cleared, of: principal.name)))
      }
    }
    // Who is cleared for all of them sees as on a desk that has none.
    if barrier.cleared.count < classes.count { self.barrier = barrier }
    if broken, self != .all { self.broken = principal.clearance.broken.keys.map(\.text).sorted() }
  }

  /// Whoever works on some tickets sees those that were given to them, whichever team has them.
  private static func scope(_ reach: Reach, of name: String) -> Scope {
    Scope(
      teams: reach.allTeams.sorted(), organisations: reach.organisations.sorted(), own: reach.isNowhere ? nil : name)
  }

  /// Those of these tickets that are among others of the same principal too.
  func within(_ other: TicketSight) -> TicketSight {
    var both = self
    both.scopes += other.scopes.filter { !scopes.contains($0) }
    both.barrier = barrier ?? other.barrier
    both.broken = broken.filter(other.broken.contains)
    return both
  }

  /// Whether a ticket is among them.
  public func takesIn(_ ticket: TicketRow) -> Bool {
    takesIn(
      Facts(
        id: ticket.id, team: ticket.team, organisation: ticket.organisation, assignee: ticket.assignee,
        ticketClass: ticket.confidentialityClass))
  }

  /// As above, of a ticket as its history tells it.
  public func takesIn(_ ticket: Ticket) -> Bool {
    takesIn(
      Facts(
        id: ticket.id, team: ticket.team, organisation: ticket.organisation, assignee: ticket.assignee,
        ticketClass: ticket.confidentialityClass))
  }

  private func takesIn(_ facts: Facts) -> Bool {
    broken.contains(facts.id.text) || scopes.allSatisfy { $0.holds(facts) } && barrier?.lets(facts) ?? true
  }

  /// A condition on the columns of a row of `ticket`; nil where it takes all in.
  ///
  /// - Parameter bind: Takes a value and answers with its parameter: `$4`.
  package func condition(bind: (SQLValue) -> String) -> String? {
    var each = scopes.map { $0.condition(bind: bind) }
    if let barrier { each.append(barrier.condition(bind: bind)) }
    guard !each.isEmpty else { return nil }
    let seen = each.count == 1 ? each[0] : "(\(each.joined(separator: " AND ")))"
    return broken.isEmpty ? seen : "(\(seen) OR id IN (\(broken.map { bind(.text($0)) }.joined(separator: ", "))))"
  }

  /// As above, with the values of its parameters, which follow `count` others.
  package func condition(after count: Int) -> (sql: String, values: [SQLValue])? {
    var values: [SQLValue] = []
    let sql = condition {
      values.append($0)
      return "$\(count + values.count)"
    }
    return sql.map { ($0, values) }
  }
}

extension TicketSight.Scope {
  fileprivate func condition(bind: (SQLValue) -> String) -> String {
    var parts: [String] = []
    for (column, keys) in [("team", teams), ("organisation", organisations)] where !keys.isEmpty {
      parts.append("\(column) IN (\(keys.map { bind(.text($0)) }.joined(separator: ", ")))")
    }
    if let own { parts.append("assignee = \(bind(.text(own)))") }
    return parts.isEmpty ? "FALSE" : "(\(parts.joined(separator: " OR ")))"
  }
}

extension TicketSight.Barrier {
  fileprivate func condition(bind: (SQLValue) -> String) -> String {
    var parts = ["class IS NULL"]
    if !cleared.isEmpty { parts.append("class IN (\(cleared.map { bind(.text($0)) }.joined(separator: ", ")))") }
    for one in partly {
      parts.append("class = \(bind(.text(one.ticketClass))) AND \(one.scope.condition(bind: bind))")
    }
    return "(\(parts.joined(separator: " OR ")))"
  }
}

extension TicketSight {
  /// That an entry of a ticket's stream is of one of these tickets, behind other conditions on `journal_entry`; with
  /// the values of its parameters, which follow `count` others. Empty where these are all.
  package func streams(after count: Int) -> (sql: String, values: [SQLValue]) {
    guard let (condition, values) = condition(after: count) else { return ("", []) }
    let behind = "ticket/".utf8.count + 1
    return (" AND substr(stream, \(behind)) IN (SELECT id FROM ticket WHERE \(condition))", values)
  }
}

extension TicketSight {
  /// As `streams`, of entries of any stream: those of tickets that it does not take in are left out.
  ///
  /// - Parameter prefix: What these streams are called before the ticket's id: `ticket/`.
  func readable(_ column: String, called prefix: String, after count: Int) -> StreamCondition? {
    guard let (condition, values) = condition(after: count) else { return nil }
    let behind = prefix.utf8.count + 1
    // The character behind the slash ends the range of all that begins with the prefix.
    return StreamCondition(
      """
       AND NOT (\(column) >= '\(prefix)' AND \(column) < '\(prefix.dropLast())0'
        AND substr(\(column), \(behind)) NOT IN (SELECT id FROM ticket WHERE \(condition)))
      """, values)
  }
}

/// Tables as statements read them that are to take in only what somebody sees. Where that is all, these are the tables
/// themselves.
package struct SeenTables {
  /// Stands where a statement would name `ticket`, and `clock`.
  package let ticket: String
  package let clock: String
  /// The values of the parameters in both.
  package let values: [SQLValue]

  /// - Parameter count: The parameters of the statement that stand before these.
  package init(_ sight: TicketSight, after count: Int) {
    guard let (condition, values) = sight.condition(after: count) else {
      (ticket, clock, self.values) = ("ticket", "clock", [])
      return
    }
    ticket = "(SELECT * FROM ticket WHERE \(condition))"
    clock = "(SELECT * FROM clock WHERE ticket IN (SELECT id FROM ticket WHERE \(condition)))"
    self.values = values
  }
}

extension Principal {
  /// The tickets for which a permission holds. To break the glass is to read, and nothing beyond.
  public func sight(of permission: Permission) -> TicketSight {
    TicketSight(reach(of: permission), of: self, broken: permission == .seeAllTickets)
  }

  /// Whether nothing but a broken glass lets this principal see a ticket.
  public func readsBehindGlass(_ ticket: Ticket) -> Bool {
    clearance.broken[ticket.id] != nil && !mayFollow(ticket)
      && !TicketSight(reach(of: .seeAllTickets), of: self, broken: false).takesIn(ticket)
  }

  /// Whether a ticket is for this principal, who then follows it as its requester, whatever else they see.
  public func mayFollow(_ ticket: TicketRow) -> Bool { may(.openTickets) && ticket.requester == name }

  func mayFollow(_ ticket: Ticket) -> Bool { may(.openTickets) && ticket.requester == name }
}
