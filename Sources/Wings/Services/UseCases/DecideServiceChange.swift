import Core
import Kernel
import Services

/// What became of a change that waited.
public struct DecidedChange: Sendable {
  public var change: ServiceChange
  /// Periods that were stated again because of it.
  public var restated: [AvailabilityStatement] = []
}

/// Lets a change through that somebody else asked for: it is made as it was asked for, and only while it would move the
/// figures that stand in it.
public struct ApproveServiceChange: Command {
  public var number: Int
  /// The version that was looked at; nil takes any.
  public var expecting: Int?

  public init(_ number: Int, expecting: Int? = nil) { (self.number, self.expecting) = (number, expecting) }

  /// - Throws: `notFound`, `stale`; `conflict` where it is decided, one's own, or where what it rests on has changed.
  public func perform(in work: Work) throws -> DecidedChange {
    try work.principal.require(.promiseAvailability)
    var change = try work.change(number, expecting: expecting)
    if let obstacle = change.obstacle(toDecisionBy: work.principal, mark: work.principal.mark) {
      throw MainstayError.conflict(code: obstacle.code, message: obstacle.message)
    }
    let restated: [AvailabilityStatement]
    switch change.kind {
    case .record, .correct, .withdraw: restated = try work.apply(change)
    case .promise:
      let line = try PromiseStore.line(of: change.service, in: work.transaction)
      if let found = try work.look.overtaking(change) { throw found.refusal }
      let (promise, from) = try change.promised()
      _ = try work.promise(change.service, promise, from: from, line)
      restated = []
    }
    try work.decide(&change, .approved, nil)
    return DecidedChange(change: change, restated: restated)
  }
}

/// Refuses a change that waits, and says why: everything stays as it was stated.
public struct RefuseServiceChange: Command {
  public var number: Int
  public var note: String
  public var expecting: Int?

  public init(_ number: Int, because note: String, expecting: Int? = nil) {
    (self.number, self.note, self.expecting) = (number, note, expecting)
  }

  /// - Throws: `notFound`, `stale`, `conflict` where it is decided or one's own, `invalid` without a reason.
  public func perform(in work: Work) throws -> DecidedChange {
    try work.principal.require(.promiseAvailability)
    var change = try work.change(number, expecting: expecting)
    if let obstacle = change.obstacle(toDecisionBy: work.principal, mark: work.principal.mark) {
      throw MainstayError.conflict(code: obstacle.code, message: obstacle.message)
    }
    let faults = TextBounds.line(1...300).faults(in: note, at: "note")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    try work.decide(&change, .refused, note)
    return DecidedChange(change: change)
  }
}

/// Takes back a change that one asked for oneself.
public struct TakeBackServiceChange: Command {
  public var number: Int
  public var expecting: Int?

  public init(_ number: Int, expecting: Int? = nil) { (self.number, self.expecting) = (number, expecting) }

  /// - Throws: `notFound`, `stale`, `conflict` where it is decided, or somebody else's.
  public func perform(in work: Work) throws -> DecidedChange {
    try work.principal.require(.recordOutages)
    var change = try work.change(number, expecting: expecting)
    guard change.state == .open else {
      throw MainstayError.conflict(code: "decided-already", message: "\(change.name) is \(change.state.words) already.")
    }
    guard change.askedBy == work.principal.mark else {
      throw MainstayError.conflict(
        code: "not-own-change", message: "Somebody else asked for \(change.name); approve or refuse it.")
    }
    try work.decide(&change, .withdrawn, nil)
    return DecidedChange(change: change)
  }
}

extension ServiceChange {
  /// The promise of one that is about a promise, and from when it would hold.
  public func promised() throws(MainstayError) -> (promise: AvailabilityPromise?, from: CivilDate) {
    let promise = body["promise"].flatMap(AvailabilityPromise.init(json:))
    guard let from = body["from"]?.stringValue.flatMap(CivilDate.init(parsing:)),
      body["promise"] == nil || promise != nil
    else { throw .unreadable(record: "service_change \(id.text), body", reason: "it holds no promise") }
    return (promise, from)
  }

  /// The version of the calendar of service time that a promise would go by from now on.
  public var calendar: Int? { body["calendar"]?.integerValue.map(Int.init) }

  /// The record as it would be, out of the one that there is.
  ///
  /// - Parameter old: Nil: it would be a new one.
  func outage(after old: Outage?) throws(MainstayError) -> Outage {
    var new =
      old
      ?? Outage(
        id: RecordID(""), number: 0, service: service, from: askedAt, toldAt: askedAt, toldBy: askedBy)
    guard new.take(said: body) else {
      throw .unreadable(record: "service_change \(id.text), body", reason: "it says nothing of a record")
    }
    new.ticket = ticket
    if kind == .withdraw { new.isWithdrawn = true }
    if let old, !new.saysTheSame(as: old) { (new.toldAt, new.toldBy) = (askedAt, askedBy) }
    if let old, !new.isSameToApprove(as: old) { (new.approvedAt, new.approvedBy) = (nil, nil) }
    return new
  }
}

