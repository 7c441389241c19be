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
  /// What is foreseen of those that run; for staff.
  public var foreseen: [ForeseenClock] = []
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

  /// With the file that its history was folded into, and the words of the desk.
  func read(from look: Look) throws -> (detail: TicketDetail, file: TicketFile, words: ReadableRows<Word>) {
    let id = try look.resolve(key)
    let sight = look.principal.sight(of: .seeAllTickets)
    if sight == .all { try readAhead(of: id, isStaff: true, look) }
    guard let (row, text) = try TicketStore.whole(id, in: look.transaction), look.maySee(row)
    else { throw MainstayError.notFound(kind: "ticket", id: key.text) }
    try look.noteReading(of: id, row.confidentialityClass)
    let isStaff = sight.takesIn(row)
    // Not before it is known that they may see it: how long its history is would show in the time that this takes.
    if sight != .all { try readAhead(of: id, isStaff: isStaff, look) }
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
    let others = try others(than: file.ticket, isStaff ? history : [], look)
    let mergedInto = file.ticket.mergedInto.flatMap { others[$0] }
    if isStaff, sight != .all { ShowTicket.hide(&history, but: Set(others.keys)) }
    if !isStaff { history = ShowTicket.forRequester(history, survivor: mergedInto?.id) }
    let until = try before.map { (at: try MessageStore.instant(of: $0, on: id, in: look.transaction), id: $0) }
    var messages = try shownMessages(of: id, before: until, publicOnly: !isStaff, in: look.transaction)
    let hasEarlier = messages.count > ShowTicket.mostMessages
    if hasEarlier { messages.removeFirst() }
    let absorbed = isStaff ? history.compactMap(\.event.absorbed).compactMap { others[$0] } : []
    let people = Set(shown.row.people + absorbed.map(\.requester) + history.flatMap { [$0.actor] + $0.event.people })
    let (agreement, clockFault) = try look.agreement(of: file.ticket)
    let words = try WordStore.readable(Word.List.allCases, in: look.transaction)
    var detail = TicketDetail(
      ticket: isStaff ? file.ticket : file.ticket.forRequester, row: shown.row, text: text, history: history,
      messages: messages, hasEarlier: hasEarlier, until: until?.at, isWhole: isStaff,
      clocks: shown.clocks,
      rungs: isStaff ? try ClockStore.fired(of: id, in: look.transaction) : [],
      agreement: agreement,
      links: file.ticket.links.sorted { $0.ticket < $1.ticket }.compactMap { link in
        others[link.ticket].map { .init(relation: link.relation, ticket: $0) }
      }, mergedInto: mergedInto, outcome: try outcome(of: file.ticket, look), absorbed: absorbed,
      readOnly: file.newer.map { "Of its entry \($0.sequence), \($0.why)." },
      clockFault: isStaff ? clockFault : nil,
      people: try NameStore.people(named: people, in: look.transaction),
      labels: WordLabels(words.rows),
      awaitsRequester: try !look.endedByAnswer(row.holds).isEmpty)
    if isStaff { detail.foreseen = try ForeseenClockStore.rows(of: [id], in: look.transaction) }
    return (detail, file, words)
  }
}

extension ShowTicket {
  /// What a ticket is shown by, whatever its history tells.
  private func readAhead(of id: RecordID, isStaff: Bool, _ look: Look) throws {
    try look.transaction.readAhead { ahead in
      if isStaff { _ = try TicketStore.whole(id, in: ahead) }
      _ = try ClockStore.all(of: id, in: ahead)
      try JournalStore.forEachEntry(of: TicketFile.stream(of: id), in: ahead) { _ in }
      if before == nil { _ = try shownMessages(of: id, before: nil, publicOnly: !isStaff, in: ahead) }
      if isStaff {
        _ = try ClockStore.fired(of: id, in: ahead)
        _ = try ForeseenClockStore.rows(of: [id], in: ahead)
      }
      _ = try WordStore.readable(Word.List.allCases, in: ahead)
    }
  }

  /// The messages to show, and the one before them.
  private func shownMessages(
    of id: RecordID, before: (at: Instant, id: RecordID)?, publicOnly: Bool, in tx: any Transaction
  ) throws -> [Message] {
    try MessageStore.all(
      of: id, publicOnly: publicOnly, before: before, limit: ShowTicket.mostMessages + 1, in: tx)
  }

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

  /// The tickets that one is linked with, was merged into, or has absorbed, as far as the reader may know of them.
  ///
  /// - Throws: `unreadable` where one cannot be read.
  private func others(
    than ticket: Ticket, _ history: [TicketDetail.HistoryEntry], _ look: Look
  ) throws -> [RecordID: TicketRow] {
    let ids = Set(
      ticket.links.map(\.ticket) + [ticket.mergedInto].compactMap(\.self) + history.compactMap(\.event.absorbed))
    let rows = try TicketStore.rows(ids, in: look.transaction).filter(look.maySee)
    let clocks =
      look.principal.sight(of: .seeAllTickets) == .all
      ? [:] : Dictionary(grouping: try ClockStore.all(of: rows.map(\.id), in: look.transaction), by: \.ticket)
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.id, look.shown($0, clocks[$0.id] ?? []).row) })
  }

  /// What became of the ticket that one was merged into, for who may know of that one or waits for it; nobody else
  /// learns from this what happens to a confidential one.
  private func outcome(of ticket: Ticket, _ look: Look) throws -> MergedOutcome? {
    guard let survivor = ticket.mergedInto else { return nil }
    if !look.principal.clearance.classes.isEmpty, !look.principal.mayFollow(ticket),
      let row = try TicketStore.row(survivor, in: look.transaction), row.confidentialityClass != nil, !look.maySee(row)
    {
      return nil
    }
    return try look.outcome(of: survivor)
  }

  /// Takes the tickets out of entries that the reader may not know of.
  private static func hide(_ history: inout [TicketDetail.HistoryEntry], but known: Set<RecordID>) {
    for index in history.indices {
      switch history[index].event {
      case .merged(let id) where !known.contains(id): history[index].hidden = ["into"]
      case .absorbed(let id) where !known.contains(id): history[index].hidden = ["ticket"]
      case .linked(let id, _) where !known.contains(id), .unlinked(let id, _) where !known.contains(id):
        history[index].hidden = ["to"]
      default: break
      }
    }
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

extension TicketEvent {
  /// The ticket that was merged into this one.
  fileprivate var absorbed: RecordID? { if case .absorbed(let id) = self { id } else { nil } }
}
