import Core
import Journal
import Kernel

/// Somebody who was erased.
public struct ErasedPerson: Hashable, Sendable {
  public var id: RecordID
  public var name: String
  public var erasedAt: Instant
  /// Which texts went, and why; nil where the journal does not say.
  public var texts: ErasedTexts?
  public var reason: String?

  public init(id: RecordID, name: String, erasedAt: Instant, texts: ErasedTexts? = nil, reason: String? = nil) {
    (self.id, self.name, self.erasedAt, self.texts, self.reason) = (id, name, erasedAt, texts, reason)
  }
}

/// Those who were erased, the newest first: what is to be kept outside the database, so that they can be erased again
/// where a backup from before is restored.
public struct ListErased: Query {
  /// Where a page ends: the next begins after it.
  public struct Position: Hashable, Sendable, CursorPosition {
    public var erasedAt: Instant
    public var id: RecordID
    public init(erasedAt: Instant, id: RecordID) { (self.erasedAt, self.id) = (erasedAt, id) }

    public var members: JSON { ["erasedAt": .integer(erasedAt.milliseconds), "id": .string(id.text)] }

    public init?(members: JSON) {
      guard let at = members["erasedAt"]?.integerValue, let id = members["id"]?.stringValue else { return nil }
      self.init(erasedAt: Instant(milliseconds: at), id: RecordID(id))
    }
  }

  public struct Answer: Hashable, Sendable {
    public var people: [ErasedPerson]
    /// Nil on the last page.
    public var next: Position?
  }

  public var after: Position?
  public var limit: Int

  public init(after: Position? = nil, limit: Int = PageLimits.usual) { (self.after, self.limit) = (after, limit) }

  public func answer(from look: Look) throws -> Answer {
    try look.principal.require(.managePeople)
    let limit = PageLimits.clamp(limit)
    let place = after.map { (erasedAt: $0.erasedAt, id: $0.id) }
    let subjects = try SubjectStore.erased(after: place, limit: limit + 1, in: look.transaction)
    let people = try subjects.prefix(limit).map { subject in
      var erased = ErasedPerson(id: subject.id, name: subject.name, erasedAt: subject.erasedAt ?? .earliest)
      try JournalStore.forEachEntry(of: PersonToken.of(subject.id), in: look.transaction) { stored in
        guard stored.entry.kind == PersonErasure.kind, let said = try? JSON(parsing: stored.entry.payload) else {
          return
        }
        erased.texts = said["texts"]?.stringValue.flatMap(ErasedTexts.init)
        erased.reason = said["reason"]?.stringValue
      }
      return erased
    }
    let next = subjects.count > limit ? people.last.map { Position(erasedAt: $0.erasedAt, id: $0.id) } : nil
    return Answer(people: people, next: next)
  }
}

/// What somebody is called who is known here by an id and was not erased; nil where there is nobody, or was.
public struct NameToErase: Query {
  public var id: RecordID
  public init(of id: RecordID) { self.id = id }

  public func answer(from look: Look) throws -> String? {
    try look.principal.require(.managePeople)
    guard let subject = try SubjectStore.subject(id, in: look.transaction), subject.erasedAt == nil else { return nil }
    return subject.name
  }
}
