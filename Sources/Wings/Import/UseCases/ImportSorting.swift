import Core
import Journal
import Kernel
import Storage
import Tickets
import TicketsUseCases

/// What is new in a portion, what adds to known tickets, and what cannot be used.
struct ImportSorting {
  struct New {
    var history: ImportedHistory
    var account: (any ImportedAccount)?
    var line: Int
    /// Whether another ticket has its number, so that it gets one of ours.
    var isNumberTaken: Bool
  }

  /// Newer updates of a known ticket.
  struct Later {
    var key: ImportKey
    /// The ticket before them.
    var file: TicketFile
    var steps: [ImportedHistory.Step]

    var teams: Set<String> { Set(steps.compactMap(\.event.team)) }
  }

  var news: [New] = []
  var later: [Later] = []
  var faults: [ImportFault] = []
  /// Of everything but the new tickets.
  var tally = ImportTally()

  /// Says at its row that a new ticket has another number here.
  /// - Parameter number: Which; nil where that is not known yet.
  mutating func note(_ new: New, numbered number: String?) {
    guard new.isNumberTaken else { return }
    let own = number.map { "it is \($0) here" } ?? "it gets a number of our own"
    faults.append(
      ImportFault(
        line: new.line, number: new.history.number,
        reason: "another ticket has this number already, so that \(own); it is found by both", isNote: true))
    tally.renumbered += 1
  }

  mutating func refuse(_ new: New, _ error: MainstayError) {
    faults.append(ImportFault(line: new.line, number: new.history.number, reason: error.words))
    tally.faults += 1
    tally.held += 1
  }
}

extension Look {
  func sort(_ items: [ImportItem], of source: String, run: RecordID?) throws -> ImportSorting {
    let numbers = items.compactMap { $0.history?.number }
    let known = try ImportStore.known(numbers, from: source, in: transaction)
    let taken = try NumberStore.taken(numbers, in: transaction)
    var sorting = ImportSorting()
    var seen: Set<String> = []
    for item in items {
      sorting.faults += item.faults
      if item.isHeld { sorting.tally.held += 1 }
      guard let history = item.history else { continue }
      func hold(_ faults: [ImportFault]) {
        sorting.faults += faults
        sorting.tally.held += 1
      }
      func hold(_ reason: String) {
        hold([ImportFault(line: item.line, number: history.number, reason: reason)])
      }
      if !seen.insert(history.number).inserted || (known[history.number].map { $0.run == run } ?? false) {
        hold("its rows do not stand together; these were left out")
      } else if let reason = item.fault(at: now) {
        hold(reason)
      } else if let key = known[history.number] {
        switch try later(item, than: key, lock: run != nil) {
        case .nothing: sorting.tally.known += 1
        case .refused(let faults): hold(faults)
        case .steps(let later):
          if later.steps.isEmpty {
            sorting.tally.known += 1
          } else {
            sorting.tally.updated += 1
            sorting.tally.added += later.steps.count
          }
          sorting.later.append(later)
        }
      } else if let reason = history.fault {
        hold(reason)
      } else {
        sorting.news.append(
          .init(
            history: history, account: item.account, line: item.line, isNumberTaken: taken.contains(history.number)))
      }
    }
    sorting.tally.faults = sorting.faults.count
    return sorting
  }

  private enum Continuation { case nothing, refused([ImportFault]), steps(ImportSorting.Later) }

  /// What an item adds to a ticket that is known; one that cannot be read here holds up no other.
  private func later(_ item: ImportItem, than key: ImportKey, lock: Bool) throws -> Continuation {
    guard let account = item.account, let history = item.history else { return .nothing }
    func refused(_ reason: String) -> Continuation {
      .refused([ImportFault(line: item.line, number: history.number, reason: reason)])
    }
    do {
      guard let stored = try ImportedFile.load(key, lock: lock, in: transaction) else {
        return refused("the ticket that it became is gone")
      }
      try stored.file.requireChangeable()
      let known = KnownHistory(ticket: stored.file.ticket, events: stored.file.history, through: stored.through)
      let told = account.later(than: known)
      guard told.contradictions.isEmpty else { return .refused(told.contradictions) }
      if let change = stored.changedHere {
        // How far the source has told stays as it was: what was changed here must not be forgotten.
        guard !told.steps.isEmpty else { return .nothing }
        return refused(
          "it was changed here at \(change.rfc3339), after it was imported, so that its newer rows are not added")
      }
      guard stored.file.history.count + told.steps.count <= TicketLimits.events else {
        return refused("it would have more than \(TicketLimits.events) events")
      }
      guard told.through > stored.through || !told.steps.isEmpty else { return .nothing }
      var key = key
      (key.through, key.version) = (told.through, stored.version + told.steps.count)
      return .steps(ImportSorting.Later(key: key, file: stored.file, steps: told.steps))
    } catch let error as MainstayError {
      return refused(error.words)
    } catch StorageError.column {
      return refused("the ticket that it became cannot be read")
    }
  }
}

