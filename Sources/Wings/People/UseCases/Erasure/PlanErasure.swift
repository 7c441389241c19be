import Governance
import Kernel
import People
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
    plan.obstacles = try look.obstacles(to: found)
    guard found.subject?.erasedAt == nil else { return plan }
    let id = found.subject?.id ?? RecordID("")
    plan.gone = try ErasureStore.counts(of: id, name: name, words: found.words, in: tx)
    (plan.gone[.ticketTexts], plan.gone[.messages]) = try ErasureStore.countTexts(of: name, texts, in: tx)
    plan.gone[.notices] = try ErasureStore.countNotices(of: name, in: tx)
    plan.gone[.person] = found.person == nil ? 0 : 1
    plan.gone[.key] = found.subject?.key == nil ? 0 : 1
    plan.gone[.sealedTexts] = found.subject == nil ? 0 : try ErasureStore.countSealed(of: id, in: tx)
    plan.gone = plan.gone.filter { $0.value > 0 }
    let most = ErasureRemains.most
    let entries = try ErasureStore.plainEntries(naming: name, words: found.words, limit: most + 1, in: tx)
    plan.remains.entries = Array(entries.prefix(most))
    plan.remains.hasMoreEntries = entries.count > most
    let mentions = try ErasureStore.tickets(
      mentioning: found.words.isEmpty ? [name] : found.words, otherThan: name, texts, limit: most + 1, in: tx)
    plan.remains.mentions = Array(mentions.prefix(most))
    plan.remains.hasMoreMentions = mentions.count > most
    return plan
  }
}

/// Those who were erased, the newest first, at most `PageLimits.most`.
public struct ListErased: Query {
  public init() {}

  public func answer(from look: Look) throws -> [ErasedPerson] {
    try look.principal.require(.managePeople)
    return try SubjectStore.erased(limit: PageLimits.most, in: look.transaction).map {
      ErasedPerson(id: $0.id, name: $0.name, erasedAt: $0.erasedAt ?? .earliest)
    }
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
}

extension Look {
  /// - Throws: `notFound` where nobody is called so.
  func erasable(_ name: String) throws -> Erasable {
    let found = Erasable(
      subject: try SubjectStore.subject(named: name, in: transaction),
      person: try PeopleStore.person(named: name, lock: false, in: transaction))
    if found.subject == nil, found.person == nil {
      guard !name.hasPrefix(Principal.systemMark), try ErasureStore.isNamed(name, in: transaction) else {
        throw MainstayError.notFound(kind: "person", id: name)
      }
    }
    return found
  }

  /// Why somebody cannot be erased now, in sentences.
  func obstacles(to found: Erasable) throws -> [String] {
    var obstacles: [String] = []
    if let erasedAt = found.subject?.erasedAt {
      return ["\(found.subject?.name ?? "") was erased already, at \(erasedAt.rfc3339)."]
    }
    guard let person = found.person else { return [] }
    if person.id == principal.id { obstacles.append("Nobody erases themselves.") }
    if person.role == .admin, try ErasureStore.otherAdministrators(than: person.id, in: transaction) == 0 {
      obstacles.append("\(person.name) is the last administrator who can sign in.")
    }
    var filter = TicketFilter()
    filter.assignee = person.name
    let open = try TicketListStore.count(filter, bound: CountTickets.bound + 1, in: transaction)
    if open > 0 {
      let count = open > CountTickets.bound ? "more than \(CountTickets.bound)" : String(open)
      obstacles.append("\(person.name) owns \(count) open \(open == 1 ? "ticket" : "tickets"): give them away first.")
    }
    return obstacles
  }

  /// - Throws: `conflict` where the person was erased.
  func requireNotErased(_ person: RecordID) throws {
    guard let erasedAt = try SubjectStore.subject(person, in: transaction)?.erasedAt else { return }
    throw MainstayError.conflict(
      code: "erased-person", message: "This person was erased at \(erasedAt.rfc3339) and cannot be brought back.")
  }
}
