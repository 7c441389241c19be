import Core
import Kernel
import TicketsUseCases

/// How many changes one person or program may send in a minute: a loop that runs away, or somebody who means ill, slows
/// nobody else down. What it costs to change a ticket grows with what has happened to it, so requesters, who write on
/// few, have the least.
///
/// Counted by node. What the product does itself (the engine, the command line, an import under way) is not counted.
struct ChangeLimits: Sendable {
  private static let window = Duration.minutes(1)
  private let requesters: RateLimit
  private let staff: RateLimit
  private let tokens: RateLimit

  init(_ rates: ChangeRates) {
    requesters = RateLimit(
      "changes by one requester", limit: rates.requester, window: ChangeLimits.window)
    staff = RateLimit("changes by one member of staff", limit: rates.staff, window: ChangeLimits.window)
    tokens = RateLimit("changes by one token", limit: rates.token, window: ChangeLimits.window)
  }

  /// Counts one change.
  /// - Throws: `Problem` 429 where the caller has none left.
  func count(_ caller: Caller, at now: Instant) throws(Problem) {
    let (limit, key) = bucket(of: caller)
    guard let wait = limit.waitCounting(key, at: now) else { return }
    throw .tooManyChanges(limit.name, limit: limit.limit, per: limit.window, retryAfter: wait)
  }

  /// Gives back one that was counted and has changed nothing.
  func giveBack(_ caller: Caller) {
    let (limit, key) = bucket(of: caller)
    limit.giveBack(key)
  }

  /// A requester has the same bucket with and without a token, so that tokens give nobody more.
  private func bucket(of caller: Caller) -> (RateLimit, key: String) {
    let principal = caller.principal
    guard principal.may(.workTickets) else { return (requesters, principal.id.text) }
    if case .token(let token) = principal.credential { return (tokens, token.id.text) }
    if case .token(let name) = caller.proof { return (tokens, principal.id.text + " " + name) }
    return (staff, principal.id.text)
  }
}
