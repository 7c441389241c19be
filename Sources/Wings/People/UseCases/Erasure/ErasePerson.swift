import Governance
import Kernel
import People
import Storage

extension App {
  /// Erases somebody for good: ends their access, takes texts and messages away portion by portion, then destroys the
  /// key, the salts and everything that names them, and journals that. Broken off, it is asked for again and goes on.
  ///
  /// - Throws: `invalid` where the confirmation or the reason will not do, `notFound` where nobody is called so,
  ///   `conflict` where something is in the way.
  public func erase(_ request: ErasureRequest, as principal: Principal) async throws -> ErasureReport {
    var gone = try await run(BeginErasure(request), as: principal)
    var isDone = false
    while !isDone {
      try Task.checkCancellation()
      let portion = try await run(ErasePortion(request), as: principal)
      gone.merge(portion.gone, uniquingKeysWith: +)
      isDone = portion.isLast
    }
    // Outside of the transaction, as it reads the whole journal; no entry of this version has a name in plain.
    let facts = try await ask(PlainName(of: request.name), as: principal)
    let report = try await run(FinishErasure(request: request, isNamedInPlain: facts, gone: gone), as: principal)
    try await database.scrub()
    return report
  }
}

/// Ends the access of who is to be erased, so that nothing of theirs is under way; how many sessions and devices ended.
struct BeginErasure: Command {
  var request: ErasureRequest
  init(_ request: ErasureRequest) { self.request = request }

  func perform(in work: Work) throws -> [ErasureClass: Int] {
    let found = try work.requireErasable(request)
    try request.check(against: found)
    // Known from now on, where only tickets of before name them.
    _ = try work.subjects(named: [request.name])
    guard var person = found.person, person.isActive else { return [:] }
    let counts = try ErasureStore.counts(of: person.id, name: person.name, words: [], in: work.transaction)
    (person.isActive, person.version) = (false, person.version + 1)
    try PeopleStore.update(person, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "person.changed", at: work.now,
          payload: person.journaled().with(SideRecord.member, work.coverSide(.person, person.id)))
      ], on: PersonToken.of(person.id))
    try work.endAccess(of: person.id, andTokens: true)
    return counts.filter { $0.key == .sessions || $0.key == .devices }
  }
}

/// Takes away a portion of the texts that go, and of the messages to the outside.
struct ErasePortion: Command {
  /// Tickets, and notices, of one portion.
  static let most = 200
  var request: ErasureRequest
  init(_ request: ErasureRequest) { self.request = request }

  struct Answer: Sendable {
    var gone: [ErasureClass: Int] = [:]
    var isLast = false
  }

  func perform(in work: Work) throws -> Answer {
    let found = try work.requireErasable(request)
    guard let subject = found.subject else { return Answer(isLast: true) }
    var answer = Answer()
    let tickets = try ErasureStore.tickets(
      of: request.name, request.texts, limit: ErasePortion.most, in: work.transaction)
    // In one order, as those have it who change two tickets at once.
    for ticket in tickets {
      let stream = TicketFile.stream(of: ticket)
      let head = try JournalStore.head(of: stream, lock: true, in: work.transaction)
      let (hasText, messages) = try ErasureStore.texts(
        of: ticket, by: request.name, request.texts, in: work.transaction)
      guard hasText || !messages.isEmpty else { continue }
      let erasure = TextErasure(person: subject.id, hasText: hasText, messages: messages)
      try ErasureStore.erase(erasure, of: ticket, in: work.transaction)
      try work.record(
        [Happening(kind: TextErasure.kind, at: work.now, payload: erasure.payload)], on: stream, after: head)
      try work.announce("ticket:" + ticket.text)
      answer.gone[.ticketTexts, default: 0] += hasText ? 1 : 0
      answer.gone[.messages, default: 0] += messages.count
    }
    let notices = try ErasureStore.notices(of: request.name, limit: ErasePortion.most, in: work.transaction)
    let ended = notices.filter { !$0.isUnderway }
    try ErasureStore.delete(ended.map(\.id), in: work.transaction)
    if !ended.isEmpty { try work.announce("outbox") }
    answer.gone[.notices] = ended.count
    // What is under way is told under another name, in the end.
    answer.isLast = tickets.count < ErasePortion.most && (ended.isEmpty || notices.count < ErasePortion.most)
    return answer
  }
}

/// Whether entries of before hold a name in plain.
struct PlainName: Query {
  var name: String
  init(of name: String) { self.name = name }

  func answer(from look: Look) throws -> Bool {
    try look.principal.require(.managePeople)
    return try ErasureStore.hasPlainName(name, in: look.transaction)
  }
}

/// Destroys the key and everything that names the person, and journals it.
struct FinishErasure: Command {
  /// Notices under way that are told under another name.
  static let mostNotices = 10_000
  var request: ErasureRequest
  var isNamedInPlain: Bool
  /// What went before.
  var gone: [ErasureClass: Int]

