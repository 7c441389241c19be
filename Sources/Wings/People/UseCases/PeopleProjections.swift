import Core
import Journal
import Kernel
import Storage

/// Holds people against the journal, with the digests of what it must not hold, and the tokens that act for them.
struct PersonProjection: Projection {
  static let prefix = "person/"
  static let records = [RecordKind.people, .tokens]
  /// What says in a person's stream that a token's record is gone, so that verification misses none.
  static let tokenDeleted = "person.token-deleted"
  private static let names = ["name", "role", "organisation", "active", "teams", "version", "created at", "reach"]

  struct Expected: Sendable {
    var payload: JSON?
    /// The sign-in name as the journal has it: sealed, or in plain from before.
    var name: String?
    var erasure: PersonErasure?
    var version: Int64 = 0
    var addedAt: Instant?
    /// The digest of the personal columns; nil before they were covered.
    var side: String?
    /// The digest of the second factor; nil where there is none.
    var factor: String?
    /// The link to choose a password by that may still stand.
    var link: ExpectedLink?
    /// Digests of tokens by id.
    var tokens: [String: String?] = [:]
    /// Names of their makers; nil where they were made on the server itself.
    var makers: [String: String?] = [:]
    /// Tokens that were revoked by name, with the instant.
    var revoked: [String: Instant] = [:]
    /// Instants at which something ended tokens.
    var ends: Set<Instant> = []
  }

