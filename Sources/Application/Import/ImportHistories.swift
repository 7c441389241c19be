import Governance
import Kernel
import People
import Storage
import Tickets

/// Brings in a portion of a source: tickets with their whole history, each event at its own time, with
/// the actor of the other tool, and clocks as they would have been. The position in the source is
/// committed with them, so that an import that was broken off goes on exactly behind it.
///
/// Nobody is told of the rungs and breaches of the past.
public struct ImportHistories: Command {
  public var run: RecordID
  /// Where the run must stand.
  public var position: Int
  public var items: [ImportItem]

  public init(run: RecordID, from position: Int, _ items: [ImportItem]) {
    (self.run, self.position, self.items) = (run, position, items)
  }

  /// Throws `conflict("import-moved")` where another import of the same source is under way.
  public func perform(in work: Work) throws -> ImportRun {
    try work.principal.require(.importHistory)
    guard items.count <= ImportLimits.ticketsOfBatch else {
      throw MainstayError.limit(name: "tickets imported at once", limit: ImportLimits.ticketsOfBatch)
    }
    guard var run = try ImportStore.run(run, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "import", id: run.text)
    }
    guard run.position == position, !run.isFinished, let last = items.last else {
      throw MainstayError.conflict(code: "import-moved", message: "Another import of this source is under way.")
    }
    let sorting = try work.look.sort(items, of: run.identity.source, run: run.id)
    try work.addTeams(sorting.news)
    var batch = ImportBatch(tally: sorting.tally)
    let inForce = try AgreementsInForce(in: work.look)
    for history in sorting.news { try batch.add(history, agreements: inForce, in: work) }
    try batch.write(source: run.identity.source, run: run.id, at: work.now, in: work.transaction)
    try ImportStore.insert(sorting.faults, from: run.tally.faults, of: run.id, in: work.transaction)
    run.tally = run.tally + batch.tally
    (run.position, run.updatedAt) = (last.position, work.now)
    try ImportStore.update(run, in: work.transaction)
    // Lists look again at any ticket's change, so one stands for all.
    if let ticket = batch.tickets.last { try work.announce("ticket:" + ticket.ticket.id.text) }
    return run
  }
}

/// Says what importing a portion would bring in, without doing it.
public struct PreviewHistories: Query {
  public var source: String
  public var items: [ImportItem]

  public init(of source: String, _ items: [ImportItem]) { (self.source, self.items) = (source, items) }

  public func answer(from look: Look) throws -> ImportPreview {
    try look.principal.require(.importHistory)
    let sorting = try look.sort(items, of: source, run: nil)
    var tally = sorting.tally
    let inForce = try AgreementsInForce(in: look)
    for history in sorting.news {
      var opening = history.opening
      opening.agreement = inForce.agreement(for: opening, at: history.openedAt)?.id
      let file = TicketFile(history, opening: opening, id: RecordID(""))
      tally.count(file.ticket, events: file.history.count, last: file.history.last?.at ?? history.openedAt)
    }
    return ImportPreview(tally: tally, faults: sorting.faults)
  }
}

/// What a portion would bring in.
public struct ImportPreview: Hashable, Sendable {
  public var tally: ImportTally
  public var faults: [ImportFault]
}

/// What is new in a portion, what is known, and what cannot be used.
struct ImportSorting {
  var news: [ImportedHistory] = []
  var faults: [ImportFault] = []
  var tally = ImportTally()
}

extension Look {
  func sort(_ items: [ImportItem], of source: String, run: RecordID?) throws -> ImportSorting {
    let numbers = items.compactMap { $0.history?.number }
    let known = try ImportStore.known(numbers, from: source, in: transaction)
    let taken = try ImportStore.taken(numbers, in: transaction)
    var sorting = ImportSorting()
    var seen: Set<String> = []
    for item in items {
      sorting.faults += item.faults
      guard let history = item.history else { continue }
      func fault(_ reason: String) {
        sorting.faults.append(ImportFault(line: item.line, number: history.number, reason: reason))
      }
      if !seen.insert(history.number).inserted || (known[history.number].map { $0 == run } ?? false) {
        fault("its rows do not stand together; these were left out")
      } else if known[history.number] != nil {
        sorting.tally.known += 1
      } else if taken.contains(history.number) {
        fault("a ticket that was not imported has this number")
      } else if let reason = history.fault {
        fault(reason)
      } else {
        sorting.news.append(history)
      }
    }
    sorting.tally.faults = sorting.faults.count
    return sorting
  }
}

extension ImportedHistory {
  /// Why it cannot become a ticket; nil where it can.
  fileprivate var fault: String? {
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

  /// Every team that it is with at some time.
  var teams: Set<String> {
    var teams = Set([opening.team].compactMap { $0 })
    for case .assigned(let team?, _) in steps.map(\.event) { teams.insert(team) }
    return teams
  }
}

extension Work {
  /// Makes the teams that the histories name and that are not there.
  fileprivate func addTeams(_ histories: [ImportedHistory]) throws {
    let named = histories.reduce(into: Set<String>()) { $0.formUnion($1.teams) }
    guard !named.isEmpty else { return }
    for key in named.subtracting(try ImportStore.teams(named, in: transaction)).sorted() {
      try PeopleStore.insert(Team(key: key, name: key), at: now, in: transaction)
      try record([Happening(kind: "team.added", at: now, payload: ["name": .string(key)])], on: "team/\(key)")
    }
  }
}
