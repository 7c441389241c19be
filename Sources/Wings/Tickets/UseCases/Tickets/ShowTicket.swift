import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import PeopleUseCases
import Storage
import Tickets

/// One ticket with everything that its page shows.
public struct TicketDetail: Sendable {
  public var ticket: Ticket
  public var row: TicketRow
  public var text: TicketText
  /// What happened, in the order in which it was recorded; for requesters only what concerns them.
  public var history: [HistoryEntry]
  /// The newest of those asked for, oldest first.
  public var messages: [Message]
  /// There are messages before these: `ShowTicket.before` the first of them.
  public var hasEarlier: Bool
  /// When the first message behind these was written; nil where these are the newest.
  public var until: Instant?
  /// The history is all that the journal has, and not only what requesters read.
  public var isWhole: Bool
  public var clocks: [ClockRow]
  public var rungs: [RungFired]
  /// The agreement version that holds for it.
  public var agreement: AgreementVersion?
  public var links: [LinkedTicket]
  public var mergedInto: TicketRow?
  /// What became of that; for its requester too where it is somebody else's. Nil where it was not merged.
  public var outcome: MergedOutcome?
  /// Tickets that were merged into it, in that order; for staff.
  public var absorbed: [TicketRow]
  /// Why it can only be read here, in words: a newer version wrote of it. Nil where all is understood.
  public var readOnly: String?
  /// Why its clocks do not go on, in words, for staff: the agreement that holds or may hold for it cannot be read.
  public var clockFault: String?
  /// Display names of the people in its history by their sign-in names.
  public var people: [String: String]
  /// What people call the words of the desk that it has, or had.
  public var labels: WordLabels
  /// Whether it is on hold until its requester answers.
  public var awaitsRequester: Bool

  public struct LinkedTicket: Hashable, Sendable {
    public var relation: TicketRelation
    public var ticket: TicketRow
  }

  public struct HistoryEntry: Hashable, Sendable {
    public var event: TicketEvent
    public var actor: String
    public var at: Instant
    public var recordedAt: Instant
    /// Its place in the ticket's journal stream; for requesters among what they are shown.
    public var sequence: Int64
    /// Members of the event's payload that its reader may not know.
    public var hidden: Set<String> = []
  }
}

/// Shows a ticket. Requesters see their own, without notes and inner changes.
public struct ShowTicket: Query {
  public static let mostMessages = 500

  public var key: TicketKey
  /// A message; only those written before it are shown.
  public var before: RecordID?
  public init(_ key: TicketKey, before: RecordID? = nil) { (self.key, self.before) = (key, before) }

  public func answer(from look: Look) throws -> TicketDetail { try read(from: look).detail }