  private(set) var people: [String: Expected] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let id = entry.stream.key(behind: PersonProjection.prefix) else { return }
    guard let payload = try? JSON(parsing: entry.payload), payload.objectValue != nil else {
      return unreadable.append(.unreadable(entry, "it holds no JSON object"))
    }
    var person = people[id] ?? Expected()
    let token = payload["token"]?.stringValue
    let side = payload[SideRecord.member]?.stringValue
    switch entry.kind {
    case "person.added", "person.changed":
      person.payload = payload
      person.name = payload["name"]?.stringValue ?? person.name
      person.version += 1
      if entry.kind == "person.added" { person.addedAt = entry.at }
      person.side = side ?? person.side
    case "person.password-set":
      person.side = side ?? person.side
      person.link = nil
    case "person.covered": person.side = side ?? person.side
    case SignInLink.made: person.link = ExpectedLink(payload)
    case "person.named":
      guard let name = payload["name"]?.stringValue else {
        return unreadable.append(.unreadable(entry, "it has no name"))
      }
      person.name = name
    case SecondFactorEntry.set:
      guard let side else { return unreadable.append(.unreadable(entry, "it has no digest of the second factor")) }
      person.factor = side
    case SecondFactorEntry.removed, SecondFactorEntry.reset: person.factor = nil
    case PersonErasure.kind:
      person.factor = nil
      guard let erasure = PersonErasure(payload, at: entry.at) else {
        return unreadable.append(.unreadable(entry, "it does not say what stands there since"))
      }
      person.erasure = erasure
      person.version += 1
    case "person.token-created", "person.token-covered":
      guard let token else { return unreadable.append(.unreadable(entry, "it names no token")) }
      person.tokens[token] = .some(side)
      guard entry.kind == "person.token-created" else { break }
      // Entries of before do not name the holder and the maker, who is then whoever made the entry.
      let actor = entry.actor.contains(":") ? nil : entry.actor
      person.makers[token] = .some(payload["holder"] == nil ? actor : payload["maker"]?.stringValue)
    case "person.token-revoked":
      guard let token else { return unreadable.append(.unreadable(entry, "it names no token")) }
      if person.revoked[token] == nil { person.revoked[token] = entry.at }
    case PersonProjection.tokenDeleted:
      guard let token else { return unreadable.append(.unreadable(entry, "it names no token")) }
      person.tokens.removeValue(forKey: token)
      person.makers.removeValue(forKey: token)
      person.revoked.removeValue(forKey: token)
    default: break
    }
    person.ends.insert(entry.at)
    people[id] = person
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    let names = try compareSubjects(from: first, through: last, in: look, into: &report)
    var unseen = Set(people.compactMap { $0.value.payload == nil ? nil : $0.key })
    try PeopleStore.forEachProjected(from: first, through: last, in: look.transaction) { id, found in
      report.count(.people)
      guard unseen.remove(id) != nil, let person = people[id], let payload = person.payload else {
        return report.add(.projection, "person/" + id, "the journal does not know this person")
      }
      report.compare(
        PersonProjection.names,
        expected: [
          names[id] ?? found.first ?? nil, payload["role"]?.stringValue,
          person.erasure == nil ? payload["organisation"]?.stringValue : nil,
          person.erasure == nil ? payload["active"]?.boolValue.map(String.init) : "false",
          person.erasure == nil
            ? (payload["teams"]?.arrayValue ?? []).map { $0.stringValue ?? $0.canonical }.joined(separator: "\n") : "",
          String(person.version), person.addedAt.map { String($0.milliseconds) },
          payload["reach"]?.stringValue ?? HomeReach.everything.rawValue,
        ], found: found, of: "person/" + id)
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: "person/" + id)
    }
    for id in unseen.sorted() { report.add(.projection, "person/" + id, "the person has no record") }
    try compareSides(from: first, through: last, in: look.transaction, into: &report)
    try compareFactors(from: first, through: last, in: look.transaction, into: &report)
    try compareLinks(from: first, through: last, in: look.transaction, into: &report)
    try compareTokens(from: first, through: last, in: look.transaction, into: &report)
  }

  private func compareFactors(
    from first: String, through last: String, in tx: any Transaction, into report: inout ProjectionReport
  ) throws {
    var unseen = people.compactMapValues(\.factor)
    var faults: [MainstayError] = []
    try SideRecord.secondFactor.scan(from: first, through: last, in: tx, unreadable: { faults.append($0) }) { found in
      guard let side = unseen.removeValue(forKey: found.id) else {
        return report.add(.projection, "person/" + found.id, "the journal does not know the second factor")
      }
      report.compareSide(found, with: side, of: "person/" + found.id, "the second factor")
    }
    for fault in faults { try report.addUnreadable(fault, of: "second_factor") }
    for id in unseen.keys.sorted() where faults.isEmpty {
      report.add(.projection, "person/" + id, "the second factor has no record")
    }
  }

  /// Holds who is who in the journal against it; the sign-in names that it has, by id, as far as they can be read.
  private func compareSubjects(
    from first: String, through last: String, in look: Look, into report: inout ProjectionReport
  ) throws -> [String: String] {
    var unseen = Set(people.compactMap { $0.value.name == nil ? nil : $0.key })
    var names: [String: String] = [:]
    try SubjectStore.scan(from: first, through: last, in: look.transaction) { subject in
      let (id, stream) = (subject.id.text, PersonToken.of(subject.id))
      unseen.remove(id)
      guard let person = people[id], let written = person.name ?? person.erasure?.name else {
        if subject.key != nil || subject.erasedAt != nil {
          report.add(.projection, stream, "the journal does not know this person")
        }
        return
      }
      let erasure = person.erasure
      if erasure != nil { report.erased.persons += 1 }
      report.compare(
        ["key", "former name", "erased at"],
        expected: [
          erasure == nil ? subject.key.something : nil, erasure?.former, erasure.map { String($0.at.milliseconds) },
        ],
        found: [subject.key.something, subject.former, subject.erasedAt.map { String($0.milliseconds) }], of: stream)
      if let erasure {
        names[id] = erasure.name
      } else {
        names[id] = try opened(written, of: subject, in: look, into: &report)
      }
      if let name = names[id] { report.compare(["name"], expected: [name], found: [subject.name], of: stream) }
    } unreadable: { id, error in
      unseen.remove(id)
      try report.addUnreadable(error, of: PersonProjection.prefix + id)
    }
    for id in unseen.sorted() {
      report.add(.projection, PersonProjection.prefix + id, "there is no record of who this is")
    }
    return names
  }

  /// The name that an entry holds; nil where it cannot be read.
  private func opened(
    _ written: String, of subject: DataSubject, in look: Look, into report: inout ProjectionReport
  ) throws -> String? {
    guard let sealed = PersonalText(written) else { return written }
    let stream = PersonToken.of(subject.id)
    guard let stored = subject.key else {
      report.add(.text, stream, "the person's key is gone, and no entry says that the person was erased")
      return nil
    }
    do {
      let name = try look.app.key(stored, of: subject.id).open(sealed)
      if name == nil { report.add(.text, stream, "the person's key is not the one that sealed the name") }
      return name
    } catch MainstayError.unavailable {
      report.unopened += 1
    } catch MainstayError.unreadable(let record, let reason) {
      report.add(.text, stream, "\(record): \(reason)")
    }
    return nil
  }

  private func compareSides(
    from first: String, through last: String, in tx: any Transaction, into report: inout ProjectionReport
  ) throws {
    var faults: [MainstayError] = []
    try SideRecord.person.scan(from: first, through: last, in: tx, unreadable: { faults.append($0) }) { found in
      if let erasure = people[found.id]?.erasure {
        report.erased.records += 1
        let secret = found.columns.dropFirst().map(\.something) + [found.salt.something]
        return report.compare(
          ["display name", "mail address", "password", "salt"], expected: [erasure.displayName, nil, nil, nil],
          found: [found.columns.first ?? nil] + secret, of: "person/" + found.id)
      }
      let what = "the display name, mail address or password"
      report.compareSide(found, with: people[found.id]?.side, of: "person/" + found.id, what)
    }
    for fault in faults { try report.addUnreadable(fault, of: "person") }
  }

  private func compareTokens(
    from first: String, through last: String, in tx: any Transaction, into report: inout ProjectionReport
  ) throws {
    var unseen: [String: String] = [:]
    for (id, person) in people { for token in person.tokens.keys { unseen[token] = id } }
    var faults: [MainstayError] = []
    try SideRecord.token.scan(from: first, through: last, in: tx, unreadable: { faults.append($0) }) { found in
      report.count(.tokens)
      let owner = found.columns.first.flatMap { $0 } ?? ""
      unseen[found.id] = nil
      guard let side = people[owner]?.tokens[found.id] else {
        return report.add(.projection, "person/" + owner, "the journal does not know token \(found.id)")
      }
      let what = "token \(found.id): its owner, label, digest, scopes, making or expiry"
      report.compareSide(found, with: side, of: "person/" + owner, what)
    }
    for fault in faults { try report.addUnreadable(fault, of: "token") }
    let names = try SubjectNames(
      people.values.flatMap { person in person.makers.values.compactMap { $0 } }, in: tx)
    for (token, person) in unseen.sorted(by: { $0.key < $1.key }) where faults.isEmpty {
      report.add(.projection, "person/" + person, "token \(token) has no record")
    }
    try TokenStore.forEachRevocation(from: first, through: last, in: tx) { id, owner, maker, revokedAt in
      if let written = people[owner]?.makers[id], written.map({ names($0) }) != maker {
        let expected = written.map { names($0) }
        report.add(
          .projection, "person/" + owner,
          "token \(id): the journal says that \(expected ?? "nobody") made it, the record says \(maker ?? "nobody")")
      }
      let expected = people[owner]?.revoked[id]
      let isExplained = revokedAt.map { people[owner]?.ends.contains($0) ?? false } ?? true
      if let expected, revokedAt.map({ $0 > expected }) ?? true {
        report.add(
          .projection, "person/" + owner,
          "token \(id): the journal says that it was revoked at \(expected.rfc3339), the record "
            + (revokedAt.map { "at \($0.rfc3339)" } ?? "that it was not"))
      } else if !isExplained {
        report.add(
          .projection, "person/" + owner,
          "token \(id) is revoked at \(revokedAt?.rfc3339 ?? "?"); the journal has nothing that ended it then")
      }
    } unreadable: { id, owner, error in
      try report.addUnreadable(error, of: "person/" + owner)
    }
  }
}