  func perform(in work: Work) throws -> ErasureReport {
    let tx = work.transaction
    try ErasureStore.lock(in: tx)
    let found = try work.requireErasable(request)
    guard let subject = found.subject else { throw MainstayError.notFound(kind: "person", id: request.name) }
    let late = try ErasureStore.tickets(of: request.name, request.texts, limit: 1, in: tx)
    guard late.isEmpty, found.person?.isActive != true else {
      throw MainstayError.conflict(
        code: "erasure-overtaken", message: "Something of \(request.name) was written meanwhile; erase once more.")
    }
    let erasure = PersonErasure(
      code: try work.newCode(), former: isNamedInPlain ? DataSubject.former(request.name) : nil, at: work.now)
    var gone = gone
    func count(_ kind: ErasureClass, _ number: Int) { gone[kind, default: 0] += number }
    gone[.sealedTexts] = try ErasureStore.countSealed(of: subject.id, in: tx)
    count(.answers, try ErasureStore.deleteAnswers(of: subject.id, named: [request.name] + found.words, in: tx))
    count(.refusals, try ErasureStore.deleteRefusals(of: request.name, in: tx))
    count(.notices, try work.rename(request.name, to: erasure))
    if found.person != nil {
      count(.tokens, try work.deleteTokens(of: subject.id))
      try ErasureStore.erase(subject.id, as: erasure, in: tx)
      gone[.person] = 1
    }
    gone.merge(try ErasureStore.rename(request.name, to: erasure.name, in: tx), uniquingKeysWith: +)
    try SubjectStore.erase(subject.id, as: erasure.name, former: erasure.former, at: work.now, in: tx)
    if subject.key != nil { gone[.key] = 1 }
    gone = gone.filter { $0.value > 0 }
    let payload = erasure.payload(
      texts: request.texts, reason: request.reason, user: request.user,
      gone: Dictionary(uniqueKeysWithValues: gone.map { ($0.key.rawValue, $0.value) }))
    try work.record(
      [Happening(kind: PersonErasure.kind, at: work.now, payload: payload)], on: PersonToken.of(subject.id))
    return ErasureReport(id: subject.id, name: erasure.name, displayName: erasure.displayName, gone: gone)
  }
}

extension ErasureRequest {
  /// - Throws: `invalid` where the name was not typed once more, or the reason will not do.
  fileprivate func check(against found: Erasable) throws {
    var faults: [FieldFault] = []
    if confirmation != name { faults.append(FieldFault("confirm", "type \(name), whom this erases, once more")) }
    faults += TextBounds.line(1...300).faults(in: reason, at: "reason")
    let said = reason.lowercased()
    if ([name] + found.words).contains(where: { said.contains($0.lowercased()) }) {
      faults.append(FieldFault("reason", "must not name the person: it stands in the journal for ever"))
    }
    if let user { faults += nameFaults(user, "by") }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
  }
}

extension Work {
  /// Whom a request is about, where the asker may erase them now.
  fileprivate func requireErasable(_ request: ErasureRequest) throws -> Erasable {
    try principal.require(.managePeople)
    try look.requireFreshProof()
    let found = try look.erasable(request.name)
    if let obstacle = try look.obstacles(to: found).first {
      throw MainstayError.conflict(code: "cannot-erase", message: obstacle)
    }
    return found
  }

  /// Digits that tell this person from all others who were erased: four, or more where those are taken.
  fileprivate func newCode() throws -> String {
    for length in [2, 2, 3, 4, 8] {
      let code = hexadecimal(app.ids.secret(bytes: length))
      if try SubjectStore.subject(named: PersonErasure.mark + code, in: transaction) == nil { return code }
    }
    throw MainstayError.unavailable(reason: "No name was found for the erased person; try again.")
  }

  /// Deletes the tokens of a person; how many.
  fileprivate func deleteTokens(of person: RecordID) throws -> Int {
    let tokens = try ErasureStore.tokens(of: person, in: transaction)
    try RetentionStore.deleteTokens(tokens, in: transaction)
    try record(
      tokens.map { Happening(kind: Expiring.tokenDeleted, at: now, payload: ["token": .string($0)]) },
      on: PersonToken.of(person))
    return tokens.count
  }

  /// Puts another name into messages to the outside that are still under way; how many.
  fileprivate func rename(_ name: String, to erasure: PersonErasure) throws -> Int {
    let notices = try ErasureStore.notices(of: name, limit: FinishErasure.mostNotices + 1, in: transaction)
    guard notices.count <= FinishErasure.mostNotices else {
      throw MainstayError.limit(name: "messages under way that name the person", limit: FinishErasure.mostNotices)
    }
    for var notice in notices {
      notice.cause = erasure.replacing(name, in: notice.cause)
      if let body = try? JSON(parsing: notice.body) {
        notice.body = erasure.replacing(name, in: body).canonical
      }
      try ErasureStore.rewrite(notice, in: transaction)
    }
    return notices.count
  }
}
