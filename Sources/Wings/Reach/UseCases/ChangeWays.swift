import BusinessTime
import Core
import DutyUseCases
import Kernel
import PeopleUseCases
import Reach
import Storage

/// Takes a way of one's own away. What is on its way there is given up, and what was chosen for it is forgotten.
///
/// The last way that is verified goes only where somebody says so, having read what follows.
public struct RemoveWay: Command {
  public var id: RecordID
  /// Whether nothing may be left by which the desk reaches the person.
  public var leavingNone: Bool
  public init(_ id: RecordID, leavingNone: Bool = false) { (self.id, self.leavingNone) = (id, leavingNone) }

  public static let lastWay = "last-way"

  /// - Throws: `notFound`; `conflict("last-way")`, which says what follows, where it is the last and that was not said.
  public func perform(in work: Work) throws {
    try work.principal.require(.ownReach)
    guard let row = try WayStore.row(id, lock: true, in: work.transaction), row.person == work.principal.id else {
      throw MainstayError.notFound(kind: "way", id: id.text)
    }
    if !leavingNone, let follows = try work.look.whatFollows(without: row) {
      throw MainstayError.conflict(code: RemoveWay.lastWay, message: follows)
    }
    try work.remove(row)
    guard var settings = try ReachSettingsStore.row(of: row.person, lock: true, in: work.transaction) else { return }
    let left = settings.settings.without(id)
    if left != settings.settings { try work.keep(left, in: &settings) }
  }
}

extension Look {
  /// What follows where the last way of somebody that is verified goes, in sentences; nil where another is left, and of
  /// one that was never verified.
  fileprivate func whatFollows(without row: WayRow) throws -> String? {
    let others = try WayStore.ways(of: row.person, in: transaction).rows.filter { $0.way.id != row.way.id }
    // What this installation does not send by reaches nobody.
    func reaches(_ row: WayRow) -> Bool { row.way.isVerified && app.offers(row.way.kind) }
    guard reaches(row), !others.contains(where: reaches) else { return nil }
    var words = [
      "\(row.way.label) is your last way: the desk tells you of nothing then, and you see what happens here alone."
    ]
    let hasMail = try ReachPeopleStore.person(row.person, in: transaction)?.email != nil
    if !hasMail, try stands(onRoster: row.person) {
      words.append("You stand on rosters and have no mail address: your duty becomes a gap.")
    }
    if !others.isEmpty { words.append("Ways whose code was not typed, or that are not set up here, are not used.") }
    return words.joined(separator: " ")
  }
}

extension Work {
  func remove(_ row: WayRow) throws {
    try WayStore.delete(row, in: transaction)
    try note(row, "way.removed")
    try noteDutyStanding(of: row.person)
  }

  func keep(_ settings: ReachSettings, in row: inout ReachSettingsRow) throws {
    row.settings = settings
    row.version += 1
    row.salt = app.ids.secret(bytes: 16)
    try ReachSettingsStore.save(row, in: transaction)
    try record([Happening(kind: "reach.changed", at: now, payload: row.journaled)], on: row.stream)
  }
}

/// Puts one's own ways into another order: the first that is verified is tried first.
public struct OrderWays: Command {
  /// All of them.
  public var ids: [RecordID]
  public init(_ ids: [RecordID]) { self.ids = ids }

  /// - Throws: `invalid` where these are not all of the person's ways, each once.
  public func perform(in work: Work) throws {
    try work.principal.require(.ownReach)
    try WayStore.lock(in: work.transaction)
    let own = try WayStore.ways(of: work.principal.id, in: work.transaction).rows
    guard ids.count == own.count, Set(ids) == Set(own.map(\.way.id)) else {
      throw MainstayError.field("ways", "names each of your \(own.count) ways once")
    }
    for (place, id) in ids.enumerated() {
      guard own.first(where: { $0.way.id == id })?.place != place else { continue }
      var row = try work.ownWay(id)
      row.place = place
      try work.keep(&row, "way.moved")
    }
  }
}

