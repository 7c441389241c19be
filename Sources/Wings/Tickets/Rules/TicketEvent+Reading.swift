import Kernel

extension TicketEvent {
  /// Why an entry cannot be read as a ticket's event. Nothing is guessed.
  public enum Unreadable: Error, Hashable, Sendable {
    /// No event of a ticket is called so by this version.
    case kind(String)
    /// The payload has a member that this version does not know.
    case unknown(member: String)
    /// The payload lacks a member that its kind needs, or has it as something else.
    case faulty(member: String)

    /// Whether a newer version may have written it, and may understand it; else it is damaged.
    public var isNewer: Bool {
      switch self {
      case .kind, .unknown: true
      case .faulty: false
      }
    }

    /// In words, behind the name of the entry.
    public var words: String {
      switch self {
      case .kind(let kind): "this version knows no event \(kind)"
      case .unknown(let member): "this version does not know its member \(member)"
      case .faulty(let member): "its member \(member) is missing or not what it should be"
      }
    }
  }

  /// Reads what the journal holds.
  public init(kind: String, payload: JSON) throws(Unreadable) {
    guard let object = payload.objectValue else { throw .faulty(member: "(all)") }
    var members = Members(object)
    self = try TicketEvent.read(kind, &members)
    try members.end()
  }

  private static func read(_ kind: String, _ members: inout Members) throws(Unreadable) -> TicketEvent {
    switch kind {
    case "ticket.opened": .opened(try Opening(&members))
    case "ticket.retitled": .retitled(text: try members.reference("text"))
    case "ticket.answered":
      .answered(
        id: try members.id("id"), by: try members.value("by"), isPublic: try members.bool("public"),
        text: try members.reference("text"))
    case "ticket.answer-withdrawn": .answerWithdrawn(id: try members.id("answer"))
    case "ticket.held": .held(reason: try members.text("reason"), until: try members.optionalInstant("until"))
    case "ticket.resumed": .resumed(reason: try members.optionalText("reason"))
    case "ticket.changed":
      .changed(try members.changes("set"), reason: try members.optionalText("reason"))
    case "ticket.assigned":
      .assigned(team: try members.optionalText("team"), assignee: try members.optionalText("assignee"))
    case "ticket.unassigned": .unassigned
    case "ticket.released": .released
    case "ticket.handed-off":
      .handedOff(vendor: try members.text("vendor"), reference: try members.optionalText("reference"))
    case "ticket.acknowledged": .acknowledged(vendor: try members.text("vendor"))
    case "ticket.handed-back": .handedBack(vendor: try members.text("vendor"))
    case "ticket.resolved":
      .resolved(code: try members.optionalText("code"), text: try members.optionalReference("text"))
    case "ticket.reopened": .reopened(reason: try members.optionalText("reason"))
    case "ticket.closed": .closed(byTimer: try members.bool("byTimer"))
    case "ticket.cancelled": .cancelled(reason: try members.optionalText("reason"))
    case "ticket.merged": .merged(into: try members.id("into"))
    case "ticket.absorbed": .absorbed(try members.id("ticket"))
    case "ticket.linked": .linked(try members.id("to"), try members.value("as"))
    case "ticket.unlinked": .unlinked(try members.id("to"), try members.value("as"))
    case "ticket.agreement-ended": .agreementEnded
    case "ticket.agreement-decided": .agreementDecided(try members.optionalText("agreement").map { RecordID($0) })
    case "ticket.excluded":
      .excluded(
        Exclusion(
          from: try members.instant("from"), to: try members.instant("to"), reason: try members.text("reason"),
          evidence: try members.optionalText("evidence")))
    case "ticket.readmitted":
      .readmitted(entry: try members.integer("entry"), reason: try members.text("reason"))
    case "ticket.returned": .returned(answer: try members.id("answer"))
    case "ticket.verdict-recorded":
      .verdictRecorded(source: try members.text("source"), met: try members.bool("met"))
    default: throw .kind(kind)
    }
  }
}

