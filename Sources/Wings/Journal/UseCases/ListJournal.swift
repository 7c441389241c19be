import Core
import Journal
import Kernel
import Storage

/// A page of the journal, newest first.
public struct JournalPage: Hashable, Sendable {
  public var entries: [StoredEntry]
  /// Where the next page begins; nil on the last. A page under a filter may be short and still have one.
  public var next: ListJournal.Position?
  /// What the streams of these entries are about, by the names of the streams; only where it was asked for.
  public var subjects: [String: StreamSubject] = [:]
  /// What stands on this page and cannot be read, in words.
  public var unreadable: [String] = []
}

/// The journal's latest entries, by kind, actor or stream.
public struct ListJournal: Query {
  /// Entries that one page under a filter looks through at most.
  public static let window = 20_000
  /// Characters of a filter.
  public static let longestFilter = 200

  /// Where a page ends: the next begins before it.
  public struct Position: Hashable, Sendable {
    public var recordedAt: Instant
    public var stream: String
    public var sequence: Int64

    public init(recordedAt: Instant, stream: String, sequence: Int64) {
      (self.recordedAt, self.stream, self.sequence) = (recordedAt, stream, sequence)
    }
  }

  public var kind: String?
  /// The present name of who did it.
  public var actor: String?
  /// The beginning of the stream's name: `ticket/`, `agreement/gold`.
  public var streamPrefix: String?
  public var before: Position?
  public var limit: Int
  /// Whether the page also says what its streams are about.
  public var withSubjects: Bool

  public init(
    kind: String? = nil, actor: String? = nil, streamPrefix: String? = nil, before: Position? = nil,
    limit: Int = PageLimits.usual, withSubjects: Bool = false
  ) {
    self.withSubjects = withSubjects
    (self.kind, self.actor, self.streamPrefix) = (kind, actor, streamPrefix)
    (self.before, self.limit) = (before, limit)
  }

  public func answer(from look: Look) throws -> JournalPage {
    try look.principal.require(.seeJournal)
    let faults = [("kind", kind), ("actor", actor), ("stream", streamPrefix)].compactMap { name, value in
      value.map { $0.unicodeScalars.count > ListJournal.longestFilter } ?? false
        ? FieldFault(name, "may have at most \(ListJournal.longestFilter) characters") : nil
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let limit = PageLimits.clamp(limit)
    let start = before.map {
      JournalStore.Place(recordedAt: $0.recordedAt, stream: $0.stream, sequence: $0.sequence)
    }
    let isFiltered = kind != nil || actor != nil || streamPrefix != nil
    // Without a bound, a filter that finds nothing would read the whole journal.
    let end =
      isFiltered
      ? try JournalStore.place(
        ListJournal.window, before: start, seen: look.readableStreams, in: look.transaction) : nil
    // Entries of before have the name itself.
    let token = try actor.flatMap { try SubjectStore.subject(named: $0, in: look.transaction) }.map {
      PersonToken.of($0.id)
    }
    let found = try JournalStore.latest(
      before: start, notBefore: end, kind: kind, actors: actor.map { [$0, token ?? $0] }, streamPrefix: streamPrefix,
      limit: limit + 1, seen: look.readableStreams, in: look.transaction)
    let shown = found.prefix(limit)
    let (entries, unreadable) = (try look.read(shown.compactMap(\.stored)), shown.compactMap(\.fault))
    let subjects = withSubjects ? try StreamSubject.all(of: entries.lazy.map(\.entry.stream), from: look) : [:]
    if found.count > limit, let last = shown.last(where: { $0.place != nil })?.place {
      return JournalPage(
        entries: entries,
        next: Position(recordedAt: last.recordedAt, stream: last.stream, sequence: last.sequence), subjects: subjects,
        unreadable: unreadable)
    }
    return JournalPage(
      entries: entries,
      next: end.map { Position(recordedAt: $0.recordedAt, stream: $0.stream, sequence: $0.sequence) },
      subjects: subjects, unreadable: unreadable)
  }
}

extension Look {
  /// Entries as people read them: with present names in the place of ids, with what keys of people sealed in plain, and
  /// without the ids of what the principal may not know.
  /// Their hashes are over what an export has.
  func read(_ stored: [StoredEntry]) throws -> [StoredEntry] {
    let payloads = try withoutUnreadable(stored)
    let words = payloads.flatMap { $0?.texts ?? [] }
    let names = try SubjectNames(
      stored.map(\.entry.actor) + words.filter { PersonToken.id($0) != nil }
        + zip(stored, payloads).flatMap { one, payload in
          payload.map { PersonalMembers.names(one.entry.kind, $0) } ?? []
        }, in: transaction)
    let texts = try PersonalTexts(words, from: self)
    return zip(stored, payloads).map { one, payload in
      var one = one
      one.entry.actor = names(one.entry.actor)
      if let payload {
        let named = PersonalMembers.replacing(one.entry.kind, payload, name: { names($0) }, text: { $0 })
        one.entry.payload =
          named.mapTexts { text in
            PersonalText(text) == nil ? PersonToken.id(text) == nil ? text : names(text) : texts(text)
          }.canonical
      }
      return one
    }
  }

