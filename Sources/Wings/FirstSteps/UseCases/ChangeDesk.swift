import AgreementsUseCases
import BusinessTime
import Core
import Journal
import Kernel

/// Says what the desk is called, and in which zone it reads times where nobody says another.
public struct NameDesk: Command {
  public var name: String
  public var timeZone: String
  /// The version that the change was decided on; 0 of a desk of which nothing was said before.
  public var expecting: Int?

  public init(name: String, timeZone: String, expecting: Int? = nil) {
    (self.name, self.timeZone, self.expecting) = (name, timeZone, expecting)
  }

  /// - Throws: `invalid` for a name out of bounds or an unknown zone, `stale`.
  public func perform(in work: Work) throws -> Desk {
    try work.principal.require(.setUpDesk)
    let row = try work.change("desk.named", expecting: expecting) { row in
      let zone = work.app.agreements.calendarSource.faults(.aroundTheClock(timeZone: timeZone), at: "")
        .filter { $0.path == "timeZone" }
      let faults = TextBounds.label.faults(in: name, at: "name") + zone
      if !faults.isEmpty { throw MainstayError.invalid(faults) }
      (row.name, row.timeZone) = (name, timeZone)
    }
    return Desk(name: name, timeZone: timeZone, version: row.version)
  }
}

/// Says that nobody needs to be led through the first steps, or that they are to be led again.
public struct LeaveFirstStepsOut: Command {
  public var isLeftOut: Bool
  public init(_ isLeftOut: Bool = true) { self.isLeftOut = isLeftOut }

  public func perform(in work: Work) throws -> Bool {
    try work.principal.require(.setUpDesk)
    let row = try work.change(isLeftOut ? "desk.steps-left-out" : "desk.steps-taken-up") {
      $0.leavesStepsOut = isLeftOut
    }
    return row.leavesStepsOut
  }
}

extension Work {
  /// Changes the record of the desk under the lock of its stream; what changes nothing writes nothing.
  fileprivate func change(
    _ kind: String, expecting: Int? = nil, _ body: (inout DeskRow) throws -> Void
  ) throws -> DeskRow {
    var row = try DeskStore.row(in: transaction)
    let before = row
    try body(&row)
    // Nothing to write, so that no stream is begun for it.
    if row == before { return row }
    let head = try JournalStore.headToAppend(to: DeskProjection.stream, in: transaction)
    row = try DeskStore.row(in: transaction)
    if let expecting, expecting != row.version {
      throw MainstayError.stale(kind: "desk", id: DeskStore.key, yours: expecting, current: row.version)
    }
    try body(&row)
    row.version += 1
    try DeskStore.save(row, in: transaction)
    try record([Happening(kind: kind, at: now, payload: row.journaled)], on: DeskProjection.stream, after: head)
    try announce(DeskBoard.change)
    return row
  }
}
