import Kernel

/// How events stand in the journal: a kind, and a payload of canonical JSON. Frozen: entries written
/// once are read for ever, so members are only ever added.
extension TicketEvent {
  public var kind: String {
    switch self {
    case .opened: "ticket.opened"
    case .retitled: "ticket.retitled"
    case .answered: "ticket.answered"
    case .answerWithdrawn: "ticket.answer-withdrawn"
    case .held: "ticket.held"
    case .resumed: "ticket.resumed"
    case .changed: "ticket.changed"
    case .assigned: "ticket.assigned"
    case .unassigned: "ticket.unassigned"
    case .handedOff: "ticket.handed-off"
    case .acknowledged: "ticket.acknowledged"
    case .handedBack: "ticket.handed-back"
    case .resolved: "ticket.resolved"
    case .reopened: "ticket.reopened"
    case .closed: "ticket.closed"
    case .cancelled: "ticket.cancelled"
    case .merged: "ticket.merged"
    case .absorbed: "ticket.absorbed"
    case .linked: "ticket.linked"
    case .unlinked: "ticket.unlinked"
    case .agreementEnded: "ticket.agreement-ended"
    case .excluded: "ticket.excluded"
    case .verdictRecorded: "ticket.verdict-recorded"
    case .returned: "ticket.returned"
    }
  }

  public var payload: JSON {
    switch self {
    case .opened(let o):
      .members([
        "number": .string(o.number), "kind": .string(o.kind.rawValue), "requester": .string(o.requester),
        "attributes": .object(o.attributes.mapValues(JSON.string)), "team": .text(o.team),
        "assignee": .text(o.assignee), "agreement": .text(o.agreement?.text), "text": .string(o.text.digest),
      ])
    case .retitled(let text): ["text": .string(text.digest)]
    case .answered(let id, let side, let isPublic, let text):
      [
        "id": .string(id.text), "by": .string(side.rawValue), "public": .bool(isPublic), "text": .string(text.digest),
      ]
    case .answerWithdrawn(let id), .returned(let id): ["answer": .string(id.text)]
    case .held(let reason, let until):
      .members(["reason": .string(reason), "until": until.map { .integer($0.milliseconds) }])
    case .resumed(let reason), .reopened(let reason), .cancelled(let reason): .members(["reason": .text(reason)])
    case .changed(let set, let reason):
      .members(["set": .object(set.mapValues { JSON.text($0) ?? .null }), "reason": .text(reason)])
    case .assigned(let team, let assignee): .members(["team": .text(team), "assignee": .text(assignee)])
    case .unassigned, .agreementEnded: .object([:])
    case .handedOff(let vendor, let reference):
      .members(["vendor": .string(vendor), "reference": .text(reference)])
    case .acknowledged(let vendor), .handedBack(let vendor): ["vendor": .string(vendor)]
    case .resolved(let code, let text): .members(["code": .text(code), "text": .text(text?.digest)])
    case .closed(let byTimer): ["byTimer": .bool(byTimer)]
    case .merged(let survivor): ["into": .string(survivor.text)]
    case .absorbed(let other): ["ticket": .string(other.text)]
    case .linked(let other, let relation), .unlinked(let other, let relation):
      ["to": .string(other.text), "as": .string(relation.rawValue)]
    case .excluded(let e):
      .members([
        "from": .integer(e.from.milliseconds), "to": .integer(e.to.milliseconds), "reason": .string(e.reason),
        "evidence": .text(e.evidence),
      ])
    case .verdictRecorded(let source, let met): ["source": .string(source), "met": .bool(met)]
    }
  }

  /// Reads what the journal holds; nil for kinds that are not a ticket's own (a rung that fired)
  /// and for payloads that lack what their kind needs.
  public init?(kind: String, payload: JSON) {
    func text(_ key: String) -> String? { payload[key]?.stringValue }
    func id(_ key: String) -> RecordID? { text(key).map(RecordID.init) }
    func instant(_ key: String) -> Instant? { payload[key]?.integerValue.map(Instant.init(milliseconds:)) }
    func reference(_ key: String) -> TextReference { TextReference(digest: text(key) ?? "") }
    func relation() -> TicketRelation? { text("as").flatMap(TicketRelation.init) }

    let event: TicketEvent?
    switch kind {
    case "ticket.opened": event = Opening(payload).map(TicketEvent.opened)
    case "ticket.retitled": event = .retitled(text: reference("text"))
    case "ticket.answered":
      event = id("id").map {
        .answered(
          id: $0, by: text("by") == "requester" ? .requester : .staff,
          isPublic: payload["public"]?.boolValue ?? true, text: reference("text"))
      }
    case "ticket.answer-withdrawn": event = id("answer").map { .answerWithdrawn(id: $0) }
    case "ticket.held": event = text("reason").map { .held(reason: $0, until: instant("until")) }
    case "ticket.resumed": event = .resumed(reason: text("reason"))
    case "ticket.changed":
      event = payload["set"]?.objectValue.map { set in
        .changed(set.mapValues { $0.stringValue }, reason: text("reason"))
      }
    case "ticket.assigned": event = .assigned(team: text("team"), assignee: text("assignee"))
    case "ticket.unassigned": event = .unassigned
    case "ticket.handed-off": event = text("vendor").map { .handedOff(vendor: $0, reference: text("reference")) }
    case "ticket.acknowledged": event = text("vendor").map { .acknowledged(vendor: $0) }
    case "ticket.handed-back": event = text("vendor").map { .handedBack(vendor: $0) }
    case "ticket.resolved":
      event = .resolved(code: text("code"), text: text("text").map(TextReference.init(digest:)))
    case "ticket.reopened": event = .reopened(reason: text("reason"))
    case "ticket.closed": event = .closed(byTimer: payload["byTimer"]?.boolValue ?? false)
    case "ticket.cancelled": event = .cancelled(reason: text("reason"))
    case "ticket.merged": event = id("into").map { .merged(into: $0) }
    case "ticket.absorbed": event = id("ticket").map { .absorbed($0) }
    case "ticket.linked": event = id("to").flatMap { to in relation().map { .linked(to, $0) } }
    case "ticket.unlinked": event = id("to").flatMap { to in relation().map { .unlinked(to, $0) } }
    case "ticket.agreement-ended": event = .agreementEnded
    case "ticket.excluded":
      event = instant("from").flatMap { from in
        instant("to").map { to in
          .excluded(Exclusion(from: from, to: to, reason: text("reason") ?? "", evidence: text("evidence")))
        }
      }
    case "ticket.returned": event = id("answer").map { .returned(answer: $0) }
    case "ticket.verdict-recorded":
      event = payload["met"]?.boolValue.map { .verdictRecorded(source: text("source") ?? "", met: $0) }
    default: event = nil
    }
    guard let event else { return nil }
    self = event
  }
}

extension TicketEvent.Opening {
  init?(_ payload: JSON) {
    guard let number = payload["number"]?.stringValue,
      let kind = payload["kind"]?.stringValue.flatMap(TicketKind.init),
      let requester = payload["requester"]?.stringValue
    else { return nil }
    self.init(
      number: number, kind: kind, requester: requester,
      attributes: (payload["attributes"]?.objectValue ?? [:]).compactMapValues(\.stringValue),
      team: payload["team"]?.stringValue, assignee: payload["assignee"]?.stringValue,
      agreement: payload["agreement"]?.stringValue.map(RecordID.init),
      text: .init(digest: payload["text"]?.stringValue ?? ""))
  }
}
