import Core
import Journal
import Kernel
import Storage

/// How often sign-ins with a name were refused on one day (UTC), and where the last one came from.
public struct RefusedSignIns: Hashable, Sendable {
  /// Nil stands for all names that nobody has.
  public var name: String?
  /// Days since 1970-01-01.
  public var day: Int64
  public var count: Int
  public var lastAt: Instant
  public var lastAddress: String

  static func day(of instant: Instant) -> Int64 {
    Int64((Double(instant.milliseconds) / 86_400_000).rounded(.down))
  }
  /// The beginning of the day.
  public var begins: Instant { Instant(milliseconds: day * 86_400_000) }
}

/// Counts a refused sign-in. Known and unknown names take the same statements, so that time does not tell them apart.
struct NoteRefusedSignIn: Command {
  var name: String
  var address: String

  func perform(in work: Work) throws {
    try work.principal.require(.managePeople)
    let known = try PeopleStore.id(named: name, in: work.transaction)
    try RefusedSignInStore.count(
      known == nil ? RefusedSignInStore.nobody : name, day: RefusedSignIns.day(of: work.now), at: work.now,
      address: address,
      in: work.transaction)
  }
}

/// Refused sign-ins of the last `PeopleLimits.refusals`, the newest day first and the most of a day first.
public struct ListRefusedSignIns: Query {
  public init() {}

  public func answer(from look: Look) throws -> [RefusedSignIns] {
    try look.principal.require(.managePeople)
    return try RefusedSignInStore.latest(
      since: RefusedSignIns.day(of: look.now - PeopleLimits.refusals), limit: PageLimits.most, in: look.transaction)
  }
}

/// Writes the refused sign-ins of past days into the journal: one entry a person and day, however many there were.
public struct JournalRefusedSignIns: Command {
  /// Entries of one transaction.
  public static let batch = 100
  public init() {}

  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    let past = try RefusedSignInStore.unjournaled(
      before: RefusedSignIns.day(of: work.now), limit: JournalRefusedSignIns.batch, in: work.transaction)
    for one in past {
      let person = try one.name.flatMap { try PeopleStore.id(named: $0, in: work.transaction) }
      try work.record(
        [
          Happening(
            kind: "person.sign-ins-refused", at: work.now,
            payload: ["day": .string(one.begins.rfc3339), "count": .integer(Int64(one.count))])
        ], on: person.map { "person/\($0)" } ?? "sign-in")
      try RefusedSignInStore.markJournaled(one, in: work.transaction)
    }
    return past.count
  }
}
