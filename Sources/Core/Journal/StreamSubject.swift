import Kernel
import Storage

/// What a stream of the journal is about, as people name it.
public struct StreamSubject: Hashable, Sendable {
  /// A ticket's number, or the display name of a person.
  public var title: String
  /// A ticket's subject, or the sign-in name of a person.
  public var detail: String

  public init(title: String, detail: String) { (self.title, self.detail) = (title, detail) }
}

/// How a wing names the subjects of its streams. Streams that are called by a readable key already, such as an
/// agreement's, need none.
public struct StreamNaming: Sendable {
  /// What the names of the streams begin with: `ticket/`.
  public var prefix: String
  /// Who may know what the streams are about.
  public var permission: Permission
  /// The subjects by what follows the prefix, those that there are, by one statement.
  public var find: @Sendable (_ keys: Set<String>, any Transaction) throws -> [String: StreamSubject]
  /// What follows the prefix, of a subject by what people call it; nil where nothing is called so.
  public var key: @Sendable (_ name: String, any Transaction) throws -> String?
  /// Which of its streams a principal may read at all: a condition on a column that names streams, behind ` AND `, with
  /// the values of its parameters, which follow `count` others. Nil where these are all.
  public var readable: @Sendable (_ principal: Principal, _ column: String, _ count: Int) -> StreamCondition?
  /// Asked before one of its streams is shown, by what follows the prefix: what has to be written first.
  public var opening: @Sendable (_ key: String, Look) throws -> Void
  /// Members of entries that hold what follows the prefix of another of its streams, by the kind of the entry.
  public var mentions: [String: String]
  /// As above, of streams of another wing, by the prefix of these: what hides there is hidden here too.
  public var others: [String: [String: String]]

  public init(
    _ prefix: String, _ permission: Permission, mentions: [String: String] = [:],
    others: [String: [String: String]] = [:],
    readable: @escaping @Sendable (_ principal: Principal, _ column: String, _ count: Int) -> StreamCondition? = {
      _, _, _ in nil
    },
    opening: @escaping @Sendable (_ key: String, Look) throws -> Void = { _, _ in },
    key: @escaping @Sendable (_ name: String, any Transaction) throws -> String? = { _, _ in nil },
    find: @escaping @Sendable (_ keys: Set<String>, any Transaction) throws -> [String: StreamSubject]
  ) {
    (self.prefix, self.permission, self.find, self.key) = (prefix, permission, find, key)
    (self.readable, self.mentions, self.others, self.opening) = (readable, mentions, others, opening)
  }
}

/// Part of a statement that takes in only some streams.
public struct StreamCondition: Sendable {
  public var sql: String
  public var values: [SQLValue]

  public init(_ sql: String, _ values: [SQLValue]) { (self.sql, self.values) = (sql, values) }
}

extension Look {
  /// Which streams the principal may read, as `StreamNaming.readable` of all wings has it; empty where all.
  package func readableStreams(after count: Int) -> StreamCondition { readable("stream", after: count) }

  /// As above, by another column that names streams, such as the subject of a notice.
  package func readable(_ column: String, after count: Int) -> StreamCondition {
    var all = StreamCondition("", [])
    for naming in app.features.all.lazy.flatMap(\.subjects) {
      guard let one = naming.readable(principal, column, count + all.values.count) else { continue }
      all.sql += one.sql
      all.values += one.values
    }
    return all
  }

  /// Those of some streams that the principal may not read.
  package func unreadable(among streams: Set<String>) throws -> Set<String> {
    let seen = readableStreams(after: 1)
    guard !seen.sql.isEmpty, !streams.isEmpty else { return [] }
    return streams.subtracting(try JournalStore.those(of: streams, among: seen, in: transaction))
  }

  /// Refuses who may not read every stream of the journal.
  ///
  /// - Parameter kinds: Kinds of notice: only streams count of wings that tell of any of these; nil: all do.
  /// - Throws: `forbidden`, which says whose reach is missing.
  package func requireAllStreams(toldBy kinds: Set<String>? = nil) throws(MainstayError) {
    for feature in app.features.all {
      let tells = kinds.map { kinds in
        kinds.contains(NoticeKind.every) || feature.notices.contains { kinds.contains($0.name) }
      }
      guard tells ?? true else { continue }
      for naming in feature.subjects where naming.readable(principal, "stream", 0) != nil {
        // What is confidential is told to people alone, so that a listener needs no clearance.
        try principal.requireEverywhere(naming.permission)
        if kinds == nil { throw .outOfReach(naming.permission.name) }
      }
    }
  }

  /// Refuses a stream that the principal may not read as if there were none.
  package func requireReadable(_ stream: String, orNotFound kind: String, _ id: String) throws {
    let seen = readableStreams(after: 1)
    if !seen.sql.isEmpty, try !JournalStore.isThere(stream, among: seen, in: transaction) {
      throw MainstayError.notFound(kind: kind, id: id)
    }
    for naming in app.features.all.lazy.flatMap(\.subjects) {
      if let key = stream.key(behind: naming.prefix) { try naming.opening(key, self) }
    }
  }
}

extension StreamSubject {
  /// The subjects of streams by their names, as far as the principal may know them: one statement a kind of stream.
  public static func all(of streams: some Sequence<String>, from look: Look) throws -> [String: StreamSubject] {
    var keys: [String: Set<String>] = [:]
    for stream in streams {
      guard let slash = stream.firstIndex(of: "/") else { continue }
      keys[String(stream[...slash]), default: []].insert(String(stream[stream.index(after: slash)...]))
    }
    var found: [String: StreamSubject] = [:]
    for naming in look.app.features.all.lazy.flatMap(\.subjects) where look.principal.may(naming.permission) {
      guard let wanted = keys[naming.prefix] else { continue }
      for (key, subject) in try naming.find(wanted, look.transaction) { found[naming.prefix + key] = subject }
    }
    return found
  }
}
