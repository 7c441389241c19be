import Agreements
import Governance
import Kernel
import Storage
import Tickets

/// Tickets that are made together: everything is computed first, then written table by table.
struct ImportBatch {
  struct Made {
    var ticket: Ticket
    var text: TicketText
    var clocks: ClockSummary
  }

  var tally: ImportTally
  private(set) var tickets: [Made] = []
  private var entries: [[SQLValue]] = []
  private var heads: [StreamHead] = []
  private var clocks: [ClockRow] = []
  private var rungs: [RungFired] = []

  init(tally: ImportTally) { self.tally = tally }

  mutating func add(_ history: ImportedHistory, agreements: AgreementsInForce, in work: Work) throws {
    var opening = history.opening
    var text = TicketText(title: history.title, description: history.description, salt: [])
    let (reference, salt) = work.reference(to: text.whole)
    (opening.text, text.salt) = (reference, salt)
    let version = agreements.agreement(for: opening, at: history.openedAt)
    opening.agreement = version?.id
    let file = TicketFile(history, opening: opening, id: work.newID())
    var head = StreamHead(stream: TicketFile.stream(of: file.ticket.id), sequence: 0, hash: HashChain.origin)
    for (place, entry) in file.history.enumerated() {
      append(
        Happening(kind: entry.event.kind, at: entry.at, payload: entry.event.payload),
        by: place == 0 ? history.openedBy : history.steps[place - 1].actor, to: &head, recordedAt: work.now)
    }
    var summary = ClockSummary()
    if let version {
      let evaluator = try file.evaluator(version)
      let asOf = max(work.now, file.history.last?.at ?? work.now)
      let readings = evaluator.verdicts(asOf: asOf)
      let made = file.clocks(readings, evaluator, asOf: asOf)
      clocks += made.rows
      summary = made.summary
      for (rung, _) in file.passed(readings, recordedAt: work.now) {
        append(rung.happening, by: work.principal.name, to: &head, recordedAt: work.now)
        rungs.append(rung)
      }
    }
    heads.append(head)
    tickets.append(Made(ticket: file.ticket, text: text, clocks: summary))
    tally.count(file.ticket, events: file.history.count, last: file.history.last?.at ?? history.openedAt)
  }

  private mutating func append(
    _ happening: Happening, by actor: String, to head: inout StreamHead, recordedAt: Instant
  ) {
    let entry = JournalEntry(
      stream: head.stream, sequence: head.sequence + 1, kind: happening.kind, actor: actor, at: happening.at,
      recordedAt: recordedAt, payload: happening.payload.canonical)
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
    try ImportStore.insert(tickets.map { ($0.ticket.number, $0.ticket.id) }, from: source, run: run, in: tx)
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