  /// With the file that its history was folded into.
  func read(from look: Look) throws -> (detail: TicketDetail, file: TicketFile) {
    let id = try look.resolve(key)
    guard let row = try TicketStore.row(id, in: look.transaction), look.maySee(row.requester),
      let text = try TicketStore.text(of: id, in: look.transaction)
    else { throw MainstayError.notFound(kind: "ticket", id: key.text) }
    let isStaff = look.principal.may(.seeAllTickets)
    let all = try ClockStore.all(of: id, in: look.transaction)
    let shown = look.shown(row, all)
    var file = TicketFile(ticket: Ticket(id: id))
    var history: [TicketDetail.HistoryEntry] = []
    try JournalStore.forEachEntry(of: TicketFile.stream(of: id), in: look.transaction) { stored in
      let entry = stored.entry
      let known = file.history.count
      try file.replay(entry.kind, entry.payload, at: entry.at, sequence: entry.sequence)
      guard file.history.count > known, let event = file.history.last?.event else { return }
      history.append(
        .init(event: event, actor: entry.actor, at: entry.at, recordedAt: entry.recordedAt, sequence: entry.sequence))
    }
    try ShowTicket.interpret(&history, &file, from: look)
    let mergedInto = try file.ticket.mergedInto.flatMap { try other($0, look) }
    if !isStaff { history = ShowTicket.forRequester(history, survivor: mergedInto?.id) }
    let until = try before.map { (at: try MessageStore.instant(of: $0, on: id, in: look.transaction), id: $0) }
    var messages = try MessageStore.all(
      of: id, publicOnly: !isStaff, before: until, limit: ShowTicket.mostMessages + 1, in: look.transaction)
    let hasEarlier = messages.count > ShowTicket.mostMessages
    if hasEarlier { messages.removeFirst() }
    let absorbed = isStaff ? try absorbed(history, look) : []
    let people = Set(shown.row.people + absorbed.map(\.requester) + history.flatMap { [$0.actor] + $0.event.people })
    let (agreement, clockFault) = try look.agreement(of: file.ticket)
    let detail = TicketDetail(
      ticket: isStaff ? file.ticket : file.ticket.forRequester, row: shown.row, text: text, history: history,
      messages: messages, hasEarlier: hasEarlier, until: until?.at, isWhole: isStaff,
      clocks: shown.clocks,
      rungs: isStaff ? try ClockStore.fired(of: id, in: look.transaction) : [],
      agreement: agreement,
      links: try file.ticket.links.sorted { $0.ticket < $1.ticket }.compactMap { link in
        try other(link.ticket, look).map { .init(relation: link.relation, ticket: $0) }
      }, mergedInto: mergedInto, outcome: try file.ticket.mergedInto.flatMap(look.outcome), absorbed: absorbed,
      readOnly: file.newer.map { "Of its entry \($0.sequence), \($0.why)." },
      clockFault: isStaff ? clockFault : nil,
      people: try NameStore.people(named: people, in: look.transaction),
      labels: WordLabels(try WordStore.readable(Word.List.allCases, in: look.transaction).rows),
      awaitsRequester: try !look.endedByAnswer(row.holds).isEmpty)
    return (detail, file)
  }
}

extension ShowTicket {
  /// Calls people by what they are called at present, and opens what was sealed.
  private static func interpret(
    _ history: inout [TicketDetail.HistoryEntry], _ file: inout TicketFile, from look: Look
  ) throws {
    let names = try SubjectNames(file.people.union(history.map(\.actor)), in: look.transaction)
    let texts = try PersonalTexts(history.flatMap(\.event.words), from: look)
    file.call(names)
    for index in history.indices {
      history[index].actor = names(history[index].actor)
      history[index].event = history[index].event.calling { names($0) }.wording { texts($0) }
    }
  }

  private func absorbed(_ history: [TicketDetail.HistoryEntry], _ look: Look) throws -> [TicketRow] {
    try history.compactMap { entry in
      guard case .absorbed(let id) = entry.event else { return nil }
      return try other(id, look)
    }
  }

  /// Another ticket, as far as the reader may know of it.
  private func other(_ id: RecordID, _ look: Look) throws -> TicketRow? {
    guard let row = try TicketStore.row(id, in: look.transaction), look.maySee(row.requester) else { return nil }
    guard !look.principal.may(.seeAllTickets) else { return row }
    return RequesterView.row(row, clocks: try ClockStore.all(of: id, in: look.transaction))
  }

  /// - Parameter survivor: The ticket that it was merged into, where the requester may know it.
  private static func forRequester(
    _ history: [TicketDetail.HistoryEntry], survivor: RecordID?
  ) -> [TicketDetail.HistoryEntry] {
    let withdrawn = Set(
      history.compactMap { entry -> RecordID? in
        if case .answerWithdrawn(let id) = entry.event { id } else { nil }
      })
    var place: Int64 = 0
    return history.compactMap { entry in
      guard let event = RequesterView.event(entry.event, withdrawn: withdrawn) else { return nil }
      var shown = entry
      shown.event = event
      // Gaps would tell what is left out.
      place += 1
      shown.sequence = place
      shown.hidden = RequesterView.hiddenMembers(of: event) { $0 == survivor }
      return shown
    }
  }
}
