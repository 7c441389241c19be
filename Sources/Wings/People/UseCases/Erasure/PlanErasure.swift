import Core
import Journal
import Kernel
import Storage

/// Says what erasing somebody would take away, what it cannot, and what is in the way; nothing is written.
public struct PlanErasure: Query {
  public var name: String
  public var texts: ErasedTexts

  public init(of name: String, texts: ErasedTexts = .written) { (self.name, self.texts) = (name, texts) }

  /// - Throws: `notFound` where nobody is called so.
  public func answer(from look: Look) throws -> ErasurePlan {
    try look.principal.require(.managePeople)
    let found = try look.erasable(name)
    let tx = look.transaction
    var plan = ErasurePlan(id: found.subject?.id, name: name, displayName: found.person?.displayName, texts: texts)
    plan.obstacles = try look.obstacles(to: found, called: name)
    guard found.subject?.erasedAt == nil else { return plan }
    let (leaving, features) = (found.leaving(name, texts), look.app.features)
    plan.gone = try PlainNameStore.count(name, in: features.nameColumns, tx)
    for records in features.personal {
      plan.gone.merge(try records.counts(of: leaving, in: look), uniquingKeysWith: +)
    }
    plan.gone = plan.gone.filter { $0.value > 0 }
    let most = ErasureRemains.most
    let entries = try PlainNameStore.entries(
      naming: name, words: leaving.words, limit: most + 1, seen: look.readableStreams, in: tx)
    plan.remains.isPartial = !look.readableStreams(after: 0).sql.isEmpty
    plan.remains.entries = entries.prefix(most).map {
      ErasureRemains.Entry(
        stream: $0.stream, sequence: $0.sequence, kind: $0.kind, hasName: $0.mention == .name)
    }
    plan.remains.hasMoreEntries = entries.count > most
    let mentions = try features.personal.flatMap { try $0.mentions(of: leaving, limit: most + 1, in: look) }
    plan.remains.mentions = Array(mentions.prefix(most))
    plan.remains.hasMoreMentions = mentions.count > most
    return plan
  }
}

/// Whom an erasure is about.
struct Erasable {
  /// Nil of who stands only in tickets that were imported before names stood beside the journal.
  var subject: DataSubject?
  /// Nil of who has no account here.
  var person: Person?

  /// What is looked for beside the sign-in name: the name and the mail address.
  var words: [String] { [person?.displayName, person?.email].compactMap { $0 }.filter { $0 != person?.name } }

  /// As all wings see it.
  func leaving(_ name: String, _ texts: ErasedTexts) -> Leaving {
    Leaving(id: subject?.id, name: name, words: words, texts: texts)
  }
}

extension Look {
  /// - Throws: `notFound` where nobody is called so; `conflict` for somebody who may do more than the asker.
  func erasable(_ name: String) throws -> Erasable {
    let found = Erasable(
      subject: try SubjectStore.subject(named: name, in: transaction),
      person: try PeopleStore.person(named: name, in: transaction))
    if found.subject == nil, found.person == nil {
      guard !name.isEmpty, !name.hasPrefix(Principal.systemMark),
        try PlainNameStore.isThere(name, in: app.features.nameColumns, transaction)
      else { throw MainstayError.notFound(kind: "person", id: name) }
    }
    if let person = found.person { try requireCovers(person.id) }
    return found
  }

  /// Why somebody cannot be erased now, in sentences.
  func obstacles(to found: Erasable, called name: String) throws -> [String] {
    if let subject = found.subject, let erasedAt = subject.erasedAt {
      return ["\(subject.name) was erased already, at \(erasedAt.rfc3339)."]
    }
    let leaving = found.leaving(name, .keep)
    return try app.features.personal.flatMap { try $0.obstacles(to: leaving, in: self) }
  }

  /// - Throws: `conflict` where the person was erased.
  func requireNotErased(_ person: RecordID) throws {
    guard let erasedAt = try SubjectStore.subject(person, in: transaction)?.erasedAt else { return }
    throw MainstayError.conflict(
      code: "erased-person", message: "This person was erased at \(erasedAt.rfc3339) and cannot be brought back.")
  }
}
