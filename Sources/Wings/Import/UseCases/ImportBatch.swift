import Agreements
import AgreementsUseCases
import Core
import Journal
import Kernel
import Storage
import Tickets
import TicketsUseCases

/// Tickets that are made together: everything is computed first, then written table by table.
struct ImportBatch {
  struct Made {
    var ticket: Ticket
    var text: TicketText
    var clocks: ClockSummary
    var key: ImportKey
  }

  /// Numbers that tickets of this portion keep: none of them is given to another one.
  private let kept: Set<String>
  /// The ids of those whom the portion names.
  private let people: [String: RecordID]
  private(set) var tally = ImportTally()
  private(set) var tickets: [Made] = []
  private var entries: [[SQLValue]] = []
  private var heads: [StreamHead] = []
  private var clocks: [ClockRow] = []
  private var rungs: [RungFired] = []

  init(keeping kept: Set<String>, naming people: [String: RecordID]) { (self.kept, self.people) = (kept, people) }

  /// Adds a ticket as a whole, or throws and adds nothing of it; its number here.
  mutating func add(_ new: ImportSorting.New, agreements: AgreementsInForce, in work: Work) throws -> String {
    let history = new.history
    var opening = history.opening
    if new.isNumberTaken {
      opening.number = try TicketNumbers.next(of: opening.kind, besides: kept, in: work.transaction)
      opening.attributes[ImportedHistory.outsideNumber] = history.number
    }
    var text = TicketText(title: history.title, description: history.description, salt: [])
    let (reference, salt) = work.reference(to: text.whole)
    (opening.text, text.salt) = (reference, salt)
    let version = try agreements.version(covering: opening.covered, at: history.openedAt)
    opening.agreement = version?.id
    let file = TicketFile(history, opening: opening, id: work.newID())
    let evaluated = try version.map { try $0.evaluated(file, at: work.now) }
    var head = StreamHead(stream: TicketFile.stream(of: file.ticket.id), sequence: 0, hash: HashChain.origin)
    for (place, entry) in file.history.enumerated() {
      let actor = place == 0 ? history.openedBy : history.steps[place - 1].actor
      let happening = Happening(kind: entry.event.kind, at: entry.at, payload: entry.event.payload, actor: actor)
      append(try work.journaled(happening, about: opening.requester, people), to: &head, in: work)
    }
    for rung in evaluated?.rungs ?? [] {
      append(try work.journaled(rung.happening, about: nil, people), to: &head, in: work)
      rungs.append(rung)
    }
    clocks += evaluated?.rows ?? []
    heads.append(head)
    let last = file.history.last?.at ?? history.openedAt
    let key = ImportKey(
      number: history.number, ticket: file.ticket.id, run: RecordID(""),
      through: new.account?.through ?? ImportMark(last, count: 0), version: file.ticket.version)
    tickets.append(
      Made(ticket: file.ticket, text: text, clocks: evaluated?.summary ?? ClockSummary(), key: key))
    tally.count(file.ticket, events: file.history.count, last: last)
    return opening.number
  }

  private mutating func append(_ happening: Happening, to head: inout StreamHead, in work: Work) {
    let entry = JournalEntry(
      stream: head.stream, sequence: head.sequence + 1, kind: happening.kind,
      actor: happening.actor ?? work.principal.name, at: happening.at, recordedAt: work.now,
      payload: happening.payload.canonical)
    head.sequence = entry.sequence
    head.hash = entry.hash(after: head.hash)
    entries.append(JournalStore.row(entry, hash: head.hash))
  }

  func write(source: String, run: RecordID, at now: Instant, in tx: any Transaction) throws {
    guard !tickets.isEmpty else { return }
    try JournalStore.insertNew(heads, entries: entries, in: tx)
    try TicketStore.insert(tickets.map { ($0.ticket, $0.text, $0.clocks) }, at: now, in: tx)
    try ClockStore.save(clocks, in: tx)
    try ClockStore.insertNew(rungs, in: tx)
    let keys = tickets.map { made in
      var key = made.key
      key.run = run
      return key
    }
    try ImportStore.insert(keys, from: source, in: tx)
  }
}

extension AgreementVersion {
  /// The clocks of an imported ticket, and the rungs and breaches of its past.
  func evaluated(
    _ file: TicketFile, at now: Instant
  ) throws -> (rows: [ClockRow], summary: ClockSummary, rungs: [RungFired]) {
    let evaluator = try file.evaluator(self)
    let asOf = max(now, file.history.last?.at ?? now)
    let readings = evaluator.verdicts(asOf: asOf)
    let made = file.clocks(readings, evaluator, asOf: asOf)
    return (made.rows, made.summary, file.passed(readings, recordedAt: now).map(\.0))
  }
}

extension TicketFile {
  /// The ticket that a history makes.
  init(_ history: ImportedHistory, opening: TicketEvent.Opening, id: RecordID) {
    self.init(ticket: Ticket(id: id))
    self.history.reserveCapacity(history.steps.count + 1)
    add(.opened(opening), at: history.openedAt, sequence: 1)
    for (place, step) in history.steps.enumerated() { add(step.event, at: step.at, sequence: Int64(place + 2)) }
  }
}
