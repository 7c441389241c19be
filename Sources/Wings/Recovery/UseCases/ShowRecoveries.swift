import AgreementsUseCases
import Core
import Kernel
import PeopleUseCases

/// The newest recoveries.
public struct ListRecoveries: Query {
  public init() {}

  public struct Answer: Sendable {
    public var recoveries: [RecoveryTitle]
    public var unreadable: [String]
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.proposeAgreements)
    var found = try RecoveryStore.titles(limit: RecoveryLimits.listed, in: look.transaction)
    let people = try NameStore.people(ids: Set(found.rows.map(\.begunBy)), in: look.transaction).mapValues(\.title)
    for place in found.rows.indices {
      found.rows[place].begunBy = RecoveryNames.name(found.rows[place].begunBy, among: people)
    }
    return Answer(recoveries: found.rows, unreadable: found.unreadable)
  }
}

/// One recovery with all that it found.
public struct ShowRecovery: Query {
  public var id: RecordID
  public init(_ id: RecordID) { self.id = id }

  public struct Answer: Sendable {
    public var run: RecoveryRun
    /// A display name, or a part of the product.
    public var begunBy: String
  }

  /// - Throws: `notFound`.
  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.proposeAgreements)
    guard let run = try RecoveryStore.run(id, in: look.transaction) else {
      throw MainstayError.notFound(kind: "recovery", id: id.text)
    }
    let people = try NameStore.people(ids: [run.begunBy], in: look.transaction).mapValues(\.title)
    return Answer(run: run, begunBy: RecoveryNames.name(run.begunBy, among: people))
  }
}

enum RecoveryNames {
  /// What somebody is called whom a record names so, or a part of the product.
  static func name(_ mark: String, among people: [String: String]) -> String {
    people[mark] ?? (mark.hasPrefix("system:") ? String(mark.dropFirst("system:".count)) : "somebody")
  }
}