extension Members {
  /// A text with the message that holds it; older entries have the text alone.
  fileprivate mutating func optionalReference(
    _ name: String
  ) throws(TicketEvent.Unreadable) -> TicketEvent.TextReference? {
    guard let digest = try optionalText(name) else { return nil }
    return TicketEvent.TextReference(digest: digest, in: try optionalText("message").map { RecordID($0) })
  }
}

extension TicketEvent.Opening {
  fileprivate init(_ members: inout Members) throws(TicketEvent.Unreadable) {
    self.init(
      number: try members.text("number"), kind: try members.value("kind"),
      measure: try members.optionalValue("measure"),
      requester: try members.text("requester"),
      attributes: try members.texts("attributes"), team: try members.optionalText("team"),
      assignee: try members.optionalText("assignee"),
      agreement: try members.optionalText("agreement").map(RecordID.init),
      undecided: try members.optionalText("undecided").map(RecordID.init),
      text: try members.reference("text"))
  }
}

/// The members of a payload, taken one by one, so that one that nobody asked for is noticed.
private struct Members {
  private var rest: [String: JSON]

  init(_ object: [String: JSON]) { rest = object }

  func end() throws(TicketEvent.Unreadable) {
    if let name = rest.keys.min() { throw .unknown(member: name) }
  }

  private mutating func take<T>(
    _ name: String, _ read: (JSON) -> T?
  ) throws(TicketEvent.Unreadable) -> T {
    guard let value = rest.removeValue(forKey: name).flatMap(read) else { throw .faulty(member: name) }
    return value
  }

  private mutating func takeIfThere<T>(
    _ name: String, _ read: (JSON) -> T?
  ) throws(TicketEvent.Unreadable) -> T? {
    rest[name] == nil ? nil : try take(name, read)
  }

  mutating func text(_ name: String) throws(TicketEvent.Unreadable) -> String { try take(name, \.stringValue) }

  mutating func optionalText(_ name: String) throws(TicketEvent.Unreadable) -> String? {
    try takeIfThere(name, \.stringValue)
  }

  mutating func id(_ name: String) throws(TicketEvent.Unreadable) -> RecordID { RecordID(try text(name)) }

  mutating func bool(_ name: String) throws(TicketEvent.Unreadable) -> Bool { try take(name, \.boolValue) }

  mutating func integer(_ name: String) throws(TicketEvent.Unreadable) -> Int64 { try take(name, \.integerValue) }

  mutating func instant(_ name: String) throws(TicketEvent.Unreadable) -> Instant {
    Instant(milliseconds: try take(name, \.integerValue))
  }

  mutating func optionalInstant(_ name: String) throws(TicketEvent.Unreadable) -> Instant? {
    try takeIfThere(name, \.integerValue).map(Instant.init(milliseconds:))
  }

  mutating func reference(_ name: String) throws(TicketEvent.Unreadable) -> TicketEvent.TextReference {
    TicketEvent.TextReference(digest: try text(name))
  }

  mutating func value<T: RawRepresentable>(_ name: String) throws(TicketEvent.Unreadable) -> T
  where T.RawValue == String {
    try take(name) { $0.stringValue.flatMap(T.init(rawValue:)) }
  }

  mutating func optionalValue<T: RawRepresentable>(_ name: String) throws(TicketEvent.Unreadable) -> T?
  where T.RawValue == String {
    try takeIfThere(name) { $0.stringValue.flatMap(T.init(rawValue:)) }
  }

  mutating func texts(_ name: String) throws(TicketEvent.Unreadable) -> [String: String] {
    try take(name) { json in
      let texts = json.objectValue?.compactMapValues(\.stringValue)
      return texts?.count == json.objectValue?.count ? texts : nil
    }
  }

  /// Texts, or null for what is taken away.
  mutating func changes(_ name: String) throws(TicketEvent.Unreadable) -> [String: String?] {
    try take(name) { json in
      guard let object = json.objectValue, object.values.allSatisfy({ $0 == .null || $0.stringValue != nil }) else {
        return nil
      }
      return object.mapValues(\.stringValue)
    }
  }
}