  /// The payloads of entries, without the members that name a stream which the principal may not read.
  private func withoutUnreadable(_ stored: [StoredEntry]) throws -> [JSON?] {
    var payloads = stored.map { try? JSON(parsing: $0.entry.payload) }
    var places: [(index: Int, member: String, stream: String)] = []
    let namings = app.features.all.flatMap(\.subjects)
    for naming in namings where naming.readable(principal, "stream", 0) != nil {
      var mentions = naming.mentions
      for other in namings { mentions.merge(other.others[naming.prefix] ?? [:]) { own, _ in own } }
      for (index, one) in stored.enumerated() {
        guard let member = mentions[one.entry.kind], let key = payloads[index]?[member]?.stringValue
        else { continue }
        places.append((index, member, naming.prefix + key))
      }
      // What failed in the background: its words may tell of it, too.
      for (index, one) in stored.enumerated() where one.entry.stream == Work.engineStream {
        guard let item = payloads[index]?["item"]?.stringValue, item.hasPrefix(naming.prefix) else { continue }
        places += ["item", "error", "cause"].map { (index, $0, item) }
      }
    }
    let hidden = try unreadable(among: Set(places.map(\.stream)))
    for place in places where hidden.contains(place.stream) {
      guard var members = payloads[place.index]?.objectValue else { continue }
      members[place.member] = nil
      payloads[place.index] = .object(members)
    }
    return payloads
  }
}

extension JSON {
  fileprivate func mapTexts(_ change: (String) -> String) -> JSON {
    switch self {
    case .string(let text): .string(change(text))
    case .array(let elements): .array(elements.map { $0.mapTexts(change) })
    case .object(let members): .object(members.mapValues { $0.mapTexts(change) })
    case .null, .bool, .integer, .decimal: self
    }
  }
}

/// One stream's entries in order, after one of them. Throws `notFound` where there is no such stream.
public struct StreamEntries: Query {
  public var stream: String
  public var after: Int64
  public var limit: Int

  public init(_ stream: String, after: Int64 = 0, limit: Int = PageLimits.usual) {
    (self.stream, self.after, self.limit) = (stream, after, limit)
  }

  public struct Answer: Hashable, Sendable {
    public var entries: [StoredEntry]
    /// Where the stream is recorded to end.
    public var head: StreamHead
    /// The checkpoint that sealed the stream last; nil where none has.
    public var lastSeal: Int64?
    public var hasMore: Bool
    /// The entry behind which the next page begins.
    public var last: Int64
    /// What stands among these and cannot be read, in words.
    public var unreadable: [String]
    /// What the stream is about, where that has a name of its own.
    public var subject: StreamSubject?
  }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.seeJournal)
    guard let head = try JournalStore.head(of: stream, lock: false, in: look.transaction) else {
      throw MainstayError.notFound(kind: "stream", id: stream)
    }
    try look.requireReadable(stream, orNotFound: "stream", stream)
    let limit = PageLimits.clamp(limit)
    let found = try JournalStore.entries(of: stream, after: after, limit: limit + 1, in: look.transaction)
    let shown = found.prefix(limit)
    return Answer(
      entries: try look.read(shown.compactMap(\.stored)), head: head,
      lastSeal: try JournalStore.lastSeal(of: stream, in: look.transaction), hasMore: found.count > limit,
      last: shown.compactMap(\.place).last?.sequence ?? after, unreadable: shown.compactMap(\.fault),
      subject: try StreamSubject.all(of: [stream], from: look)[stream])
  }
}
