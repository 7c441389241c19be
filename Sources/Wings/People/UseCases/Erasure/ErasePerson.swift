import Core
import Journal
import Kernel
import Storage

extension App {
  /// Erases somebody for good: ends their access, takes texts and messages away portion by portion, then, in one
  /// transaction, destroys the key, the salts and everything that names them, and journals that. Broken off before
  /// that, it is asked for again and goes on.
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
    let traces = try await ask(JournalTraces(of: request.name), as: principal)
    let report = try await run(FinishErasure(request: request, traces: traces, gone: gone), as: principal)
    try await database.scrub()
    return report
  }
}

/// Ends the access of who is to be erased, so that nothing of theirs is under way; how many sessions and devices ended.
struct BeginErasure: Command {
  var request: ErasureRequest
  init(_ request: ErasureRequest) { self.request = request }

  func perform(in work: Work) throws -> [ErasedKind: Int] {
    try work.look.requireFreshProof()
    // Of two administrators who erase each other, one waits and finds that there would be none.
    try ErasureStore.lockAdministrators(in: work.transaction)
    let found = try work.requireErasable(request)
    try request.check(against: found)
    // Known from now on, where only tickets of before name them.
    let ids = try work.subjects(named: [request.name])
    guard var person = found.person, person.isActive else { return [:] }
    let counts = try ErasureStore.counts(of: ids[request.name], name: person.name, in: work.transaction)
    (person.isActive, person.version) = (false, person.version + 1)
    try PeopleStore.update(person, in: work.transaction)
    try work.record(
      [
        Happening(
          kind: "person.changed", at: work.now,
          payload: person.journaled().with(SideRecord.member, work.coverSide(.person, person.id)))
      ], on: PersonToken.of(person.id))
    for watch in work.app.parts[PersonWatch.self] { try watch.changed(person, work) }
    try work.endAccess(of: person.id, andTokens: true)
    return counts.filter { $0.key == .sessions || $0.key == .devices }
  }
}

/// Takes away a portion of the texts that go, and of the messages to the outside.
struct ErasePortion: Command {
  var request: ErasureRequest
  init(_ request: ErasureRequest) { self.request = request }

  func perform(in work: Work) throws -> ErasedPortion {
    try work.look.requireStanding(.managePeople)
    let found = try work.requireErasable(request)
    guard found.subject != nil else { return ErasedPortion() }
    return try work.takePortion(of: found.leaving(request.name, request.texts))
  }
}

/// What the journal holds of somebody: read as a whole, before the transaction in which others wait.
struct JournalTraces: Query {
  var name: String
  init(of name: String) { self.name = name }

  struct Answer: Hashable, Sendable {
    /// Whether entries of before hold the name in plain.
    var isNamedInPlain: Bool
    /// Entries that the person's key seals a text in.
    var sealed: Int
  }

  func answer(from look: Look) throws -> Answer {
    try look.principal.require(.managePeople)
    let id = try SubjectStore.subject(named: name, in: look.transaction)?.id
    return Answer(
      isNamedInPlain: try PlainNameStore.hasEntry(naming: name, in: look.transaction),
      sealed: try id.map { try PlainNameStore.countSealed(of: $0, in: look.transaction) } ?? 0)
  }
}

/// Destroys the key and everything that names the person, and journals it.
struct FinishErasure: Command {
  var request: ErasureRequest
  var traces: JournalTraces.Answer
  /// What went before.
  var gone: [ErasedKind: Int]

  func perform(in work: Work) throws -> ErasureReport {
    let tx = work.transaction
    try SubjectStore.lock(in: tx)
    try work.look.requireStanding(.managePeople)
    let found = try work.requireErasable(request)
    guard let subject = found.subject else { throw MainstayError.notFound(kind: "person", id: request.name) }
    let (leaving, features) = (found.leaving(request.name, request.texts), work.app.features)
    // What others wrote meanwhile; more than a portion of it is for another try.
    let late = try work.takePortion(of: leaving)
    guard late.isLast, found.person?.isActive != true else {
      throw MainstayError.conflict(
        code: "erasure-overtaken", message: "Something of \(request.name) was written meanwhile; erase once more.")
    }
    let erasure = PersonErasure(
      code: try work.newCode(), former: traces.isNamedInPlain ? DataSubject.former(request.name) : nil, at: work.now)
    var gone = gone.merging(late.gone, uniquingKeysWith: +)
    for records in features.personal {
      gone.merge(try records.takeRest(of: leaving, as: erasure, in: work), uniquingKeysWith: +)
    }
    gone.merge(
      try PlainNameStore.rename(request.name, to: erasure.name, in: features.nameColumns, tx), uniquingKeysWith: +)
    try SubjectStore.erase(subject.id, as: erasure.name, former: erasure.former, at: work.now, in: tx)
    (gone[.key], gone[.sealedTexts]) = (subject.key == nil ? 0 : 1, traces.sealed)
    gone = gone.filter { $0.value > 0 }
    let payload = erasure.payload(
      texts: request.texts, reason: request.reason, user: request.user,
      gone: Dictionary(uniqueKeysWithValues: gone.map { ($0.key.name, $0.value) }))
    try work.record(
      [Happening(kind: PersonErasure.kind, at: work.now, payload: payload)], on: PersonToken.of(subject.id))
    return ErasureReport(id: subject.id, name: erasure.name, displayName: erasure.displayName, gone: gone)
  }
}

extension ErasureRequest {
  /// - Throws: `invalid` where the name was not typed once more, or the reason will not do.
  fileprivate func check(against found: Erasable) throws {
    var faults = TextBounds.line(1...300).faults(in: reason, at: "reason")
    if ([name] + found.words).contains(where: { PersonErasure.isNamed($0, in: reason) }) {
      faults.append(FieldFault("reason", "must not name the person: it stands in the journal for ever"))
    }
    if confirmation != name { faults.append(FieldFault("confirm", "type \(name), whom this erases, once more")) }
    if let user { faults += nameFaults(user, "by") }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
  }
}

extension Work {
  /// Whom a request is about, where nothing is in the way of erasing them.
  fileprivate func requireErasable(_ request: ErasureRequest) throws -> Erasable {
    try principal.require(.managePeople)
    let found = try look.erasable(request.name)
    if let obstacle = try look.obstacles(to: found, called: request.name).first {
      throw MainstayError.conflict(code: "cannot-erase", message: obstacle)
    }
    return found
  }

  /// Takes a portion away in every wing.
  fileprivate func takePortion(of leaving: Leaving) throws -> ErasedPortion {
    var portion = ErasedPortion()
    for records in app.features.personal { portion.add(try records.takePortion(of: leaving, in: self)) }
    return portion
  }

  /// Digits that tell this person from all others who were erased: four, or more where those are taken.
  fileprivate func newCode() throws -> String {
    for length in [2, 2, 3, 4, 8] {
      let code = hexadecimal(app.ids.secret(bytes: length))
      if try SubjectStore.subject(named: PersonErasure.mark + code, in: transaction) == nil { return code }
    }
    throw MainstayError.unavailable(reason: "No name was found for the erased person; try again.")
  }
}
