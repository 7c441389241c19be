import Governance
import Kernel
import People
import Storage

/// The whole of the product behind its edges: they hold this value and run use cases on it.
public struct App: Sendable {
  let database: any Database
  public private(set) var clock: any Clock
  public let ids: any IDSource
  let agreements: AgreementCatalog
  let passwords: any PasswordHasher
  let seal: (any SealKeySource)?
  let secrets: (any SecretsKeySource)?
  /// The ways to the outside.
  public private(set) var channels: [Channel]
  let hooks = HookListeners()
  /// Explains clocks.
  let computing = ComputingThreads(most: ClockLimits.explained, busy: "explanations of clocks are being computed")
  /// What the installation chose about its desk.
  public let desk: DeskSettings
  /// A session that is not used for this long has ended.
  public let sessionIdle: Duration
  /// What nobody may choose as a password.
  let commonPasswords: any CommonPasswords
  /// The verifications of the whole journal that run on this node.
  public let verifier = JournalVerifier()
  /// How long what has ended is kept.
  public private(set) var retention = Retention()
  /// What has begun to fail here in background work.
  public let failures = FailureNews()
  /// Receivers of messages that have begun to fail here, or have recovered.
  public let destinations = DestinationNews()

  /// - Parameters:
  ///   - commonPasswords: What nobody may choose as a password.
  ///   - seal: The keys that sign checkpoints of the journal; an app without any cannot seal.
  ///   - desk: What the installation chose about its desk.
  ///   - sessionIdle: A session that is not used for this long has ended.
  ///   - secrets: Keys that seal the secrets of webhooks; an app without one can add none.
  ///   - channels: The ways to the outside; an app without one tells nobody.
  public init(
    database: any Database, clock: any Clock, ids: any IDSource, calendars: any CalendarSource,
    passwords: any PasswordHasher, commonPasswords: any CommonPasswords, seal: (any SealKeySource)? = nil,
    desk: DeskSettings = DeskSettings(), sessionIdle: Duration = PeopleLimits.idle,
    secrets: (any SecretsKeySource)? = nil, channels: [Channel] = []
  ) {
    self.database = database
    self.clock = clock
    self.ids = ids
    self.agreements = AgreementCatalog(calendars: calendars)
    self.passwords = passwords
    self.seal = seal
    self.desk = desk
    self.commonPasswords = commonPasswords
    self.sessionIdle = sessionIdle
    self.secrets = secrets
    self.channels = channels
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

  /// Runs a write again where it took a number that a ticket of another tool has, behind all such numbers.
  ///
  /// - Throws: `MainstayError.unavailable` where others take numbers each time meanwhile.
  func numbering<T: Sendable>(_ write: @Sendable () async throws -> T) async throws -> T {
    for _ in 0..<TicketNumbers.attempts {
      do {
        return try await write()
      } catch StorageError.unique(constraint: TicketNumbers.constraint) {
        try await database.write { try TicketNumbers.passTaken(in: $0) }
      }
    }
    throw MainstayError.unavailable(reason: "Others take the same ticket numbers at this moment; try again.")
  }

  /// Answers a query.
  public func ask<Q: Query>(_ query: Q, as principal: Principal) async throws -> Q.Output {
    let now = clock.now()
    return try await reading(for: principal) { transaction in
      try query.answer(from: Look(transaction, app: self, principal: principal, now: now))
    }
  }

  /// Runs `body` on one snapshot. Reads that come in from outside leave connections to the product itself.
  func reading<T: Sendable>(
    for principal: Principal, _ body: @escaping @Sendable (any Transaction) throws -> T
  ) async throws -> T {
    try await Job.Asker.$current.withValue(principal.credential == nil ? .product : .request) {
      try await database.read(body)
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

  /// Tells live pages, after the commit, that something changed: `outbox`, or what `App.changes` names else.
  func announce(_ subject: String) throws { try transaction.notify(Work.changeChannel, subject) }
}
