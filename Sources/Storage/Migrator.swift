import Cryptography
import Kernel

/// Brings a schema up to date, step by step, each in a transaction under a lock that nodes share.
public struct Migrator: Sendable {
  /// What one step is in this database.
  public struct Status: Hashable, Sendable {
    public enum State: String, Hashable, Sendable {
      case applied, pending
      /// Applied with another text than the program has.
      case changed
      /// Applied by a newer program; this one does not know it.
      case unknown
    }
    public var id: String
    public var state: State
  }

  /// Why a schema cannot be brought up to date.
  public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// Two steps have this id.
    case duplicate(String)
    /// The text of an applied step was changed.
    case changed(String)
    /// A newer program has been here.
    case unknown(String)
    /// A pending step sorts before an applied one, so that a new database would come out otherwise.
    case outOfOrder(pending: String, applied: String)
    /// The database refused a step: its tables are not those that its list of steps tells of.
    case refused(String, reason: String)

    public var description: String {
      switch self {
      case .duplicate(let id): "two schema steps are called \(id)"
      case .changed(let id): "schema step \(id) differs from the one that this database was made with"
      case .unknown(let id):
        "this database has schema step \(id), which this version of the program does not know;"
          + " use the version that made it"
      case .outOfOrder(let pending, let applied):
        "schema step \(pending) is missing although the later step \(applied) has been made"
      case .refused(let id, let reason):
        "schema step \(id) is not in its list of steps made, and cannot be made: its tables are not those that "
          + "the list tells of (\(reason)). Put the database back from a backup"
      }
    }
  }

  /// Seconds that one statement of a step may take.
  public static let stepTimeLimit = 3600

  private let steps: [Migration]

  /// `migrations` in any order; they run in the order of their ids.
  public init(_ migrations: [Migration]) {
    steps = migrations.sorted { $0.id < $1.id }
  }

  /// Runs the pending steps; their ids. Throws `Refusal` before anything is changed, and when the database refuses a
  /// step, of which then nothing is kept.
  @discardableResult
  public func migrate(_ database: any Database) async throws -> [String] {
    try await database.write { transaction in
      try Self.lock(transaction)
      try Self.makeList(in: transaction)
    }
    // Written out once, as each step is held against those before it.
    let texts = steps.map { StepText($0, database.dialect) }
    var made: [String] = []
    while let id = try await database.write({ try Self.make(texts, $0) }) { made.append(id) }
    return made
  }

  /// A step as one engine is told it.
  private struct StepText: Sendable {
    var id: String
    var statements: [String]
    var digest: String

    init(_ step: Migration, _ dialect: Dialect) {
      (id, statements) = (step.id, step.statements(dialect))
      digest = Migrator.digest(statements)
    }
  }

  /// Makes the list of steps made, where there is none.
  static func makeList(in transaction: any Transaction) throws {
    try transaction.execute(
      "CREATE TABLE IF NOT EXISTS schema_step (id \(transaction.dialect.textType) PRIMARY KEY, digest TEXT NOT NULL)")
  }

  /// All steps that the program or the database knows, in order.
  public func status(_ database: any Database) async throws -> [Status] {
    let dialect = database.dialect
    let applied = try await database.read { transaction in
      try Self.hasTable(transaction) ? Self.applied(transaction) : [:]
    }
    let known = steps.map { step in
      let digest = applied[step.id]
      let state: Status.State = digest == nil ? .pending : digest == Self.digest(step, dialect) ? .applied : .changed
      return Status(id: step.id, state: state)
    }
    let unknown = Set(applied.keys).subtracting(steps.map(\.id)).map { Status(id: $0, state: .unknown) }
    return (known + unknown).sorted { $0.id < $1.id }
  }

  /// Lower-case hexadecimal SHA-256 of a step's statements, each ended by a zero byte.
  public static func digest(_ step: Migration, _ dialect: Dialect) -> String { digest(step.statements(dialect)) }

  private static func digest(_ statements: [String]) -> String {
    var hash = SHA256()
    for statement in statements {
      hash.update(statement.utf8)
      hash.update([0])
    }
    return hexadecimal(hash.finalize())
  }

  /// Runs the first pending step; nil when there is none.
  private static func make(_ steps: [StepText], _ transaction: any Transaction) throws -> String? {
    try lock(transaction)
    let applied = try applied(transaction)
    try check(steps, applied)
    guard let step = steps.first(where: { applied[$0.id] == nil }) else { return nil }
    try transaction.setTimeLimit(seconds: stepTimeLimit)
    for statement in step.statements {
      do {
        try transaction.execute(statement)
      } catch let error as StorageError {
        throw Refusal.refused(step.id, reason: "\(error)")
      }
    }
    try transaction.execute(
      "INSERT INTO schema_step (id, digest) VALUES ($1, $2)", [.text(step.id), .text(step.digest)])
    return step.id
  }

  private static func check(_ steps: [StepText], _ applied: [String: String]) throws {
    for (a, b) in zip(steps, steps.dropFirst()) where a.id == b.id { throw Refusal.duplicate(a.id) }
    let known = Set(steps.map(\.id))
    if let id = applied.keys.filter({ !known.contains($0) }).min() { throw Refusal.unknown(id) }
    for step in steps {
      if let digest = applied[step.id], digest != step.digest { throw Refusal.changed(step.id) }
    }
    if let last = applied.keys.max(), let pending = steps.first(where: { applied[$0.id] == nil }), pending.id < last {
      throw Refusal.outOfOrder(pending: pending.id, applied: last)
    }
  }

  private static func applied(_ transaction: any Transaction) throws -> [String: String] {
    let rows = try transaction.query("SELECT id, digest FROM schema_step") { (try $0.text(0), try $0.text(1)) }
    return Dictionary(rows) { first, _ in first }
  }

  private static func hasTable(_ transaction: any Transaction) throws -> Bool {
    try transaction.first(transaction.dialect.tableExists, ["schema_step"]) { _ in true } ?? false
  }

  /// Any fixed number that nothing else uses.
  private static let lockNumber: Int64 = 7_310_295_118_262_273

  private static func lock(_ transaction: any Transaction) throws {
    guard let statement = transaction.dialect.transactionLock else { return }
    try transaction.forEach(statement, [.integer(lockNumber)]) { _ in }
  }
}
