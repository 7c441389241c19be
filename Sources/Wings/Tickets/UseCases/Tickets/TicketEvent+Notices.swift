import Core
import Kernel
import Tickets

extension Ticket {
  /// What every notice about it holds: what the desk needs to find it, and nothing that people wrote.
  var noticeFacts: NoticeFacts {
    var facts = NoticeFacts(data: ["ticket": .string(id.text), "number": .string(number)])
    facts.data["priority"] = .text(priority)
    facts.data["team"] = .text(team)
    facts.data["assignee"] = .text(assignee)
    return facts
  }
}

extension TicketEvent {
  /// Members of the data of every notice about a ticket.
  static let noticeFields = [
    NoticeField("ticket", .id, "The ticket."), NoticeField("number", "Its number, like INC-1024."),
    NoticeField("priority", "Its priority.", optional: true),
    NoticeField("team", "Key of the team that has it.", optional: true),
    NoticeField("assignee", "Sign-in name of its owner.", optional: true),
  ]

  private static func noticeKind(
    _ name: String, _ title: String, _ occasion: String, _ template: String, _ fields: [NoticeField] = []
  ) -> NoticeKind {
    NoticeKind(
      name, title, occasion, template: template,
      fields: noticeFields + [
        NoticeField("state", "Where it stands: open, resolved, closed, cancelled or merged."),
        NoticeField("by", "Who did it: staff, requester or system."),
        NoticeField("actor", "Sign-in name of the member of staff who did it.", optional: true),
      ] + fields + [NoticeField("text", "The same in words.")])
  }

  private static let message = NoticeField(
    "message", .id, "The message. Its text is not sent: who may read it finds it at the ticket.")
  private static let vendor = NoticeField("vendor", "The vendor.")

  private static let opening = noticeKind(
    "ticket.opened", "Opened", "A ticket was opened.", "{number} was opened by {who}")
  private static let answering = noticeKind(
    "ticket.answered", "Answered", "A public answer was written, by the desk or by the requester.",
    "{number} was answered by {who}", [message])
  private static let noting = noticeKind(
    "ticket.noted", "Note written", "Staff wrote a note among themselves.", "A note was written on {number} by {who}",
    [message])
  private static let assigning = noticeKind(
    "ticket.assigned", "Assigned", "A ticket was given to a team or person, or taken from them.",
    "{number} was assigned[ to {assignee}][ in team {team}][ to {nobody}] by {who}")
  private static let holding = noticeKind(
    "ticket.held", "Held", "A ticket was put on hold.", "{number} was put on hold ({reason})[ until {until}] by {who}",
    [
      NoticeField("reason", "Why, by the reason's name."),
      NoticeField("until", .instant, "When it is to end by itself.", optional: true),
    ])
  private static let resuming = noticeKind(
    "ticket.resumed", "Resumed", "A hold ended, or all holds.", "{number} was resumed[ ({reason} ended)] by {who}",
    [NoticeField("reason", "Which hold ended; all where it is missing.", optional: true)])
  private static let handing = noticeKind(
    "ticket.handed-off", "Handed off", "A ticket was handed to a vendor.",
    "{number} was handed off to {vendor} by {who}",
    [vendor, NoticeField("reference", "The vendor's own number for it.", optional: true)])
  private static let acknowledging = noticeKind(
    "ticket.acknowledged", "Handoff acknowledged", "A vendor acknowledged a handoff.",
    "{vendor} acknowledged {number}", [vendor])
  private static let handingBack = noticeKind(
    "ticket.handed-back", "Handed back", "A vendor gave a ticket back.", "{vendor} handed {number} back", [vendor])
  private static let resolving = noticeKind(
    "ticket.resolved", "Resolved", "A ticket was resolved.", "{number} was resolved[ ({code})] by {who}",
    [NoticeField("code", "How, by the code's name.", optional: true)])
  private static let reopening = noticeKind(
    "ticket.reopened", "Reopened", "A resolved or closed ticket was opened again.", "{number} was reopened by {who}")
  private static let closing = noticeKind(
    "ticket.closed", "Closed", "A resolved ticket was closed.", "{number} was closed by {who}")
  private static let cancelling = noticeKind(
    "ticket.cancelled", "Cancelled", "A ticket was cancelled.", "{number} was cancelled by {who}")

  private static let into = NoticeField("into", .id, "The ticket that it was merged into.")
  private static let merging = noticeKind(
    "ticket.merged", "Merged", "A ticket was merged into another, which goes on for both.",
    "{number} was merged into another ticket by {who}", [into])
  private static let outcome = noticeKind(
    "ticket.outcome", "Outcome after merging",
    "The ticket that this one was merged into was resolved, reopened, closed or cancelled.",
    "What {number} was merged into ({intoNumber}) was {outcome} by {who}",
    [
      into, NoticeField("intoNumber", "Its number."),
      NoticeField("outcome", "What was done with it: resolved, reopened, closed or cancelled."),
    ])

