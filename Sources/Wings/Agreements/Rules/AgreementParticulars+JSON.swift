import Kernel

extension AgreementParticulars {
  /// The members that it has in files and in versions, all of them beside those of the agreement.
  package static let keys = [
    "kind", "parties", "signatories", "scopeWords", "clauses", "assumptions", "documents", "reviewDate", "noticePeriod",
  ]

  /// As files and versions have it: what is not said is not written, so that those of before stay as they are.
  package var members: [String: JSON] {
    func list(_ rows: [JSON]) -> JSON? { rows.isEmpty ? nil : .array(rows) }
    let sides: [String: JSON] = [Side.provider.rawValue: provider?.json, Side.customer.rawValue: customer?.json]
      .compactMapValues { $0 }
    let json = JSON.members([
      "kind": .text(kind?.rawValue), "parties": sides.isEmpty ? nil : .object(sides),
      "signatories": list(
        signatories.map {
          .members(["name": .string($0.name), "role": .text($0.role), "side": .string($0.side.rawValue)])
        }),
      "scopeWords": .text(scopeWords),
      "clauses": list(clauses.map { ["name": .string($0.name), "text": .string($0.text)] }),
      "assumptions": list(assumptions.map(JSON.string)),
      "documents": list(
        documents.map {
          .members(["title": .string($0.title), "link": .text($0.link), "sha256": .text($0.hash)])
        }),
      "reviewDate": .text(reviewDate?.iso8601), "noticePeriod": .text(noticePeriod?.text),
    ])
    return json.objectValue ?? [:]
  }

  /// Reads what `members` wrote, logging every fault by its path.
  package init(_ members: Members) {
    kind = members["kind"]?.choice(Kind.self)
    if let parties = members["parties"]?.members(Side.allCases.map(\.rawValue), of: "provider, customer") {
      provider = parties["provider"].flatMap(Party.init)
      customer = parties["customer"].flatMap(Party.init)
    }
    signatories = (members["signatories"]?.elements(limit: Limit.signatories) ?? []).compactMap(Signatory.init)
    scopeWords = members["scopeWords"]?.prose()
    for row in members["clauses"]?.elements(limit: Limit.clauses) ?? [] {
      guard let inner = row.members(["name", "text"], of: "name, text"),
        let name = inner.required("name", "is missing: what exclusions call it by")?.name(),
        let text = inner.required("text", "is missing: what it says")?.prose()
      else { continue }
      if clauses.contains(where: { $0.name == name }) { inner["name"]?.fault("another clause is called so") }
      clauses.append(TextClause(name: name, text: text))
    }
    assumptions = (members["assumptions"]?.elements(limit: Limit.assumptions) ?? []).compactMap { $0.prose() }
    documents = (members["documents"]?.elements(limit: Limit.documents) ?? []).compactMap(Document.init)
    reviewDate = members["reviewDate"]?.date()
    noticePeriod = members["noticePeriod"].flatMap { field in
      let period = field.scalarText.flatMap(NoticePeriod.init(parsing:))
      if period == nil { field.fault("is no period like P90D or P3M, up to ten years") }
      return period
    }
  }
}

extension AgreementParticulars.Party {
  fileprivate var json: JSON {
    subject == .name ? .string(value) : .object([subject.rawValue: .string(value)])
  }

  /// `Alder IT`, or `{team: service-desk}`.
  fileprivate init?(_ field: Field) {
    guard case .object = field.value else {
      guard let name = field.name() else { return nil }
      self.init(.name, name)
      return
    }
    let known = AgreementParticulars.Party.Subject.allCases.map(\.rawValue)
    guard let members = field.members(known, of: "organisation, team or vendor, by its key; or a name") else {
      return nil
    }
    guard members.keys.count == 1, let key = members.keys.first, let value = members[key]?.name(),
      let subject = AgreementParticulars.Party.Subject(rawValue: key)
    else {
      if members.keys.count != 1 { field.fault("names one of organisation, team, vendor and name") }
      return nil
    }
    self.init(subject, value)
  }
}

extension AgreementParticulars.Signatory {
  fileprivate init?(_ field: Field) {
    guard let members = field.members(["name", "role", "side"], of: "name, role, side") else { return nil }
    let name = members.required("name", "is missing: who signed it")?.name()
    let side = members.required("side", "is missing: provider or customer")?.choice(AgreementParticulars.Side.self)
    let role = members["role"]?.name()
    guard let name, let side else { return nil }
    self.init(name: name, role: role, side: side)
  }
}

extension AgreementParticulars.Document {
  fileprivate init?(_ field: Field) {
    guard let members = field.members(["title", "link", "sha256"], of: "title, link, sha256") else { return nil }
    let title = members.required("title", "is missing: what the document is called")?.name()
    var link = members["link"]?.text()
    if let text = link {
      let isAddress = text.hasPrefix("https://") || text.hasPrefix("http://")
      let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f }
      if !isAddress || !isPlain || text.utf8.count > AgreementParticulars.Limit.link {
        members["link"]?.fault("must be an address that begins with https:// or http://, without blanks")
        link = nil
      }
    }
    var hash = members["sha256"]?.text()
    if let text = hash, text.utf8.count != 64 || bytes(hexadecimal: text) == nil || text != text.lowercased() {
      members["sha256"]?.fault("must be the SHA-256 of the document: 64 small hexadecimal digits")
      hash = nil
    }
    guard let title else { return nil }
    self.init(title: title, link: link, hash: hash)
  }
}

extension AgreementTermination {
  /// As files and versions have it.
  package var json: JSON {
    ["effective": .string(effective.rfc3339), "toldAt": .string(toldAt.rfc3339), "reason": .string(reason)]
  }

  /// Reads what `json` wrote, logging every fault by its path.
  package init?(_ field: Field) {
    guard let members = field.members(["effective", "toldAt", "reason"], of: "effective, toldAt, reason") else {
      return nil
    }
    let effective = members.required("effective", "is missing: from when on it no longer holds")?.instant()
    let told = members.required("toldAt", "is missing: when the other side was told")?.instant()
    let reason = members.required("reason", "is missing: why it ends")?.text()
    if let reason, let fault = AgreementTermination.reasonBounds.fault(in: reason) { members["reason"]?.fault(fault) }
    guard let effective, let told, let reason else { return nil }
    self.init(effective: effective, toldAt: told, reason: reason)
  }
}

extension Field {
  /// A text of several lines that is not empty.
  fileprivate func prose() -> String? {
    guard let text = text() else { return nil }
    if let fault = TextBounds.prose(1...AgreementParticulars.Limit.text).fault(in: text) {
      self.fault(fault)
      return nil
    }
    return text
  }
}