extension Optional {
  /// That there is one: what it is does not belong in a report.
  fileprivate var something: String? { self == nil ? nil : "something" }
}

extension ProjectionReport {
  /// Holds a row's personal or secret columns against the digest in the journal; nil where it has none yet.
  package mutating func compareSide(_ found: SideRecord.Found, with digest: String?, of subject: String, _ what: String)
  {
    guard let digest else { return }
    guard let salt = found.salt else {
      return add(.text, subject, "\(what): the salt of the journal's digest is gone")
    }
    if SideRecord.digest(found.columns, salt: salt) != digest {
      add(.text, subject, "\(what) is not what the journal has the digest of")
    }
  }
}

/// Holds teams against the journal.
struct TeamProjection: Projection {
  static let prefix = "team/"
  static let records = [RecordKind.teams]
  private var teams: [String: [String?]] = [:]
  private var unreadable: [JournalFinding] = []

  init() {}

  mutating func take(_ entry: JournalEntry) {
    guard let key = entry.stream.key(behind: TeamProjection.prefix) else { return }
    let name = (try? JSON(parsing: entry.payload))?["name"]?.stringValue
    switch (entry.kind, name, teams[key]) {
    case ("team.added", let name?, _): teams[key] = [name, String(entry.at.milliseconds)]
    case ("team.renamed", let name?, let known?): teams[key] = [name] + known.dropFirst()
    default: unreadable.append(.unreadable(entry, "it names no team, or is of a kind that is not known"))
    }
  }

  func compare(from first: String, through last: String, in look: Look, into report: inout ProjectionReport) throws {
    report.findings += unreadable
    var unseen = Set(teams.keys)
    try PeopleStore.forEachTeam(from: first, through: last, in: look.transaction) { key, found in
      report.count(.teams)
      guard unseen.remove(key) != nil, let expected = teams[key] else {
        return report.add(.projection, "team/" + key, "the journal does not know this team")
      }
      report.compare(["name", "created at"], expected: expected, found: found, of: "team/" + key)
    } unreadable: { key, error in
      unseen.remove(key)
      try report.addUnreadable(error, of: "team/" + key)
    }
    for key in unseen.sorted() { report.add(.projection, "team/" + key, "the team has no record") }
  }
}

extension RecordKind {
  package static let people = RecordKind("people")
  package static let teams = RecordKind("teams")
  package static let tokens = RecordKind("tokens")
}
