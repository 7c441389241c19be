import Core
import Journal
import Kernel
import Storage

/// Which teams belong to a desk. What desks and teams are, another wing says, in a table that every database has.
enum DeskTeamStore {
  /// That a link `l` of the structure says which desk a team belongs to. A digit zero follows the slash behind the kind.
  static let isOfTeam = "l.field = 'desk' AND l.record >= 'team/' AND l.record < 'team0'"

  /// The desk that a team belongs to; nil where none is said.
  static func desk(of team: String, in tx: any Transaction) throws -> String? {
    try tx.first(
      "SELECT target FROM structure_link WHERE record = $1 AND field = 'desk' LIMIT 1", [.text("team/" + team)]
    ) { try $0.text(0) }
  }

  /// Whether a desk is in use; nil where there is none.
  static func isInUse(_ desk: String, in tx: any Transaction) throws -> Bool? {
    try tx.first("SELECT active FROM structure_record WHERE id = $1", [.text("desk/" + desk)]) { try $0.bool(0) }
  }
}

extension Look {
  /// The desk that a team belonged to at an instant, or belongs to now; nil where none was said.
  package func desk(of team: String?, at: Instant? = nil) throws -> String? {
    guard let team else { return nil }
    guard let at else { return try DeskTeamStore.desk(of: team, in: transaction) }
    var desk: String?
    try PastAccessStore.entries(
      of: ["structure/team/" + team], by: at, kinds: ["structure.saved"], in: transaction
    ) { _, _, payload in desk = payload?["desk"]?.stringValue }
    return desk
  }

  /// Refuses to have a team belong to a desk where those who hold grants of the desk would be given what the asker lacks
  /// there, or has for a shorter time.
  ///
  /// - Throws: `conflict("beyond-own")`; as `requireFreshProof` where anybody holds such a grant.
  package func requireMayServe(_ team: String, at desk: String) throws {
    let grants = try GrantStore.grants(ofDesk: desk, at: now, in: transaction)
    if !grants.isEmpty { try requireFreshProof() }
    for grant in grants {
      let lacking = try lacking(try allowed(by: grant.role), in: .team(team), until: grant.until)
      guard lacking.isEmpty else {
        throw MainstayError.conflict(
          code: "beyond-own",
          message:
            "Others hold the role \(grant.role) for the desk \(desk), which would reach the team \(team) too, and "
            + "you may not give that: \(lacking.words). Somebody who may has to do this.")
      }
    }
  }
}
