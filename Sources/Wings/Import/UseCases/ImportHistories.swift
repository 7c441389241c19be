import AgreementsUseCases
import Core
import Journal
import Kernel
import PeopleUseCases
import Storage
import Tickets
import TicketsUseCases

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
    try work.look.requireStanding(.importHistory)
    guard items.count <= ImportLimits.ticketsOfBatch else {
      throw MainstayError.limit(name: "tickets imported at once", limit: ImportLimits.ticketsOfBatch)
    }
    guard var run = try ImportStore.run(run, lock: true, in: work.transaction) else {
      throw MainstayError.notFound(kind: "import", id: run.text)
    }
    guard run.position == position, !run.isFinished, let last = items.last else {
      throw MainstayError.conflict(code: "import-moved", message: "Another import of this source is under way.")
    }
    var sorting = try work.look.sort(items, of: run.identity.source, run: run.id)
    try work.addTeams(sorting.news.map(\.history.teams) + sorting.later.map(\.teams))
    try work.look.place(kindsIn: &sorting)
    sorting.tally.retiredWords = try work.addWords(sorting.words, of: run.id)
    let people = sorting.news.reduce(into: Set<String>()) { $0.formUnion($1.history.people) }
    var batch = ImportBatch(
      keeping: Set(sorting.news.map(\.history.number)), naming: try work.subjects(named: people))
    let inForce = try AgreementsInForce(in: work.look)
    for new in sorting.news {
      do {
        sorting.note(new, numbered: try batch.add(new, agreements: inForce, in: work))
      } catch let error as MainstayError {
        sorting.refuse(new, error)
      }
    }
    try batch.write(source: run.identity.source, run: run.id, at: work.now, in: work.transaction)
    for later in sorting.later { try work.add(later, from: run.identity.source) }
    let place = run.tally.faults + run.tally.renumbered
    try ImportStore.insert(sorting.faults, from: place, of: run.id, in: work.transaction)
    run.tally = run.tally + sorting.tally + batch.tally
    (run.position, run.updatedAt) = (last.position, work.now)
    try ImportStore.update(run, in: work.transaction)
    // Lists look again at any ticket's change, so one stands for all.
    if let ticket = batch.tickets.last { try work.announce(ticket.ticket.id) }
    return run
  }
}

/// Says what importing a portion would bring in, without doing it.
public struct PreviewHistories: Query {
  public var source: String
  public var items: [ImportItem]
  /// New tickets that are shown, with their clocks.
  public var samples: Int

  public init(of source: String, _ items: [ImportItem], samples: Int = 0) {
    (self.source, self.items, self.samples) = (source, items, samples)
  }

  public func answer(from look: Look) throws -> ImportPreview {
    try look.principal.require(.importHistory)
    var sorting = try look.sort(items, of: source, run: nil)
    try look.place(kindsIn: &sorting)
    var tally = ImportTally()
    tally.retiredWords = ImportedWords.byList(try look.unknown(sorting.words))
    let inForce = try AgreementsInForce(in: look)
    var shown: [ImportSample] = []
    for new in sorting.news {
      let history = new.history
      var opening = history.opening
      let version: AgreementVersion?
      do {
        version = try inForce.version(covering: opening.covered, at: history.openedAt)
        opening.agreement = version?.id
      } catch let error as MainstayError {
        sorting.refuse(new, error)
        continue
      }
      sorting.note(new, numbered: nil)
      let file = TicketFile(history, opening: opening, id: RecordID(""))
      tally.count(file.ticket, events: file.history.count, last: file.history.last?.at ?? history.openedAt)
      if shown.count < samples {
        shown.append(ImportSample(history, clocks: try version?.evaluated(file, at: look.now).rows ?? []))
      }
    }
    return ImportPreview(tally: sorting.tally + tally, faults: sorting.faults, samples: shown)
  }
}

/// What a portion would bring in.
public struct ImportPreview: Hashable, Sendable {
  public var tally: ImportTally
  public var faults: [ImportFault]
  public var samples: [ImportSample]
}

extension Work {
  /// Makes the teams that are named and that are not there.
  fileprivate func addTeams(_ teams: [Set<String>]) throws {
    let named = teams.reduce(into: Set<String>()) { $0.formUnion($1) }
    guard !named.isEmpty else { return }
    for key in named.subtracting(try ImportStore.teams(named, in: transaction)).sorted() {
      try PeopleStore.insert(Team(key: key, name: key), at: now, in: transaction)
      try record([Happening(kind: "team.added", at: now, payload: ["name": .string(key)])], on: "team/\(key)")
    }
  }
}
