import Governance
import Kernel
import Storage

/// The whole of the product behind its edges: they hold this value and run use cases on it.
public struct App: Sendable {
  let database: any Database
  public private(set) var clock: any Clock
  public let ids: any IDSource
  let agreements: AgreementCatalog
  let passwords: any PasswordHasher
  let seal: SealKey?
  /// The verifications of the whole journal that run on this node.
  public let verifier = JournalVerifier()
  /// How long what has ended is kept.
  public private(set) var retention = Retention()
  /// What has begun to fail here in background work.
  public let failures = FailureNews()

  /// - Parameter seal: Signs checkpoints of the journal; an app without one cannot seal.
  public init(
    database: any Database, clock: any Clock, ids: any IDSource, calendars: any CalendarSource,
    passwords: any PasswordHasher, seal: SealKey? = nil
  ) {
    self.database = database
    self.clock = clock
    self.ids = ids
    self.agreements = AgreementCatalog(calendars: calendars)
    self.passwords = passwords
    self.seal = seal
  }

  /// The same product under another clock: for a past that is lived through use cases.
  public func with(clock: any Clock) -> App {
    var app = self
    app.clock = clock
    return app
  }

  /// The same product with other times of keeping.
  public func with(retention: Retention) -> App {
    var app = self
    app.retention = retention
    return app
  }

  /// Runs a command in a transaction of its own; returns once it is durable.
  @discardableResult
  public func run<C: Command>(_ command: C, as principal: Principal) async throws -> C.Output {
    let now = clock.now()
    return try await database.write { transaction in
      try command.perform(in: Work(transaction, app: self, principal: principal, now: now))
    }
  }

  /// Answers a query.
  public func ask<Q: Query>(_ query: Q, as principal: Principal) async throws -> Q.Output {
    let now = clock.now()
    return try await database.read { transaction in
      try query.answer(from: Look(transaction, app: self, principal: principal, now: now))
    }
  }

  /// What changes, as it commits, for live pages: one text a change, on every node.
  public func changes() -> AsyncStream<String> { database.notifications(Work.changeChannel) }
}

/// What a query sees: one snapshot, one instant, one principal.
public final class Look {
  let transaction: any Transaction
  let app: App
  public let principal: Principal
  public let now: Instant

  init(_ transaction: any Transaction, app: App, principal: Principal, now: Instant) {
    (self.transaction, self.app, self.principal, self.now) = (transaction, app, principal, now)
  }
}

/// What a command works with: one transaction, one instant, one principal.
public final class Work {
  static let changeChannel = "mainstay_changes"

  let transaction: any Transaction
  let app: App
  public let principal: Principal
  public let now: Instant

  init(_ transaction: any Transaction, app: App, principal: Principal, now: Instant) {
    (self.transaction, self.app, self.principal, self.now) = (transaction, app, principal, now)
  }

  func newID() -> RecordID { app.ids.next(at: now) }

  /// The same transaction as a query sees it.
  var look: Look { Look(transaction, app: app, principal: principal, now: now) }

  /// Tells live pages, after the commit, that something changed: `ticket:<id>`, `outbox`.
  func announce(_ subject: String) throws { try transaction.notify(Work.changeChannel, subject) }
}
