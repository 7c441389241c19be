import Agreements
import AgreementsUseCases
import Foresight
import Kernel
import Tickets
import TicketsUseCases

/// A ticket as its stream tells it, entry by entry: what foresight learns from, and what it is asked about.
struct ToldTicket: Sendable {
  /// The attributes that similar clocks are told by, beside the kind. Others may hold anything that people wrote.
  static let attributes = ["priority", "category", "service", "impact", "urgency"]
  /// An entry that was recorded so much later than what it tells of was brought in afterwards, with a past of its own.
  private static let broughtIn = Duration.minutes(1)

  private(set) var ticket: Ticket
  /// What entries of this ticket alone leave out of its clocks.
  private(set) var left: [(entry: Int64, exclusion: Agreements.Exclusion)] = []
  private var updates: [TicketRecord.Update] = []
  private var story: [ClockEvent] = []
  /// As the story, each event when it was recorded; empty while that is the same.
  private var recorded: [ClockEvent] = []
  private var toldUntil: Instant?
  private var reopenings = 0

  init(_ id: RecordID) { ticket = Ticket(id: id) }

  /// Takes an entry of its stream; those of its clocks and ladders pass by.
  ///
  /// - Throws: `unreadable` for an entry that is damaged or that a newer version wrote.
  mutating func take(_ kind: String, _ payload: String, at: Instant, recordedAt: Instant, sequence: Int64) throws {
    guard kind.hasPrefix("ticket."), kind != TextErasure.kind else { return }
    let event: TicketEvent
    do {
      event = try TicketEvent(kind: kind, payload: JSON(parsing: payload))
    } catch let error as TicketEvent.Unreadable {
      throw MainstayError.unreadable(record: TicketFile.stream(of: ticket.id), reason: error.words)
    }
    ticket.apply(event, at: at)
    if let exclusion = event.exclusion { left.append((sequence, exclusion)) }
    if let entry = event.countsAgain { left.removeAll { $0.entry == entry } }
    let isBroughtIn = recordedAt - at > ToldTicket.broughtIn
    let told = isBroughtIn ? at : max(at, recordedAt)
    if isBroughtIn, event.isEnd, toldUntil == nil { toldUntil = at - .milliseconds(1) }
    if let clockEvent = event.clockEvent {
      story.append(ClockEvent(at, clockEvent))
      if !recorded.isEmpty || told != at {
        if recorded.isEmpty { recorded = Array(story.dropLast()) }
        recorded.append(ClockEvent(max(told, recorded.last?.at ?? told), clockEvent))
      }
    }
    if case .reopened = event { reopenings += 1 }
    if event.isUpdate { updates.append(update(at: max(told, updates.last?.at ?? told))) }
  }

  private func update(at: Instant) -> TicketRecord.Update {
    var attributes = ["kind": ticket.kind.rawValue]
    for name in ToldTicket.attributes { attributes[name] = ticket.attributes[name] }
    // One value for all updates that change none of them.
    if let last = updates.last?.attributes, last == attributes { attributes = last }
    return TicketRecord.Update(
      at: at, state: ticket.recordState, attributes: attributes, team: ticket.team, reopenings: reopenings)
  }

  /// Nil before its first entry.
  var record: TicketRecord? {
    guard !updates.isEmpty else { return nil }
    return TicketRecord(
      number: ticket.number, openedAt: ticket.openedAt, updates: updates, story: story,
      recorded: recorded.isEmpty ? story : recorded, toldUntil: toldUntil)
  }

  /// How its clocks stand.
  func readings(_ version: AgreementVersion, asOf: Instant) -> [ClockReading] {
    ClockEvaluator(
      plan: version.plan(for: ticket.measure), exclusions: version.terms.exclusions + left.map(\.exclusion),
      events: story
    ).verdicts(asOf: asOf)
  }
}

extension Ticket {
  fileprivate var recordState: TicketRecord.State {
    switch state {
    case .open: holds.first.map { .waiting($0) } ?? (vendors.isEmpty ? .working : .waiting("with a vendor"))
    case .resolved: .resolved
    case .closed: .closed
    case .cancelled, .merged: .cancelled
    }
  }
}

extension TicketEvent {
  /// Whether it ends work on the ticket.
  fileprivate var isEnd: Bool {
    switch self {
    case .resolved, .closed, .cancelled, .merged: true
    default: false
    }
  }

  /// Whether somebody did something to the ticket, or wrote.
  fileprivate var isUpdate: Bool {
    switch self {
    case .opened, .answered, .held, .resumed, .changed, .assigned, .unassigned, .released, .handedOff, .acknowledged,
      .handedBack, .resolved, .reopened, .closed, .cancelled, .merged, .returned:
      true
    case .retitled, .answerWithdrawn, .absorbed, .linked, .unlinked, .agreementEnded, .agreementDecided, .excluded,
      .readmitted, .verdictRecorded:
      false
    }
  }
}
