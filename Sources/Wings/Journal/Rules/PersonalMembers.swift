import Kernel

/// How entries of the journal name people: by the id of a record beside the journal that says who that is, as
/// `person/<id>`. The journal itself holds no name, so that the record alone has to go when somebody is erased.
public enum PersonToken {
  /// What every token begins with, and the stream of a person too.
  public static let prefix = "person/"

  public static func of(_ id: RecordID) -> String { prefix + id.text }

  /// The id that a token holds; nil for any other text, such as the plain name in an entry of before.
  public static func id(_ text: String) -> String? {
    guard text.hasPrefix(prefix), text.utf8.count > prefix.utf8.count else { return nil }
    return String(text.dropFirst(prefix.utf8.count))
  }
}

/// Which members of an entry's payload are personal. Everything else stands in the journal for ever.
public enum PersonalMembers {
  /// Members that name somebody, by the kind of the entry.
  private static let names: [String: [String]] = [
    "ticket.opened": ["requester", "assignee"], "ticket.assigned": ["assignee"], "person.signed-in": ["name"],
    "person.token-created": ["holder", "maker"], "search.saved": ["saver"], "search.changed": ["saver"],
    "search.removed": ["saver"],
    "agreement-proposal.made": ["proposer"], "agreement-proposal.revised": ["proposer"],
    "agreement-proposal.applied": ["proposer", "decidedBy"], "agreement-proposal.refused": ["proposer", "decidedBy"],
    "agreement-proposal.withdrawn": ["proposer", "decidedBy"],
    "agreement-proposal.renamed": ["proposer", "decidedBy"], "approval-rule.changed": ["changedBy"],
    "structure.saved": ["contact", "lead", "deputy"],
    "outage.recorded": ["toldBy", "approvedBy", "askedBy"], "outage.corrected": ["toldBy", "approvedBy", "askedBy"],
    "outage.withdrawn": ["toldBy", "approvedBy", "askedBy"], "outage.approved": ["toldBy", "approvedBy"],
    "service-change.asked": ["askedBy"], "service-change.approved": ["askedBy", "decidedBy"],
    "service-change.refused": ["askedBy", "decidedBy"], "service-change.taken-back": ["askedBy", "decidedBy"],
    "dispute.opened": ["openedBy"], "dispute.heard": ["openedBy"], "dispute.upheld": ["openedBy", "decidedBy"],
    "dispute.upheld-in-part": ["openedBy", "decidedBy"], "dispute.rejected": ["openedBy", "decidedBy"],
    "dispute.withdrawn": ["openedBy", "decidedBy"], "dispute.renamed": ["openedBy", "decidedBy"],
    "dispute.stated": ["saidBy"], "dispute.statement-renamed": ["saidBy"],
    "availability.promised": ["madeBy"], "availability.stated": ["by"], "availability.restated": ["by"],
  ]
  /// Members that people wrote in their own words and that nothing is decided by.
  private static let texts: [String: [String]] = [
    "ticket.reopened": ["reason"], "ticket.cancelled": ["reason"], "ticket.changed": ["reason"],
    "ticket.read": ["from"], "ticket.glass-broken": ["from", "reason"],
  ]

  /// The names in a payload.
  public static func names(_ kind: String, _ payload: JSON) -> [String] {
    (names[kind] ?? []).compactMap { payload[$0]?.stringValue }
  }

  /// The payload with its names and texts replaced.
  public static func replacing<E: Error>(
    _ kind: String, _ payload: JSON, name: (String) throws(E) -> String, text: (String) throws(E) -> String
  ) throws(E) -> JSON {
    guard var members = payload.objectValue else { return payload }
    for member in names[kind] ?? [] {
      if let value = members[member]?.stringValue { members[member] = .string(try name(value)) }
    }
    for member in texts[kind] ?? [] {
      if let value = members[member]?.stringValue { members[member] = .string(try text(value)) }
    }
    return .object(members)
  }

  /// The names in an entry of before, which had the sign-in name of its person too.
  private static func formerNames(_ kind: String, _ payload: JSON) -> [String] {
    let own = ["person.added", "person.changed"].contains(kind) ? payload["name"]?.stringValue : nil
    return names(kind, payload) + (own.map { [$0] } ?? [])
  }

  /// Members that hold what people typed and that stays as it is.
  private static let typed: Set<String> = [
    "attributes", "set", "reason", "evidence", "vendor", "reference", "label", "url", "body",
  ]

  /// What an entry holds of somebody in plain.
  public enum Mention: Hashable, Sendable {
    /// The name by which they are known here, as one who did it or whom it is about.
    case name
    /// The name, or words about them such as the mail address, among what somebody typed.
    case words
  }

  /// Whether an entry holds a name, or other words about its bearer, in plain; nil where it does not.
  public static func mention(
    of name: String, words: [String], in entry: (kind: String, actor: String, payload: JSON)
  ) -> Mention? {
    if entry.actor == name || formerNames(entry.kind, entry.payload).contains(name) { return .name }
    let said = (entry.payload.objectValue ?? [:]).filter { typed.contains($0.key) }.values.flatMap(\.texts)
    let isSaid = said.contains { text in text == name || words.contains { text.contains($0) } }
    return isSaid ? .words : nil
  }
}

extension JSON {
  /// All texts in it, but for the names of members.
  public var texts: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(\.texts)
    case .object(let members): members.values.flatMap(\.texts)
    case .null, .bool, .integer, .decimal: []
    }
  }
}
