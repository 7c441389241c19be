import Core
import Journal
import Kernel

extension ErasedKind {
  package static let person = ErasedKind(
    "person", "record with sign-in name, name, mail address, password, organisation and teams")
  package static let sessions = ErasedKind("sessions", "sessions")
  package static let devices = ErasedKind("devices", "known devices")
  package static let tokens = ErasedKind("tokens", "tokens for programs")
  package static let secondFactor = ErasedKind("secondFactor", "second factors with their recovery codes")
  package static let signIns = ErasedKind("signIns", "lines of the sign-in history")
  package static let refusals = ErasedKind("refusals", "counts of refused sign-ins")
  package static let grants = ErasedKind("grants", "grants that they held, and their name on those that they gave")
}

/// Accounts, and what opens them.
enum PersonRecords: PersonalRecords {
  static let kinds: [ErasedKind] = [
    .person, .sessions, .devices, .tokens, .secondFactor, .signIns, .refusals, .grants,
  ]
  static let names = [NameColumn("access_grant", "granted_by", .grants)]

  static func obstacles(to leaving: Leaving, in look: Look) throws -> [String] {
    guard let person = try PeopleStore.person(named: leaving.name, in: look.transaction) else { return [] }
    var obstacles: [String] = []
    if person.id == look.principal.id { obstacles.append("Nobody erases themselves.") }
    if person.role == .admin,
      try ErasureStore.otherAdministrators(than: person.id, in: look.transaction) == 0
    {
      obstacles.append("\(person.name) is the last administrator who can sign in.")
    }
    return obstacles
  }

  static func counts(of leaving: Leaving, in look: Look) throws -> [ErasedKind: Int] {
    try ErasureStore.counts(of: leaving.id, name: leaving.name, in: look.transaction)
  }

  static func takeRest(
    of leaving: Leaving, as erasure: PersonErasure, in work: Work
  ) throws -> [ErasedKind: Int] {
    let tx = work.transaction
    var gone = [ErasedKind.refusals: try ErasureStore.deleteRefusals(of: leaving.name, in: tx)]
    guard let id = leaving.id, try PeopleStore.person(named: leaving.name, in: tx) != nil else { return gone }
    gone[.tokens] = try work.deleteTokens(of: id)
    gone[.secondFactor] = try SecondFactorStore.delete(of: id, in: tx) ? 1 : 0
    gone[.signIns] = try SignInHistoryStore.delete(of: id, in: tx)
    let grants = try GrantStore.grants(of: .person(id), in: tx)
    for grant in grants { try work.end(grant) }
    gone[.grants] = grants.count
    try ErasureStore.erase(id, as: erasure, in: tx)
    gone[.person] = 1
    return gone
  }
}

extension Work {
  /// Deletes the tokens of a person; how many.
  fileprivate func deleteTokens(of person: RecordID) throws -> Int {
    let tokens = try ErasureStore.tokens(of: person, in: transaction)
    try TokenStore.delete(tokens, in: transaction)
    try record(
      tokens.map { Happening(kind: PersonProjection.tokenDeleted, at: now, payload: ["token": .string($0)]) },
      on: PersonToken.of(person))
    return tokens.count
  }
}
