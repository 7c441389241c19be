import Agreements
import AgreementsUseCases
import BusinessTime
import Core
import Journal
import Kernel
import Services

/// A version of a promise, and whether it holds.
public struct PromiseMade: Sendable {
  /// Where it waits, as it would be.
  public var version: PromiseVersion
  /// The change, where it waits for a second person because it is for the period that runs.
  public var waiting: ServiceChange?
  /// Whether the same is promised from that day on already, by `version`: then nothing is written.
  public var isUnchanged = false
}

/// Promises how available a service is from a date on. What periods before it were promised stays as it was; a version for
/// a period that runs waits until somebody else approves it.
public struct PromiseAvailability: Command {
  public var service: String
  /// Nil: from that date on nothing is promised.
  public var promise: AvailabilityPromise?
  /// The first day of a period; nil: the next one, and where nothing is promised yet the one of today.
  public var from: CivilDate?
  /// How many versions there were when it was decided; nil takes any.
  public var expecting: Int?
  public var isNewService: Bool
  /// Whether it is meant that the target is lower than before.
  public var isLower: Bool

  public init(
    _ service: String, _ promise: AvailabilityPromise?, from: CivilDate? = nil, expecting: Int? = nil,
    isNewService: Bool = false, isLower: Bool = false
  ) {
    (self.service, self.promise, self.from) = (service, promise?.bounded, from)
    (self.expecting, self.isNewService, self.isLower) = (expecting, isNewService, isLower)
  }

  /// - Throws: `invalid` with all faults, `stale`, `limit`.
  public func perform(in work: Work) throws -> PromiseMade {
    try work.principal.require(.promiseAvailability)
    try OutageStore.lock(in: work.transaction)
    let line = try PromiseStore.line(of: service, in: work.transaction)
    if let expecting, expecting != line.versions.count {
      throw MainstayError.stale(
        kind: "promise of", id: service, yours: expecting, current: line.versions.count)
    }
    guard line.versions.count < ServiceLimits.versions else {
      throw MainstayError.limit(name: "versions of a promise", limit: ServiceLimits.versions)
    }
    let (from, faults) = try work.look.check(self, line)
    guard faults.isEmpty, let from else { throw MainstayError.invalid(faults) }
    // The same terms for the period that runs are something else where its calendar has a newer version.
    let calendar = try work.look.calendarToTake(service, line, from: from)
    if calendar == nil, let same = line.unchanged(by: promise, from: from) {
      return PromiseMade(version: same, isUnchanged: true)
    }
    try work.statePeriods(of: service, line)
    let running = try work.look.running(line)
    guard line.changesWhatRuns(from: from, running: running), let running else {
      return PromiseMade(version: try work.promise(service, promise, from: from, line))
    }
    let waiting = try work.wait(
      for: ServiceChange(
        id: RecordID(""), number: 0, service: service, kind: .promise, outage: nil, seen: line.versions.count,
        body: .members([
          "promise": promise?.json, "from": .string(from.iso8601),
          "calendar": try work.look.newestCalendar(promise).map { .integer(Int64($0)) },
        ]),
        reason: "the promise of \(running.text), which runs",
        moves: try work.look.moves(service, promise, line, running),
        askedAt: work.now, askedBy: work.principal.mark))
    let version = PromiseVersion(
      number: line.versions.count + 1, from: from, promise: promise, madeAt: work.now, madeBy: work.principal.mark)
    return PromiseMade(version: version, waiting: waiting)
  }
}

extension Work {
  /// Writes the next version of a line.
  ///
  /// - Throws: `invalid` where it may not begin on that day, or no more.
  func promise(
    _ service: String, _ promise: AvailabilityPromise?, from: CivilDate, _ before: PromiseLine
  ) throws -> PromiseVersion {
    var line = before
    let (_, faults) = try look.check(
      PromiseAvailability(service, promise, from: from, isNewService: true, isLower: true), line)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let version = PromiseVersion(
      number: line.versions.count + 1, from: from, promise: promise, madeAt: now, madeBy: principal.mark)
    try PromiseStore.insert(version, of: service, in: transaction)
    try record(
      [Happening(kind: ServiceEntry.promised, at: now, payload: version.journaled { _ in principal.name })],
      on: PromiseProjection.prefix + service)
    line.versions.append(version)
    try statePeriods(of: service, line)
    return version
  }
}

