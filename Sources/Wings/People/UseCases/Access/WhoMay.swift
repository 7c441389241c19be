import Core
import Kernel

/// What a question is about: a record that everybody sees alike, or a ticket that somebody has.
package struct AccessPlace: Hashable, Sendable {
  package var team: String?
  /// The desk that the team belongs to, or belonged to then.
  package var desk: String?
  package var organisation: String?
  /// Sign-in names.
  package var requester: String?
  package var assignee: String?
  /// Of a confidential ticket: who is not cleared for it there may nothing.
  package var ticketClass: String?

  package init(
    team: String? = nil, desk: String? = nil, organisation: String? = nil, requester: String? = nil,
    assignee: String? = nil,
    ticketClass: String? = nil
  ) {
    (self.ticketClass, self.desk) = (ticketClass, desk)
    (self.team, self.organisation, self.requester, self.assignee) = (team, organisation, requester, assignee)
  }

  /// Whether it lies where a reach goes, for somebody of this name: what was given to somebody they see wherever they
  /// may see anything.
  package func lies(in reach: Reach, of name: String) -> Bool {
    reach.isEverywhere || team.map(reach.allTeams.contains) ?? false || desk.map(reach.desks.contains) ?? false
      || organisation.map(reach.organisations.contains) ?? false
      || !reach.isNowhere && assignee == name
  }
}

/// Who may do something with a record, a page at a time, by sign-in name.
public struct AccessHolders: Hashable, Sendable {
  public struct Item: Hashable, Sendable {
    public var name: String
    public var displayName: String
    /// What they may do, of what was asked for, and the parts that give it.
    public var lines: [AccessReport.Line]
    /// Why beyond grants: the ticket is for them.
    public var isRequester: Bool
  }
  public var items: [Item]
  /// The name behind which the next page begins; nil on the last.
  public var next: String?
  public var at: Instant
}

extension Look {
  /// People that one turn reads.
  private static let portion = 64
  /// People that one page looks through.
  private static let window = 2000

  /// Who may do one of several things with a record, or could at an instant of before.
  ///
  /// - Parameter place: Where the record lies; nil of one that everybody who may see such sees.
  package func holders(
    of permissions: [Permission], on place: AccessPlace?, at: Instant?, after: String?, limit: Int = PageLimits.usual
  ) throws -> AccessHolders {
    try principal.require(.seeAccess)
    try requirePast(at)
    var answer = AccessHolders(items: [], next: nil, at: at ?? now)
    var (last, seen) = (after ?? "", 0)
    let roles = try permissions.reduce(into: Set<String>()) { $0.formUnion(try self.roles(allowing: $1)) }
    let finder = RoleHolders(
      roles: roles, place: place, names: Set([place?.requester, place?.assignee].compactMap(\.self)), now: now)
    while true {
      let people =
        try at.map { try PeopleStore.holders(after: last, limit: Look.portion, asOf: $0, in: transaction) }
        ?? finder.holders(after: last, limit: Look.portion, in: transaction)
      let reports = Dictionary(
        uniqueKeysWithValues: try reports(of: people, at: at).filter(\.isActive).map { ($0.name, $0) })
      for person in people {
        if answer.items.count == limit || seen == Look.window {
          answer.next = last
          return answer
        }
        (last, seen) = (person.name, seen + 1)
        guard let report = reports[person.name] else { continue }
        var lines = report.lines(app.features).compactMap { line in
          permissions.contains(line.permission) ? line.narrowed(to: place, of: report.name) : nil
        }
        // To be cleared shows nothing by itself, and without it there is nothing to be shown.
        if let key = place?.ticketClass {
          let isCleared = lines.contains { $0.permission == .readClass(key) }
          if !isCleared || lines.count == 1 { lines = [] }
        }
        let isRequester = place?.requester == report.name
        if !lines.isEmpty || isRequester {
          answer.items.append(
            .init(name: report.name, displayName: report.displayName, lines: lines, isRequester: isRequester))
        }
      }
      if people.count < Look.portion { return answer }
    }
  }
}

extension AccessReport.Line {
  /// The line with the parts alone that hold where a record lies; nil where none does.
  fileprivate func narrowed(to place: AccessPlace?, of name: String) -> AccessReport.Line? {
    guard let place else { return self }
    var narrowed = self
    narrowed.parts = parts.compactMap { part in
      var part = part
      part.scopes = part.scopes.filter { place.lies(in: permission.holding(in: $0), of: name) }
      return part.scopes.isEmpty ? nil : part
    }
    return narrowed.parts.isEmpty ? nil : narrowed
  }
}