extension Work {
  fileprivate func change(_ number: Int, expecting: Int?) throws -> ServiceChange {
    try OutageStore.lock(in: transaction)
    guard let found = try ServiceChangeStore.change(numbered: number, in: transaction) else {
      throw MainstayError.notFound(kind: "change", id: ServiceChange.name(number))
    }
    if let expecting, expecting != found.version {
      throw MainstayError.stale(kind: "change", id: found.name, yours: expecting, current: found.version)
    }
    return found
  }

  fileprivate func decide(_ change: inout ServiceChange, _ state: ServiceChange.State, _ note: String?) throws {
    (change.state, change.decidedAt, change.decidedBy, change.note) = (state, now, principal.mark, note)
    change.version += 1
    switch state {
    case .open: break
    case .approved:
      try write(change, ServiceEntry.changeApproved)
      try tell(.changeApproved, of: change)
    case .refused:
      try write(change, ServiceEntry.changeRefused)
      try tell(.changeRefused, of: change)
    case .withdrawn:
      try write(change, ServiceEntry.changeTakenBack)
      try tell(.changeWithdrawn, of: change)
    }
  }

  /// Writes the record of a change that was approved, and states again what it moves.
  fileprivate func apply(_ change: ServiceChange) throws -> [AvailabilityStatement] {
    let old = try change.outage.flatMap { try OutageStore.outage(numbered: $0, in: transaction) }
    try statePeriods(of: change.service, PromiseStore.line(of: change.service, in: transaction))
    if let found = try look.overtaking(change) { throw found.refusal }
    var new = try change.outage(after: old)
    let words: String
    if let old {
      new.version += 1
      try OutageStore.save(new, in: transaction)
      words = "\(new.name) was \(change.kind == .withdraw ? "withdrawn" : "corrected"): \(change.reason)"
      try note(
        new, change.kind == .withdraw ? ServiceEntry.withdrawn : ServiceEntry.corrected, because: change.reason,
        after: change)
      return try restate(
        new.service, around: [old, new], because: words + " (\(change.name), approved by a second person)")
    }
    new = try tell(new, after: change)
    return try restate(
      new.service, around: [new],
      because: "\(new.name) was recorded (\(change.name), approved by a second person)")
  }
}

/// What has happened since a change was asked for, so that it cannot be made any more as it was asked for.
struct Overtaking {
  var code: String
  /// A sentence without its end.
  var words: String

  var sentence: String { words + "." }
  var refusal: MainstayError {
    .conflict(code: code, message: "\(words). Nothing was approved; refuse it, and ask for it anew.")
  }
}

extension Look {
  /// What keeps a change that waits from being made as it was asked for; nil where nothing does.
  func overtaking(_ change: ServiceChange) throws -> Overtaking? {
    guard change.kind != .promise else {
      let line = try PromiseStore.line(of: change.service, in: transaction)
      guard line.versions.count == change.seen else {
        return Overtaking(
          code: "changed-since",
          words: "The promise of \(change.service) has another version since \(change.name) was asked for")
      }
      let promise = try change.promised().promise
      if let asked = change.calendar, let newest = try newestCalendar(promise), newest != asked {
        return Overtaking(
          code: "changed-since",
          words: "The calendar of service time has version \(newest) since \(change.name) was asked for, with version "
            + "\(asked)")
      }
      // The figures of a period that runs move by the second; its verdicts do not.
      let present = try running(line).flatMap { try moves(change.service, promise, line, $0).first }
      guard let asked = change.moves.first, let present, present.period == asked.period,
        present.verdicts != asked.verdicts
      else { return nil }
      return Overtaking(
        code: "figures-moved",
        words: "Records or hours of \(change.service) are others since \(change.name) was asked for, so "
          + "that it would bring other verdicts than stand in it")
    }
    let old = try change.outage.flatMap { try OutageStore.outage(numbered: $0, in: transaction) }
    guard change.outage == nil || old?.version == change.seen else {
      return Overtaking(
        code: "changed-since",
        words: "\(change.outage.map(Outage.name) ?? change.service) was changed since \(change.name) was asked for")
    }
    guard try figureMoves(change.outage(after: old), after: old) != change.moves else { return nil }
    return Overtaking(
      code: "figures-moved",
      words: "Other records of \(change.service) were changed since \(change.name) was asked for, so that it would "
        + "move other figures than stand in it")
  }
}

extension FigureMove {
  /// Whether it is kept, before and after.
  fileprivate var verdicts: [Bool?] { [before.met, after.met] }
}