  /// What tickets tell the outside.
  static let notices = [
    opening, answering, noting, assigning, holding, resuming, handing, acknowledging, handingBack, resolving, reopening,
    closing, cancelling, merging, outcome,
  ]

  /// The kind of notice that tells of this event; nil where none does.
  private var notice: NoticeKind? {
    switch self {
    case .opened: TicketEvent.opening
    case .answered(_, _, let isPublic, _): isPublic ? TicketEvent.answering : TicketEvent.noting
    case .assigned, .unassigned, .released: TicketEvent.assigning
    case .held: TicketEvent.holding
    case .resumed: TicketEvent.resuming
    case .handedOff: TicketEvent.handing
    case .acknowledged: TicketEvent.acknowledging
    case .handedBack: TicketEvent.handingBack
    case .resolved: TicketEvent.resolving
    case .reopened: TicketEvent.reopening
    case .closed: TicketEvent.closing
    case .cancelled: TicketEvent.cancelling
    case .merged: TicketEvent.merging
    case .retitled, .answerWithdrawn, .returned, .changed, .absorbed, .linked, .unlinked, .agreementEnded,
      .agreementDecided, .excluded, .readmitted, .verdictRecorded:
      nil
    }
  }

  /// What the event adds to the facts of its ticket. Texts that people wrote are never among them.
  private func add(to facts: inout NoticeFacts) {
    switch self {
    case .answered(let id, _, _, _): facts.data["message"] = .string(id.text)
    case .unassigned, .released: facts.words["nobody"] = "nobody"
    case .held(let reason, let until):
      facts.data["reason"] = .string(reason)
      facts.data["until"] = .instant(until)
    case .resumed(let reason): facts.data["reason"] = .text(reason)
    case .handedOff(let vendor, let reference):
      facts.data["vendor"] = .string(vendor)
      facts.data["reference"] = .text(reference)
    case .acknowledged(let vendor), .handedBack(let vendor): facts.data["vendor"] = .string(vendor)
    case .resolved(let code, _): facts.data["code"] = .text(code)
    case .merged(let survivor): facts.data["into"] = .string(survivor.text)
    case .opened, .assigned, .reopened, .closed, .cancelled, .returned, .retitled, .answerWithdrawn, .changed,
      .absorbed, .linked, .unlinked, .agreementEnded, .agreementDecided, .excluded, .readmitted,
      .verdictRecorded:
      break
    }
  }

  /// Tells of a merged ticket what became of the one that it was merged into.
  static func tellOutcome(
    _ state: TicketState, of merged: TicketRow, mergedInto survivor: Ticket, at: Instant, in work: Work
  ) throws {
    let isConfidential = merged.confidentialityClass != nil || survivor.confidentialityClass != nil
    try work.tell(outcome, about: TicketFile.stream(of: merged.id), at: at, toPeopleAlone: isConfidential) {
      var facts = NoticeFacts(data: ["ticket": .string(merged.id.text), "number": .string(merged.number)])
      facts.data["priority"] = .text(merged.priority)
      facts.data["team"] = .text(merged.team)
      facts.data["assignee"] = .text(merged.assignee)
      facts.data["state"] = .string(merged.state.rawValue)
      facts.data["into"] = .string(survivor.id.text)
      facts.data["intoNumber"] = .string(survivor.number)
      facts.data["outcome"] = .string(state == .open ? "reopened" : state.rawValue)
      add(work.principal, on: survivor, to: &facts)
      return facts
    }
  }

  /// Who did it, as far as the outside may know: staff by name, requesters by what they are.
  fileprivate static func add(_ principal: Principal, on ticket: Ticket, to facts: inout NoticeFacts) {
    if principal.role == .system {
      facts.data["by"] = "system"
      facts.words["who"] = "the system"
    } else if principal.may(.workTickets), principal.name != ticket.requester {
      facts.data["by"] = "staff"
      facts.data["actor"] = .string(principal.name)
      facts.words["who"] = principal.name
    } else {
      facts.data["by"] = "requester"
      facts.words["who"] = "its requester"
    }
  }

  fileprivate func tell(of ticket: Ticket, at: Instant, in work: Work) throws {
    guard let notice else { return }
    var isConfidential = ticket.confidentialityClass != nil
    if case .merged(let survivor) = self, !isConfidential {
      isConfidential = try TicketStore.row(survivor, in: work.transaction)?.confidentialityClass != nil
    }
    try work.tell(
      notice, about: TicketFile.stream(of: ticket.id), at: at, toPeopleAlone: isConfidential
    ) {
      var facts = ticket.noticeFacts
      facts.data["state"] = .string(ticket.state.rawValue)
      TicketEvent.add(work.principal, on: ticket, to: &facts)
      add(to: &facts)
      return facts
    }
  }
}

extension Work {
  /// Tells whoever listens of what happened to a ticket that stands as these events left it.
  func tell(_ events: [TicketEvent], of ticket: Ticket, at: Instant) throws {
    for event in events { try event.tell(of: ticket, at: at, in: self) }
  }
}
