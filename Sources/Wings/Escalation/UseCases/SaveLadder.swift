import Agreements
import AgreementsUseCases
import Core
import Escalation
import Kernel
import PeopleUseCases
import Storage
import Tickets
import TicketsUseCases

/// A version of a ladder as people read it.
public struct LadderVersion: Hashable, Sendable {
  /// What files and programs call the ladder by.
  public var key: String
  public var version: Int
  /// People stand in it by their sign-in names.
  public var ladder: Ladder
  public var isOn: Bool
  /// Clocks that start from then on go by it.
  public var from: Instant
  public var madeAt: Instant
  /// Who made it, by sign-in name.
  public var madeBy: String
  /// What of it names something that is retired or not there any more, a sentence each; of the newest alone.
  public var remarks: [String] = []
}

/// Makes a ladder, or gives it another version: clocks that run go on by the version that they began with.
public struct SaveLadder: Command {
  /// What files and programs call it by.
  public var key: String
  /// People stand in it by their sign-in names.
  public var ladder: Ladder
  /// Whether clocks that start go by it; nil: as it was, and of a new one yes.
  public var isOn: Bool?
  /// The version that the change was decided on, 0 for none yet; nil takes any.
  public var expecting: Int?
  /// Whether what it names may be gone.
  var takesWhatIsGone = false

  public init(_ key: String, _ ladder: Ladder, isOn: Bool? = nil, expecting: Int? = nil) {
    (self.key, self.ladder, self.isOn, self.expecting) = (key, ladder, isOn, expecting)
  }

  /// What a key may be.
  public static let keyBounds = TextBounds.key

  /// - Throws: `stale`, `limit`, `invalid` with all faults.
  public func perform(in work: Work) throws -> LadderVersion {
    try work.principal.require(.manageLadders)
    try LadderStore.lockSaving(in: work.transaction)
    var faults = SaveLadder.keyBounds.fault(in: key).map { [FieldFault("key", $0)] } ?? newKeyFaults(key, "key")
    let old = faults.isEmpty ? try LadderStore.latest(key, in: work.transaction) : nil
    if let expecting, faults.isEmpty, expecting != old?.version ?? 0 {
      if expecting == 0 {
        throw MainstayError.field("key", "is what another ladder is called by; choose another, or change that one")
      }
      throw MainstayError.stale(kind: "ladder", id: key, yours: expecting, current: old?.version ?? 0)
    }
    // The fields by their paths, as somebody may have built the ladder without reading it.
    do throws(MainstayError) { _ = try Ladder(json: ladder.json) } catch {
      guard case .invalid(let found) = error else { throw error }
      faults += found
    }
    var (kept, found) = try work.look.kept(ladder)
    if takesWhatIsGone, let old { (kept, found) = (old.ladder, []) }
    faults += found
    guard faults.isEmpty else { throw MainstayError.invalid(faults) }
    let isOn = isOn ?? old?.isOn ?? true
    if let old, old.ladder == kept, old.isOn == isOn { return try work.look.remarked(work.look.shown(old)) }
    if old == nil, try LadderStore.count(in: work.transaction) >= LadderLimit.ladders {
      throw MainstayError.limit(name: "ladders", limit: LadderLimit.ladders)
    }
    guard (old?.version ?? 0) < LadderLimit.versions else {
      throw MainstayError.limit(name: "versions of a ladder", limit: LadderLimit.versions)
    }
    let row = LadderRow(
      key: key, version: (old?.version ?? 0) + 1, ladder: kept, isOn: isOn,
      from: max(work.now + LadderCatalog.settled, old?.from ?? work.now), maker: work.principal.id, madeAt: work.now)
    try work.transaction.save(row)
    try work.record(
      [Happening(kind: "ladder.saved", at: work.now, payload: row.journaled)], on: LadderProjection.prefix + key)
    let catalog = work.app.ladders
    work.transaction.afterCommit { catalog.forget() }
    return try work.look.remarked(work.look.shown(row))
  }
}

/// Turns a ladder off, or on again: a new version that says the same. Clocks that run go on as they began.
public struct SwitchLadder: Command {
  public var key: String
  public var isOn: Bool
  public var expecting: Int?

  public init(_ key: String, on isOn: Bool, expecting: Int? = nil) {
    (self.key, self.isOn, self.expecting) = (key, isOn, expecting)
  }

  /// - Throws: `notFound`, `stale`.
  public func perform(in work: Work) throws -> LadderVersion {
    try work.principal.require(.manageLadders)
    guard let old = try LadderStore.latest(key, in: work.transaction) else {
      throw MainstayError.notFound(kind: "ladder", id: key)
    }
    var save = SaveLadder(key, try work.look.shown(old).ladder, isOn: isOn, expecting: expecting)
    // What it names may be gone meanwhile: that is a reason to turn it off, and none not to.
    save.takesWhatIsGone = !isOn
    return try save.perform(in: work)
  }
}

