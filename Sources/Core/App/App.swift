import Kernel
import Storage

/// The whole of the product behind its edges: they hold this value and run use cases on it.
public struct App: Sendable {
  package let database: any Database
  public private(set) var clock: any Clock
  public let ids: any IDSource
  /// What the wings offer.
  public let features: Features
  /// What the wings keep here.
  public private(set) var parts: AppParts
  /// The ways to the outside.
  public private(set) var channels: [Channel]
  /// How long what has ended is kept.
  public private(set) var retention = Retention()
  /// What has begun to fail here in background work.
  public let failures = FailureNews()

  /// - Parameters:
  ///   - features: What the wings offer.
  ///   - channels: The ways to the outside; an app without one tells nobody.
  ///   - wire: Hands the wings what they need from outside.
  public init(
    database: any Database, clock: any Clock, ids: any IDSource, features: Features, channels: [Channel] = [],
    wire: (inout AppParts) -> Void = { _ in }
  ) {
    (self.database, self.clock, self.ids, self.features) = (database, clock, ids, features)
    self.channels = channels
    parts = AppParts()
    for feature in features.all { feature.prepare(&parts) }
    wire(&parts)
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

  /// The same product with other ways to the outside.
  public func with(channels: [Channel]) -> App {
    var app = self
    app.channels = channels
    return app
  }

  /// The same product with other things that its wings keep.
  public func with(_ change: (inout AppParts) -> Void) -> App {
    var app = self
    change(&app.parts)
    return app
  }

  /// Runs a command in a transaction of its own; returns once it is durable.
  @discardableResult
  public func run<C: Command>(_ command: C, as principal: Principal) async throws -> C.Output {
    try App.requireWriting(principal)
    let now = clock.now()
    return try await numbering { [database] in
      try await database.write { transaction in
        try command.perform(in: Work(transaction, app: self, principal: principal, now: now))
      }
    }
  }

  /// Runs a write again where it took a number that another record has, behind all such numbers.
  ///
  /// - Throws: `MainstayError.unavailable` where others take numbers each time meanwhile.
  func numbering<T: Sendable>(_ write: @Sendable () async throws -> T) async throws -> T {
    var tries = 0
    while true {
      do {
        return try await write()
      } catch StorageError.unique(let constraint) {
        guard let numbering = features.all.lazy.flatMap(\.numberings).first(where: { $0.constraint == constraint })
        else { throw StorageError.unique(constraint: constraint) }
        tries += 1
        try await database.write { try numbering.passTaken($0) }
        guard tries < numbering.attempts else {
          throw MainstayError.unavailable(reason: "Others take the same numbers at this moment; try again.")
        }
      }
    }
  }

  /// Answers a query.
  public func ask<Q: Query>(_ query: Q, as principal: Principal) async throws -> Q.Output {
    try await writingFirst(as: principal) { now in
      try await reading(for: principal, once: Q.asksOnce) { transaction in
        try query.answer(from: Look(transaction, app: self, principal: principal, now: now))
      }
    }
  }

  /// Runs `body` on one snapshot. Reads that come in from outside leave connections to the product itself.
  package func reading<T: Sendable>(
    for principal: Principal, once: Bool = false, _ body: @escaping @Sendable (any Transaction) throws -> T
  ) async throws -> T {
    try await Job.Asker.$current.withValue(principal.credential == nil ? .product : .request) {
      once ? try await database.glance(body) : try await database.read(body)
    }
  }

  /// A token that may only read changes nothing, by whatever way it comes.
  static func requireWriting(_ principal: Principal) throws(MainstayError) {
    if case .token(let token) = principal.credential, !token.mayWrite {
      throw .forbidden(permission: "token scope write")
    }
  }

  /// What changes, as it commits, for live pages: one text a change, on every node: `ticket:<id>` (with `innerSuffix`
  /// where nothing of it shows to the requester), `outbox`,
  /// `agreements`, `journal`, and `standing:<id>` of a person whose sessions, tokens or rights have changed. An empty
  /// text says that some were missed.
  public func changes() -> AsyncStream<String> { database.notifications(Work.changeChannel) }
}

/// What a query sees: one snapshot, one instant, one principal.
public final class Look {
  package let transaction: any Transaction
  package let app: App
  public let principal: Principal
  public let now: Instant
  /// Whether it is the look of a command, which writes down itself what it does.
  package let isWriting: Bool

  package init(
    _ transaction: any Transaction, app: App, principal: Principal, now: Instant, isWriting: Bool = false
  ) {
    self.isWriting = isWriting
    (self.transaction, self.app, self.principal, self.now) = (transaction, app, principal, now)
  }
}

/// What a command works with: one transaction, one instant, one principal.
public final class Work {
  static let changeChannel = "mainstay_changes"

  package let transaction: any Transaction
  package let app: App
  public let principal: Principal
  public let now: Instant

  init(_ transaction: any Transaction, app: App, principal: Principal, now: Instant) {
    (self.transaction, self.app, self.principal, self.now) = (transaction, app, principal, now)
  }

  package func newID() -> RecordID { app.ids.next(at: now) }

  /// The same transaction as a query sees it.
  package var look: Look { Look(transaction, app: app, principal: principal, now: now, isWriting: true) }

  /// Tells live pages, after the commit, that something changed: `outbox`, or what `App.changes` names else.
  package func announce(_ subject: String) throws { try transaction.notify(Work.changeChannel, subject) }

  /// Tells every node, after the commit, that a person's standing has changed: a session or token ended, another
  /// role, another password. Open streams of that person look again before they send anything more.
  package func announceStanding(of person: RecordID) throws { try announce(App.standingPrefix + person.text) }

  /// As above, of everybody: what a role allows has changed, or what a team holds.
  package func announceStandingOfAll() throws { try announce(App.standingPrefix + App.everybody) }
}

extension App {
  /// What `changes` sends before a person's id when that person's standing has changed.
  public static let standingPrefix = "standing:"
  /// Stands in the place of an id where the standing of everybody may have changed.
  public static let everybody = "*"
}

extension Look {
  /// Asks again, in what goes on for longer than a request, whether its principal may still do it.
  package func requireStanding(_ permission: Permission) throws {
    try principal.require(permission)
    for feature in app.features.all { try feature.standing?(self, permission) }
  }
}