extension Look {
  /// How the period that runs stands by its promise, and by another.
  func moves(
    _ service: String, _ promise: AvailabilityPromise?, _ line: PromiseLine, _ running: ServicePeriod
  ) throws -> [FigureMove] {
    guard let asked = try question(of: service, line, running), let promise, promise.period == running.kind else {
      return []
    }
    var changed = line
    changed.versions.append(
      PromiseVersion(number: line.versions.count + 1, from: running.first, promise: promise, madeAt: now, madeBy: ""))
    guard let other = try question(of: service, changed, running) else { return [] }
    return [
      FigureMove(
        period: running, before: try asked.question.answered().stated, after: try other.question.answered().stated)
    ]
  }
}

extension Look {
  /// The newest version of the calendar of service time; nil where a promise has none.
  func newestCalendar(_ promise: AvailabilityPromise?) throws -> Int? {
    try promise?.calendar.flatMap { try AgreementStore.calendars(key: $0, in: transaction).last?.version }
  }
}

extension PromiseVersion {
  /// As the journal has it: who made it by the name, or the token, that `person` gives.
  func journaled(person: (String) -> String) -> JSON {
    .members([
      "number": .integer(Int64(number)), "from": .string(from.iso8601), "promise": promise?.json,
      "madeAt": .string(madeAt.rfc3339), "madeBy": .string(person(madeBy)),
    ])
  }
}

extension Look {
  /// From when a promise would hold, and what is wrong with it.
  fileprivate func check(
    _ command: PromiseAvailability, _ line: PromiseLine
  ) throws -> (from: CivilDate?, faults: [FieldFault]) {
    var faults = ServiceName.faults(command.service, at: "service")
    if faults.isEmpty, line.versions.isEmpty, try !OutageStore.isThere(command.service, in: transaction) {
      if !command.isNewService {
        faults.append(
          FieldFault(
            "service",
            "\(command.service) is no service that is known here; say that it is a new one, or mend the name"))
      } else if try PromiseStore.count(in: transaction) >= ServiceLimits.services {
        throw MainstayError.limit(name: "services", limit: ServiceLimits.services)
      }
    }
    let running = try running(line)
    let old = line.version(on: command.from ?? running?.next ?? .init(daysSince1970: 0))?.promise
    if let old, let promise = command.promise, promise.target < old.target, !command.isLower {
      faults.append(
        FieldFault(
          "lower",
          "is not said: \(promise.target.text) percent is less than the \(old.target.text) percent that is promised for "
            + "that time; say that it is meant"))
    }
    let zoneName = command.promise?.timeZone ?? line.versions.last { $0.promise != nil }?.promise?.timeZone ?? "UTC"
    var today = ZoneRules(identifier: "UTC", offset: 0, changes: []).local(now).date
    do {
      today = try zone(zoneName).local(now).date
    } catch MainstayError.invalid(let found) {
      faults += found.map { FieldFault("timeZone", $0.message) }
    }
    var from = command.from
    if let promise = command.promise {
      faults += promise.faults
      if let key = promise.calendar, try AgreementStore.calendars(key: key, in: transaction).isEmpty {
        faults.append(FieldFault("calendar", "there is no calendar \(key)"))
      }
      let period = ServicePeriod(promise.period, containing: today)
      // Where something was promised before and is no more, what has passed since stays without a promise.
      let next = line.versions.isEmpty || period.first == today ? period.first : period.next
      from = from ?? running?.next ?? next
    } else if from == nil {
      from = running?.next ?? today
    }
    if let from, let fault = line.fault(of: command.promise, from: from, running: running?.first, today: today) {
      faults.append(FieldFault("from", fault))
    }
    return (from, faults)
  }
}
