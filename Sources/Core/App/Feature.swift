import Kernel
import Storage

/// What a wing's use cases offer to the rest of the house, as one value. The schema, verification, the kinds of notice,
/// retention, the names of streams and who may do what are folds over the features of all wings.
public struct Feature: Sendable {
  /// `Tickets`: the name of the wing.
  public var name: String
  /// What its use cases ask for.
  public var permissions: [Permission]
  public var migrations: [Migration]
  /// What holds its records against the journal.
  public var projections: [any Projection.Type]
  /// What it keeps that says who people are, and how that goes when they are erased.
  public var personal: [any PersonalRecords.Type]
  /// What its streams are about.
  public var subjects: [StreamNaming]
  /// What open pages are told of by one word, and who may know of it: `outbox`.
  public var live: [String: Permission]
  /// What it tells the outside.
  public var notices: [NoticeKind]
  /// What it deletes once that has ended for long enough.
  public var expiring: [Expiring]
  /// Kinds of work that people start and that goes on in the background.
  public var work: [WorkKind]
  /// What to do about items of its background work that fail: a sentence or two by module.
  public var remedies: [String: String]
  /// Numbers that are given again where others have taken them meanwhile.
  public var numberings: [Numbering]
  /// Asks again, in what goes on for longer than a request, whether who began it may still do what the permission is
  /// for. Throws `forbidden` where not.
  public var standing: (@Sendable (Look, Permission) throws -> Void)?
  /// Whether a database holds anything of it that a restore could hurt.
  public var holdsNothing: @Sendable (any Transaction) throws -> Bool
  /// Takes out of a restored database what was good only where it came from, such as open sessions.
  public var restored: @Sendable (any Transaction) throws -> Void
  /// Puts what it keeps in memory into a new product.
  public var prepare: @Sendable (inout AppParts) -> Void

  public init(
    _ name: String, permissions: [Permission] = [], migrations: [Migration] = [],
    projections: [any Projection.Type] = [], personal: [any PersonalRecords.Type] = [],
    subjects: [StreamNaming] = [],
    live: [String: Permission] = [:], notices: [NoticeKind] = [],
    expiring: [Expiring] = [], work: [WorkKind] = [], remedies: [String: String] = [:], numberings: [Numbering] = [],
    standing: (@Sendable (Look, Permission) throws -> Void)? = nil,
    holdsNothing: @escaping @Sendable (any Transaction) throws -> Bool = { _ in true },
    restored: @escaping @Sendable (any Transaction) throws -> Void = { _ in },
    prepare: @escaping @Sendable (inout AppParts) -> Void = { _ in }
  ) {
    (self.name, self.permissions, self.migrations) = (name, permissions, migrations)
    (self.projections, self.personal, self.subjects) = (projections, personal, subjects)
    (self.live, self.notices) = (live, notices)
    (self.expiring, self.work) = (expiring, work)
    (self.remedies, self.numberings) = (remedies, numberings)
    (self.standing, self.holdsNothing) = (standing, holdsNothing)
    (self.restored, self.prepare) = (restored, prepare)
  }
}

/// A way of giving numbers of which another writer may be first.
public struct Numbering: Sendable {
  /// What the drivers call the constraint that a number is given once.
  public var constraint: String
  /// How often a write is tried whose numbers others take meanwhile.
  public var attempts: Int
  /// What the names of its sequences begin with, of which more are made in use.
  public var sequences: String
  /// Moves behind the numbers that are taken.
  public var passTaken: @Sendable (any Transaction) throws -> Void

  public init(
    constraint: String, attempts: Int, sequences: String,
    passTaken: @escaping @Sendable (any Transaction) throws -> Void
  ) {
    (self.constraint, self.attempts, self.sequences) = (constraint, attempts, sequences)
    self.passTaken = passTaken
  }
}

/// The features of all wings, and what follows from them.
public struct Features: Sendable {
  public let all: [Feature]
  public let permissions: [Permission]
  /// The whole schema, in the order in which its steps are made.
  public let migrations: [Migration]
  public let notices: NoticeKinds
  /// What is compared by verification, in the order of the features.
  public let projections: [any Projection.Type]

  public init(_ all: [Feature]) {
    self.all = all
    permissions = [.openTickets] + all.flatMap(\.permissions) + [.runEngine]
    migrations = (CoreMigrations.all + all.flatMap(\.migrations)).sorted { $0.id < $1.id }
    notices = NoticeKinds(all.flatMap(\.notices))
    projections = all.flatMap(\.projections)
  }

  /// Who may know of what open pages are told of by one word; nil of what no wing speaks of.
  public func permission(ofLive subject: String) -> Permission? { all.lazy.compactMap { $0.live[subject] }.first }

  public var workKinds: [WorkKind] { all.flatMap(\.work) }

  /// Kinds of record that verification compares.
  public var records: [RecordKind] { projections.flatMap { $0.records } }

  /// What a role may do.
  public func permissions(of role: Role) -> [Permission] { permissions.filter(role.has) }

  /// Whether a database holds nothing that a restore could hurt.
  public func holdsNothing(_ transaction: any Transaction) throws -> Bool {
    try JournalStore.isEmpty(in: transaction) && all.allSatisfy { try $0.holdsNothing(transaction) }
  }

  /// What to do about an item of background work that fails, in a sentence or two.
  public func remedy(for item: WorkItem) -> String {
    all.lazy.compactMap { $0.remedies[item.module] }.first ?? "Mend what it says, then try again."
  }
}