extension Look {
  /// A ladder as it is kept, people by their ids, and what of it names something that is not there.
  func kept(_ ladder: Ladder) throws -> (ladder: Ladder, faults: [FieldFault]) {
    var faults = ladder.distanceFaults
    let people = try PeopleStore.people(signingInAs: ladder.people, in: transaction)
    let calendars = Set(try AgreementStore.calendars(in: transaction).map(\.key))
    let roles = try roleKeys()
    for (place, rung) in ladder.rungs.enumerated() {
      for (number, audience) in rung.tells.enumerated() {
        let path = "rungs[\(place)].tell[\(number)]"
        switch audience {
        case .person(let name):
          guard let person = people[name] else {
            faults.append(FieldFault(path, "nobody signs in as \(name.prefix(60))"))
            continue
          }
          if !person.isActive { faults.append(FieldFault(path, "\(name.prefix(60)) cannot sign in any more")) }
        case .role(let key):
          if !roles.contains(key) {
            faults.append(
              FieldFault(
                path, "there is no role \(key.prefix(60)); there are \(roles.sorted().joined(separator: ", "))"))
          }
        default:
          if let key = audience.teamKey, try !PeopleStore.teamExists(key, in: transaction) {
            faults.append(FieldFault(path, "there is no team \(key.prefix(60))"))
          }
        }
      }
      if let window = rung.window, !calendars.contains(window.calendar) {
        faults.append(
          FieldFault("rungs[\(place)].hours.calendar", "there is no calendar \(window.calendar.prefix(60))"))
      }
    }
    faults += try scopeFaults(of: ladder)
    return (ladder.calling { people[$0]?.id.text ?? $0 }, faults)
  }

  /// What of a ladder is for nothing that there is: agreements, objectives and words of tickets.
  private func scopeFaults(of ladder: Ladder) throws -> [FieldFault] {
    let agreements = try AgreementsInForce(in: self)
    let known = Set(agreements.keys.values)
    var faults = ladder.agreements.enumerated().filter { !known.contains($0.element) }.map { number, key in
      FieldFault("agreements[\(number)]", "there is no agreement \(key.prefix(60))\(listed(known))")
    }
    if !ladder.objectives.isEmpty {
      let names = Set(
        agreements.versions(at: now).versions.filter { ladder.agreements.isEmpty || ladder.agreements.contains($0.key) }
          .flatMap { $0.terms.agreement.objectives.map(\.name) })
      faults += ladder.objectives.enumerated().filter { !names.contains($0.element) }.map { number, name in
        FieldFault("objectives[\(number)]", "no agreement in force has an objective \(name.prefix(60))\(listed(names))")
      }
    }
    for condition in ladder.when {
      let path = "when.\(condition.attribute)"
      if Ticket.reservedAttributes.contains(condition.attribute) {
        faults.append(FieldFault(path, "is no attribute by which a ladder can choose tickets"))
      }
      guard let list = Word.List.ofAttributes[condition.attribute] else { continue }
      let words = Set(try WordStore.all([list], in: transaction).map(\.key))
      for value in condition.values where !words.contains(value) {
        faults.append(FieldFault(path, "there is no \(list.one) \(value.prefix(60))\(listed(words))"))
      }
    }
    return faults
  }

  private func listed(_ names: Set<String>) -> String {
    names.isEmpty ? "" : "; there are " + names.sorted().prefix(20).joined(separator: ", ")
  }

  /// The same with what of it is retired, or names something that is there no more.
  func remarked(_ version: LadderVersion) throws -> LadderVersion {
    var version = version
    version.remarks = try kept(version.ladder).faults.map { "\($0.path): \($0.message)." }
    let inForce = Set(try AgreementsInForce(in: self).versions(at: now).versions.map(\.key))
    let known = Set(try AgreementsInForce(in: self).keys.values)
    version.remarks += version.ladder.agreements.filter { known.contains($0) && !inForce.contains($0) }.map {
      "agreements: \($0) is not in force now, so that no new ticket is under it."
    }
    version.remarks += try rungsThatNeverCome(version.ladder)
    for condition in version.ladder.when {
      guard let list = Word.List.ofAttributes[condition.attribute] else { continue }
      let retired = Set(try WordStore.all([list], in: transaction).filter { !$0.isActive }.map(\.key))
      version.remarks += condition.values.filter(retired.contains).map {
        "when.\(condition.attribute): \($0) is retired, so that no new ticket gets it."
      }
    }
    return version
  }

  /// Rungs that are to come longer before the end of a target than any target is that the ladder is for.
  private func rungsThatNeverCome(_ ladder: Ladder) throws -> [String] {
    let versions = try AgreementsInForce(in: self).versions(at: now).versions.filter {
      ladder.agreements.isEmpty || ladder.agreements.contains($0.key)
    }
    let objectives = versions.flatMap(\.terms.agreement.objectives).filter {
      ladder.objectives.isEmpty || ladder.objectives.contains($0.name)
    }
    var longest = Duration.zero
    for target in objectives.flatMap(\.targets) {
      // Of days of a calendar nobody knows here how long they are; a working day is not longer than a day.
      guard case .open(let length) = target.length, let length = length.length(day: .days(1)) else { return [] }
      longest = max(longest, length)
    }
    guard !objectives.isEmpty else { return [] }
    return ladder.rungs.enumerated().compactMap { place, rung in
      guard case .clock(let moment) = rung.moment, case .consumed(let before, false) = moment.position,
        let before = before.length(day: .days(1)), before > longest
      else { return nil }
      return
        "rungs[\(place)].when: no target that the ladder is for is as long as \(TargetText.text(before)), so that this "
        + "rung never comes."
    }
  }

  /// A version as people read it.
  func shown(_ row: LadderRow) throws -> LadderVersion {
    try shown([row])[0]
  }

  func shown(_ rows: [LadderRow]) throws -> [LadderVersion] {
    let ids = rows.reduce(into: Set<RecordID>()) { found, row in
      found.formUnion(row.ladder.people.map { RecordID($0) })
      found.insert(row.maker)
    }
    let people = try PeopleStore.people(ids: ids, in: transaction)
    return rows.map { row in
      LadderVersion(
        key: row.key, version: row.version, ladder: row.ladder.calling { people[RecordID($0)]?.name ?? $0 },
        isOn: row.isOn, from: row.from, madeAt: row.madeAt, madeBy: people[row.maker]?.name ?? "the product")
    }
  }
}
