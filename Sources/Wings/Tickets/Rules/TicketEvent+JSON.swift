import Kernel

/// How events stand in the journal: a kind, and a payload of canonical JSON. Frozen: entries written
/// once are read for ever, so members are only ever added; `TicketEvent+Reading` reads them.
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
    case .released: "ticket.released"
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
    case .agreementDecided: "ticket.agreement-decided"
    case .excluded: "ticket.excluded"
    case .readmitted: "ticket.readmitted"
    case .verdictRecorded: "ticket.verdict-recorded"
    case .returned: "ticket.returned"
    }
  }

  public var payload: JSON {
    switch self {
    case .opened(let o):
      .members([
        "number": .string(o.number), "kind": .string(o.kind.rawValue), "measure": .text(o.measure?.rawValue),
        "requester": .string(o.requester),
        "attributes": .object(o.attributes.mapValues(JSON.string)), "team": .text(o.team),
        "assignee": .text(o.assignee), "agreement": .text(o.agreement?.text), "undecided": .text(o.undecided?.text),
        "text": .string(o.text.digest),
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
    case .unassigned, .released, .agreementEnded: .object([:])
    case .agreementDecided(let agreement): .members(["agreement": .text(agreement?.text)])
    case .handedOff(let vendor, let reference):
      .members(["vendor": .string(vendor), "reference": .text(reference)])
    case .acknowledged(let vendor), .handedBack(let vendor): ["vendor": .string(vendor)]
    case .resolved(let code, let text):
      .members(["code": .text(code), "text": .text(text?.digest), "message": .text(text?.message?.text)])
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
    case .readmitted(let entry, let reason): ["entry": .integer(entry), "reason": .string(reason)]
    case .verdictRecorded(let source, let met): ["source": .string(source), "met": .bool(met)]
    }
  }
}
