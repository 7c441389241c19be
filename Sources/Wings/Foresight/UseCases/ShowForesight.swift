import Agreements
import AgreementsUseCases
import Core
import Foresight
import Kernel
import TicketsUseCases

/// What is known of foresight: the model in use, those before it, and the clocks that are likeliest to miss.
public struct ForesightOverview: Sendable {
  /// A running clock of a ticket that the reader sees.
  public struct Line: Sendable {
    public var clock: ForeseenClock
    public var number: String
    public var title: String
    public var due: Instant?
  }

  /// The newest first; the first is in use. Without their groups.
  public var models: [KeptModel]
  /// Models that cannot be read, a line each.
  public var unreadable: [String]
  /// Names of agreements by their keys.
  public var agreements: [String: String]
  /// The likeliest to miss first.
  public var likeliest: [Line]
  /// Running clocks of which something is said, and of which nothing.
  public var said: Int
  public var silent: Int
  /// Since when somebody waits for another model.
  public var wishedAt: Instant?
  public var mayLearn: Bool
}

/// Shows how well misses are foreseen.
public struct ShowForesight: Query {
  public init() {}

  public func answer(from look: Look) throws -> ForesightOverview {
    try look.principal.require(.seeForesight)
    let tx = look.transaction
    let found = try ForesightStore.all(in: tx)
    let sight = look.principal.sight(of: .seeAllTickets)
    let counts = try ForeseenClockStore.counts(seen: sight, in: tx)
    var names: [String: String] = [:]
    for version in try AgreementsInForce(in: look).versions(at: look.now).versions {
      names[version.key] = version.terms.agreement.name
    }
    return ForesightOverview(
      models: found.rows, unreadable: found.unreadable, agreements: names,
      likeliest: try ForeseenClockStore.likeliest(seen: sight, limit: ForesightLimits.listed, in: tx).map {
        ForesightOverview.Line(clock: $0.clock, number: $0.number, title: $0.title, due: $0.due)
      }, said: counts.said, silent: counts.silent, wishedAt: try ForesightStore.standing(in: tx).wishedAt,
      mayLearn: look.principal.may(.learnForesight))
  }
}
