import Core
import Kernel
import Storage

/// Who holds roles: at home, by a grant of their own, or by one of a team that they are in.
///
/// Where few hold them by grants these are found first and looked up; where many do, people are walked by name, and the
/// first that fit are near.
struct RoleHolders {
  /// Keys of the roles.
  var roles: Set<String>
  /// Where grants have to hold; nil: anywhere. One for what was given to its holder counts only with `names`.
  var place: AccessPlace?
  /// Sign-in names that count whatever they hold.
  var names: Set<String> = []
  /// The key of a team that they are in; nil: of any or none.
  var team: String?
  var now: Instant

  /// Holders by grants that are looked up rather than walked to.
  static let few = 5000

  /// People behind a sign-in name who can sign in, without their teams. Who cannot be read is left out.
  func people(after name: String, limit: Int, in tx: any Transaction) throws -> [Person] {
    let found = try condition(behind: name, limit, in: tx)
    return try tx.readable(
      "SELECT \(PeopleStore.columns) FROM person p WHERE \(found.sql)", found.values, PeopleStore.decode
    ).rows
  }

  /// As above, with their teams and grants.
  func holders(after name: String, limit: Int, in tx: any Transaction) throws -> [Person] {
    let found = try condition(behind: name, limit, in: tx)
    return try tx.query(
      "SELECT \(PeopleStore.joinedColumns(tx.dialect)) FROM person p WHERE \(found.sql)", found.values
    ) { try PeopleStore.decodeJoined($0, from: 0) }
  }

  /// Values of a statement, in the order of their parameters.
  private struct Parameters {
    var values: [SQLValue] = []
    /// The parameter that stands for a value.
    mutating func add(_ value: SQLValue) -> String {
      values.append(value)
      return "$\(values.count)"
    }
  }

  private func condition(
    behind name: String, _ limit: Int, in tx: any Transaction
  ) throws -> (sql: String, values: [SQLValue]) {
    var given = Parameters()
    let roles = tx.dialect.amongKeys(given.add(.list(self.roles.sorted())))
    var ways = ["p.role \(roles)"]
    if !names.isEmpty { ways.append("p.name \(tx.dialect.amongKeys(given.add(.list(names.sorted()))))") }
    if let granted = try granted(in: tx) {
      ways.append("p.id \(tx.dialect.amongKeys(given.add(.list(granted.sorted()))))")
    } else {
      let holds = holds(&given, roles)
      ways += [
        "EXISTS (SELECT 1 FROM access_grant g WHERE g.person = p.id AND \(holds))",
        """
        EXISTS (SELECT 1 FROM team_member m JOIN access_grant g ON g.team = m.team
          WHERE m.person = p.id AND \(holds))
        """,
      ]
    }
    var all = ["p.active = TRUE", "p.name > \(given.add(.text(name)))", "(\(ways.joined(separator: " OR ")))"]
    if let team {
      all.append("p.id IN (SELECT person FROM team_member WHERE team = \(given.add(.text(team))))")
    }
    return (all.joined(separator: " AND ") + " ORDER BY p.name LIMIT \(given.add(.int(limit)))", given.values)
  }

  /// That a grant `g` holds now, there.
  private func holds(_ given: inout Parameters, _ roles: String) -> String {
    let now = given.add(.integer(now.milliseconds))
    let scopes = scopes(&given).map { "(\($0))" }.joined(separator: " OR ")
    return "g.role \(roles) AND g.from_at <= \(now) AND (g.until_at IS NULL OR g.until_at > \(now)) AND (\(scopes))"
  }

  /// The scopes of a grant `g` in which it holds there, each a condition.
  private func scopes(_ given: inout Parameters) -> [String] {
    guard let place else { return ["TRUE"] }
    var scopes = ["g.scope = 'everything'"]
    if let team = place.team { scopes.append("g.scope = 'team' AND g.scope_key = \(given.add(.text(team)))") }
    if let key = place.desk { scopes.append("g.scope = 'desk' AND g.scope_key = \(given.add(.text(key)))") }
    if let key = place.organisation {
      scopes.append("g.scope = 'organisation' AND g.scope_key = \(given.add(.text(key)))")
    }
    return scopes
  }

  /// The ids of those who hold the roles by grants; nil where they are more than `few`.
  private func granted(in tx: any Transaction) throws -> Set<String>? {
    var given = Parameters()
    let roles = tx.dialect.amongKeys(given.add(.list(self.roles.sorted())))
    let now = given.add(.integer(now.milliseconds))
    let most = given.add(.int(RoleHolders.few + 1))
    let lasts = "g.role \(roles) AND g.from_at <= \(now) AND (g.until_at IS NULL OR g.until_at > \(now))"
    let each = scopes(&given).flatMap { scope in
      [
        "SELECT DISTINCT g.person FROM access_grant g WHERE g.person IS NOT NULL AND \(lasts) AND \(scope) LIMIT \(most)",
        """
        SELECT DISTINCT m.person FROM access_grant g JOIN team_member m ON m.team = g.team
          WHERE g.team IS NOT NULL AND \(lasts) AND \(scope) LIMIT \(most)
        """,
      ]
    }
    let found = try tx.query(
      each.enumerated().map { "SELECT person FROM (\($1)) part\($0)" }.joined(separator: " UNION "), given.values
    ) { try $0.text(0) }
    return found.count > RoleHolders.few ? nil : Set(found)
  }
}
