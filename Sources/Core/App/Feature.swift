import Journal
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
  /// What it holds against its records beside, in the course of a whole verification.
  public var checks: [Check]
  /// What it keeps that says who people are, and how that goes when they are erased.
  public var personal: [any PersonalRecords.Type]
  /// What its streams are about.
  public var subjects: [StreamNaming]
  /// What open pages are told of by one word, and who may know of it: `outbox`.
  public var live: [String: Permission]
  /// What it tells the outside.
  public var notices: [NoticeKind]
  /// What of it waits for people's decisions, of which they are told.
  public var matters: [Matter]
  /// What it deletes once that has ended for long enough.
  public var expiring: [Expiring]
  /// Kinds of work that people start and that goes on in the background.
  public var work: [WorkKind]
  /// What to do about items of its background work that fail: a sentence or two by module.
  public var remedies: [String: String]
  /// Modules whose items fail by what others' servers do: worth a warning, and no fault of this one.
  public var elsewhere: Set<String>
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
    projections: [any Projection.Type] = [], checks: [Check] = [], personal: [any PersonalRecords.Type] = [],
    subjects: [StreamNaming] = [],
    live: [String: Permission] = [:], notices: [NoticeKind] = [], matters: [Matter] = [],
    expiring: [Expiring] = [], work: [WorkKind] = [], remedies: [String: String] = [:],
    elsewhere: Set<String> = [], numberings: [Numbering] = [],
    standing: (@Sendable (Look, Permission) throws -> Void)? = nil,
    holdsNothing: @escaping @Sendable (any Transaction) throws -> Bool = { _ in true },
    restored: @escaping @Sendable (any Transaction) throws -> Void = { _ in },
    prepare: @escaping @Sendable (inout AppParts) -> Void = { _ in }
  ) {
    (self.name, self.permissions, self.migrations) = (name, permissions, migrations)
    (self.projections, self.personal, self.subjects) = (projections, personal, subjects)
    self.checks = checks
    (self.live, self.notices, self.matters) = (live, notices, matters)
    (self.expiring, self.work) = (expiring, work)
    (self.remedies, self.elsewhere, self.numberings) = (remedies, elsewhere, numberings)
    (self.standing, self.holdsNothing) = (standing, holdsNothing)
    (self.restored, self.prepare) = (restored, prepare)
  }
}

extension Feature {
  /// What is held against records, all of it on one snapshot, and changes nothing.
  public struct Check: Sendable {
    public var name: String
    /// What does not hold.
    public var findings: @Sendable (Look) throws -> [JournalFinding]

    public init(_ name: String, findings: @escaping @Sendable (Look) throws -> [JournalFinding]) {
      (self.name, self.findings) = (name, findings)
    }
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
  /// What waits for people's decisions.
  public let matters: [Matter]
  /// What is compared by verification, in the order of the features.
  public let projections: [any Projection.Type]

  public init(_ all: [Feature]) {
    self.all = all
    permissions = [.openTickets] + all.flatMap(\.permissions) + [.runEngine]
    migrations = (CoreMigrations.all + all.flatMap(\.migrations)).sorted { $0.id < $1.id }
    notices = NoticeKinds(all.flatMap(\.notices))
    matters = all.flatMap(\.matters)
    projections = all.flatMap(\.projections)
  }

  /// Who may know of what open pages are told of by one word; nil of what no wing speaks of.
  public func permission(ofLive subject: String) -> Permission? { all.lazy.compactMap { $0.live[subject] }.first }

  public var workKinds: [WorkKind] { all.flatMap(\.work) }

  /// Kinds of record that verification compares.
  public var records: [RecordKind] { projections.flatMap { $0.records } }

  /// What comes with a role where nobody has changed what it allows.
  public func permissions(of role: Role) -> [Permission] { permissions.filter(role.has) }

  /// What a principal may do anywhere.
  public func permissions(of principal: Principal) -> [Permission] { permissions.filter(principal.may) }

  /// What people can be given: all but what is the product's own.
  public var givable: [Permission] { permissions.filter { $0.from != .system } }

  /// As above, with those of classes that are named.
  public func givable(naming names: some Sequence<String>) -> [Permission] {
    givable + Permission.ofClasses(Set(names))
  }

  /// The permission of a name; nil where no wing has one.
  public func permission(named name: String) -> Permission? { permissions.first { $0.name == name } }

  /// What roles in scopes allow together.
  ///
  /// - Parameters:
  ///   - held: The names that each role allows, with where it is held.
  ///   - teamsOfDesks: The teams that belong to desks, by the keys of these.
  public func access(
    _ held: [(permissions: Set<String>, scope: GrantScope)], teamsOfDesks: [String: Set<String>] = [:]
  ) -> AccessRights {
    var access = AccessRights()
    for permission in givable(naming: held.flatMap(\.permissions)) {
      for one in held where one.permissions.contains(permission.name) {
        switch (permission.holds, one.scope) {
        case (_, .everything), (.anyScope, _): access.allow(permission.name, in: .everything)
        case (.tickets, .desk(let key)):
          access.allow(permission.name, in: .desk(key), teams: teamsOfDesks[key] ?? [])
        case (.tickets, let scope): access.allow(permission.name, in: scope)
        case (.house, _): break
        }
      }
    }
    return access
  }

  /// Whether a database holds nothing that a restore could hurt.
  public func holdsNothing(_ transaction: any Transaction) throws -> Bool {
    try JournalStore.isEmpty(in: transaction) && all.allSatisfy { try $0.holdsNothing(transaction) }
  }

  /// Whether an item of background work fails by what somebody else's server does.
  public func failsElsewhere(_ item: WorkItem) -> Bool { all.contains { $0.elsewhere.contains(item.module) } }

  /// What to do about an item of background work that fails, in a sentence or two.
  public func remedy(for item: WorkItem) -> String {
    all.lazy.compactMap { $0.remedies[item.module] }.first ?? "Mend what it says, then try again."
  }
}
