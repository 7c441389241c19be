import Core
import Kernel
import Services

/// Services of which a period has ended that is not stated yet, at most `limit`.
public struct DueServices: Query {
  public var limit: Int
  public init(limit: Int) { self.limit = limit }

  public static var asksOnce: Bool { true }

  public func answer(from look: Look) throws -> [String] {
    try look.principal.require(.runEngine)
    return try PromiseStore.due(by: look.now, limit: limit, in: look.transaction)
  }
}

/// States the periods of one service that have ended.
public struct StatePeriods: Command {
  public var service: String
  public init(of service: String) { self.service = service }

  /// - Returns: How many were stated.
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.runEngine)
    try OutageStore.lock(in: work.transaction)
    return try work.statePeriods(of: service, PromiseStore.line(of: service, in: work.transaction))
  }
}

extension App {
  /// What the background work is called that states periods.
  public static let statingModule = "availability"

  /// States the periods that have ended, each service in a transaction of its own.
  ///
  /// - Returns: How many services were looked at.
  public func statePeriods(limit: Int, as principal: Principal) async throws -> Int {
    let due = try await ask(DueServices(limit: limit), as: principal)
    guard !due.isEmpty else { return 0 }
    let failed = Set(try await failedItems(of: App.statingModule, limit: limit, as: principal))
    for service in due {
      _ = try await attempt(
        WorkItem(App.statingModule, service), again: failed.contains(service), as: principal
      ) { try await run(StatePeriods(of: service), as: principal) }
    }
    return due.count
  }
}
