import Journal
import Kernel
import Storage

extension Work {
  /// What happened as the journal holds it: names as ids, and what people wrote sealed with the key of whom it is about.
  ///
  /// - Parameter subject: The name of the person whom texts in the payloads are about: a ticket's requester.
  func journaled(_ happenings: [Happening], about subject: String?) throws -> [Happening] {
    let names = happenings.reduce(into: Set<String>()) { names, one in
      names.formUnion(PersonalMembers.names(one.kind, one.payload))
      if let actor = one.actor { names.insert(actor) }
    }
    let ids = try subjects(named: names)
    return try happenings.map { try journaled($0, about: subject, ids) }
  }

  /// As above, where the ids of all names in it are known.
  package func journaled(_ one: Happening, about subject: String?, _ ids: [String: RecordID]) throws -> Happening {
    var one = one
    one.actor = one.actor.map { token($0, ids) } ?? token(principal.name, ids)
    one.payload = try PersonalMembers.replacing(
      one.kind, one.payload, name: { (name: String) throws -> String in token(name, ids) },
      text: { (text: String) throws -> String in try sealed(text, about: subject) })
    return one
  }

  private func token(_ name: String, _ ids: [String: RecordID]) -> String {
    if principal.isPerson, name == principal.name { return PersonToken.of(principal.id) }
    return ids[name].map { PersonToken.of($0) } ?? name
  }

  /// Says that `subjects` will ask whether the writer was erased. An answer of the beginning is as good as a later one:
  /// whoever erases somebody waits for those who have asked.
  package func readWriterAhead() throws {
    guard principal.isPerson else { return }
    try transaction.readAhead { _ = try SubjectStore.isErased(principal.id, in: $0) }
  }

  /// The ids of those who are called so; whoever is not known yet becomes known. Parts of the product have none.
  ///
  /// - Throws: `forbidden` where who writes was erased since the request began.
  @discardableResult
  package func subjects(named names: Set<String>) throws -> [String: RecordID] {
    let writer = principal.isPerson ? principal : nil
    if let writer, try SubjectStore.isErased(writer.id, in: transaction) {
      throw MainstayError.forbidden(permission: "an account that was not erased")
    }
    let names = names.filter { !$0.isEmpty && !$0.hasPrefix(Principal.systemMark) && $0 != writer?.name }
    guard !names.isEmpty else { return [:] }
    var found = try SubjectStore.ids(of: names, in: transaction)
    for name in names.sorted() where found[name] == nil {
      let subject = DataSubject(id: newID(), name: name)
      guard try add(subject) else {
        // Another transaction was first with this name.
        found.merge(try SubjectStore.ids(of: [name], in: transaction)) { $1 }
        continue
      }
      found[name] = subject.id
    }
    return found
  }

  /// Makes somebody known with a key of their own, and journals the name, sealed. False where the name is known.
  private func add(_ subject: DataSubject) throws -> Bool {
    let key = try newKey(of: subject.id)
    var subject = subject
    subject.key = try stored(key.secret, of: subject.id)
    guard try SubjectStore.insert(subject, in: transaction) else { return false }
    try recordName(of: subject, key.key, isNew: true)
    return true
  }

  /// Gives who had none a key, and journals the name, sealed.
  package func addKey(of subject: DataSubject) throws -> PersonKey {
    let key = try newKey(of: subject.id)
    try SubjectStore.keep(key: stored(key.secret, of: subject.id), of: subject.id, in: transaction)
    try recordName(of: subject, key.key, isNew: false)
    return key.key
  }

  /// Makes somebody who will sign in known, unless tickets of another tool did; the sealed name for the entry that
  /// tells of it, and whether the stream is new.
  ///
  /// - Throws: `invalid` where another one has the name.
  package func addSubject(_ id: RecordID, named name: String) throws -> (name: String?, isNew: Bool) {
    if try SubjectStore.subject(id, in: transaction) != nil { return (nil, false) }
    let key = try newKey(of: id)
    let subject = DataSubject(id: id, name: name, key: try stored(key.secret, of: id))
    guard try SubjectStore.insert(subject, in: transaction) else { throw MainstayError.field("name", "is taken") }
    return (try key.key.seal(name, nonce: nonce()).text, true)
  }

  private func recordName(of subject: DataSubject, _ key: PersonKey, isNew: Bool) throws {
    let payload: JSON = ["name": .string(try key.seal(subject.name, nonce: nonce()).text)]
    try record(
      [Happening(kind: "person.named", at: now, payload: payload)], on: PersonToken.of(subject.id), isNew: isNew)
  }

  private func nonce() -> [UInt8] { app.ids.secret(bytes: PersonKey.nonceLength) }

  private func newKey(of id: RecordID) throws -> (key: PersonKey, secret: [UInt8]) {
    let secret = app.ids.secret(bytes: PersonKey.length)
    guard let key = PersonKey(secret: secret, of: id) else {
      throw MainstayError.unavailable(reason: "No key could be made.")
    }
    return (key, secret)
  }

  /// A key as the table holds it: sealed, where this node has the key that seals. Else it stands in plain until a node
  /// starts that has that key; nobody is kept from the desk meanwhile.
  package func stored(_ secret: [UInt8], of id: RecordID) throws -> String {
    let found: SecretsKey?
    do {
      found = try sealingKey()
    } catch MainstayError.conflict {
      found = nil
    }
    guard let seal = found else { return hexadecimal(secret) }
    return try seal.seal(
      hexadecimal(secret), for: PersonToken.of(id), nonce: app.ids.secret(bytes: SecretsKey.nonceLength)
    ).text
  }

  /// A text sealed with the key of somebody, which is made where there is none yet.
  func sealed(_ text: String, with subject: DataSubject) throws -> String {
    let key = try subject.key.map { try app.key($0, of: subject.id) } ?? addKey(of: subject)
    return try key.seal(text, nonce: nonce()).text
  }

  /// A text sealed with the key of whom it is about; with the writer's where that one was erased. What a part of the
  /// product says about nobody stands as it is.
  private func sealed(_ text: String, about subject: String?) throws -> String {
    let names = [subject, principal.isPerson ? principal.name : nil].compactMap { $0 }
    for name in names where !name.hasPrefix(Principal.systemMark) {
      _ = try subjects(named: [name])
      guard let found = try SubjectStore.subject(named: name, in: transaction), found.erasedAt == nil else { continue }
      return try sealed(text, with: found)
    }
    return text
  }
}