/// A ticket that was imported, and what happened to it here since.
private struct ImportedFile {
  var file: TicketFile
  /// The last update that came in.
  var through: ImportMark
  /// The ticket's version after the last import, and as many events that change nothing as came since.
  var version: Int
  /// When the ticket was first changed here after the last import.
  var changedHere: Instant?

  static func load(_ key: ImportKey, lock: Bool, in tx: any Transaction) throws -> ImportedFile? {
    if lock { _ = try JournalStore.head(of: TicketFile.stream(of: key.ticket), lock: true, in: tx) }
    guard let file = try TicketFile.load(key.ticket, in: tx) else { return nil }
    var imported = key.version
    if imported == nil {
      // Before versions were kept: what was written down together with the opening came with it.
      var recordedAt: Instant?
      var count = 0
      try JournalStore.forEachEntry(of: TicketFile.stream(of: key.ticket), in: tx) { stored in
        guard stored.entry.kind.hasPrefix("ticket.") else { return }
        recordedAt = recordedAt ?? stored.entry.recordedAt
        if stored.entry.recordedAt == recordedAt { count += 1 }
      }
      imported = count
    }
    let known = min(imported ?? 0, file.history.count)
    let since = file.history[known...]
    return ImportedFile(
      file: file,
      through: key.through ?? ImportMark(file.history[..<known].last?.at ?? file.ticket.openedAt, count: 0),
      version: file.history.count, changedHere: since.first { $0.event.changesTicket }?.at)
  }
}

extension TicketEvent {
  /// Whether it says where a ticket stands or whose it is, as an update of another tool does.
  fileprivate var changesTicket: Bool {
    switch self {
    case .answered, .answerWithdrawn, .linked, .unlinked, .absorbed, .excluded, .readmitted, .retitled, .agreementEnded,
      .agreementDecided, .verdictRecorded:
      false
    default: true
    }
  }

  /// The team that it names.
  fileprivate var team: String? {
    if case .assigned(let team, _) = self { team } else { nil }
  }
}

extension MainstayError {
  /// The error as the end of a sentence about one ticket.
  var words: String {
    switch self {
    case .invalid(let faults):
      faults.map { $0.path.isEmpty ? $0.message : "\($0.path) \($0.message)" }.joined(separator: "; ")
    case .conflict(_, let message): message
    case .unavailable(let reason): reason
    case .away: MainstayError.awayWords
    case .unreadable(let record, let reason): "\(record) cannot be read: \(reason)"
    default: "\(self)"
    }
  }
}

extension Work {
  /// Adds newer updates to a known ticket, each at its own time, and brings its clocks up to date. Nobody is told of
  /// the rungs and breaches of the past.
  func add(_ later: ImportSorting.Later, from source: String) throws {
    try ImportStore.update(later.key, from: source, in: transaction)
    guard !later.steps.isEmpty else { return }
    var file = later.file
    let stream = TicketFile.stream(of: file.ticket.id)
    let head = try record(
      later.steps.map {
        Happening(kind: $0.event.kind, at: $0.at, payload: $0.event.payload, actor: $0.actor)
      }, on: stream, about: file.ticket.requester)
    let first = head.sequence - Int64(later.steps.count) + 1
    for (place, step) in later.steps.enumerated() {
      file.add(step.event, at: step.at, sequence: first + Int64(place))
    }
    let clocks = try refreshClocks(of: file, tells: false)
    try TicketStore.update(file.ticket, at: now, clocks: clocks, in: transaction)
    try announce(file.ticket.id)
  }
}

extension ImportItem {
  /// What it tells as past and what is still to come; nil where all of it is past.
  fileprivate func fault(at now: Instant) -> String? {
    guard let history else { return nil }
    let told = [history.openedAt, account?.through.at].compactMap { $0 } + history.steps.map(\.at)
    guard let latest = told.max(), latest > now else { return nil }
    return "tells of \(latest.rfc3339), which is later than now (\(now.rfc3339)); is the time zone right?"
  }
}

extension ImportedHistory {
  /// Why it cannot become a ticket; nil where it can.
  var fault: String? {
    if steps.count >= TicketLimits.events { return "it has more than \(TicketLimits.events) events" }
    var last = openedAt
    for step in steps {
      guard step.at >= last else { return "its events are not in order" }
      last = step.at
    }
    let faults =
      TextBounds.name.faults(in: number, at: "number") + TextBounds.title.faults(in: title, at: "title")
      + TextBounds.description.faults(in: description, at: "description")
      + TextBounds.name.faults(in: opening.requester, at: "requester")
      + Ticket.attributeFaults(opening.attributes, path: "")
    return faults.first.map { "\($0.path) \($0.message)" }
  }

  /// Everybody whom it names.
  var people: Set<String> {
    var people: Set<String> = [opening.requester, openedBy]
    if let assignee = opening.assignee { people.insert(assignee) }
    for step in steps {
      people.insert(step.actor)
      if case .assigned(_, let assignee?) = step.event { people.insert(assignee) }
    }
    return people
  }

  /// Every team that it is with at some time.
  var teams: Set<String> {
    var teams = Set([opening.team].compactMap { $0 })
    for case .assigned(let team?, _) in steps.map(\.event) { teams.insert(team) }
    return teams
  }
}