/// Says what one is told of, by which way, and when not. What is nil stays.
public struct ChangeReach: Command {
  /// IANA name; empty takes the desk's.
  public var timeZone: String?
  /// As `22:00-07:00`; empty for none.
  public var quiet: String?
  public var quietDays: Set<Weekday>?
  /// What comes in quiet hours all the same.
  public var passing: QuietPassing?
  /// By the name of a cell, as `clock.urgent`: how `ReachChoice` is written, or an empty text for what is usual.
  public var choices: [String: String]
  /// The version that the change was decided on; nil takes any.
  public var expecting: Int?

  public init(
    timeZone: String? = nil, quiet: String? = nil, quietDays: Set<Weekday>? = nil, passing: QuietPassing? = nil,
    choices: [String: String] = [:], expecting: Int? = nil
  ) {
    (self.timeZone, self.quiet, self.quietDays, self.passing) = (timeZone, quiet, quietDays, passing)
    (self.choices, self.expecting) = (choices, expecting)
  }

  /// - Returns: The version that the change made.
  /// - Throws: `invalid` with all faults, `stale`.
  public func perform(in work: Work) throws -> Int {
    try work.principal.require(.ownReach)
    let person = work.principal.id
    try WayStore.lock(in: work.transaction)
    var row =
      try ReachSettingsStore.row(of: person, lock: true, in: work.transaction)
      ?? ReachSettingsRow(person: person, settings: ReachSettings(), version: 0, salt: [])
    if let expecting, expecting != row.version {
      throw MainstayError.stale(kind: "settings", id: person.text, yours: expecting, current: row.version)
    }
    let ways = try WayStore.ways(of: person, in: work.transaction).rows.map(\.way.id)
    let (settings, faults) = try changed(row.settings, ways: ways, on: work.app)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    if settings != row.settings { try work.keep(settings, in: &row) }
    return row.version
  }

  private func changed(
    _ old: ReachSettings, ways: [RecordID], on app: App
  ) throws -> (ReachSettings, [FieldFault]) {
    var (settings, faults) = (old, [FieldFault]())
    if let timeZone {
      settings.timeZone = timeZone.isEmpty ? nil : timeZone
      if !timeZone.isEmpty {
        do {
          _ = try app.zone(timeZone)
        } catch MainstayError.invalid(let found) {
          faults += found.map { FieldFault("timeZone", $0.message) }
        }
      }
    }
    if let quiet {
      do throws(Window.Malformed) {
        settings.quiet.window = quiet.isEmpty ? nil : try Window(typed: quiet)
      } catch let fault {
        faults.append(FieldFault("quiet", "are hours like 22:00-07:00: \(fault.reason)"))
      }
    }
    if let quietDays { settings.quiet.days = quietDays }
    if let passing { settings.passing = passing }
    if !settings.quiet.leavesTime {
      faults.append(
        FieldFault("quiet", "leave no time in which you can be told of anything; choose nothing in the table instead"))
    }
    if !settings.quiet.isEmpty, settings.timeZone == nil {
      faults.append(FieldFault("timeZone", "is needed with quiet hours: they count by the clock there"))
    }
    for (name, text) in choices.sorted(by: { $0.key < $1.key }) {
      guard let cell = ReachSettings.Cell.all.first(where: { $0.name == name }) else {
        let known = ReachSettings.Cell.all.map(\.name).joined(separator: ", ")
        faults.append(FieldFault("choices", "there is no choice \(name.prefix(60)); there are \(known)"))
        continue
      }
      let choice = ReachChoice(parsing: text)
      if case .first(let way) = choice, !ways.contains(way) {
        faults.append(FieldFault("choices." + name, "is none of your ways; nothing, in-order, all, or the id of one"))
        continue
      }
      settings.choices[cell] = choice == ReachSettings.usual(cell) ? nil : choice
    }
    return (settings, faults)
  }
}
