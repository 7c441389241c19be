import BusinessTime
import Forecasting
import Kernel

/// The question of `mainstay staff`: what arrives, what it takes, and what is promised.
public struct StaffingFile: Question {
  public enum Asked: Sendable {
    /// Calls and chats, interval by interval.
    case queue(StaffingQuestion)
    /// Work that waits for days.
    case waiting(WaitingQuestion)
  }

  public var asked: Asked
  public var expected: [ExpectedValue]

  public init(yaml bytes: [UInt8], zones: any ZoneSource) throws(MainstayError) {
    self = try FaultLog.reading(question: bytes) { StaffingReader(zones: zones).file($0) }
  }

  init(_ asked: Asked, expected: [ExpectedValue]) { (self.asked, self.expected) = (asked, expected) }

  public func answered() throws(MainstayError) -> any QuestionAnswer {
    switch asked {
    case .queue(let question): QueueStaffing(model: question.model, answer: try question.answer())
    case .waiting(let question): WaitingStaffing(answer: try question.answer())
    }
  }
}

/// How a file calls its model.
enum StaffingModel: String, CaseIterable {
  case erlangC = "erlang-c"
  case erlangA = "erlang-a"
  case waiting
}

/// Reads the whole of a staffing file, logging every fault.
private struct StaffingReader {
  let zones: any ZoneSource

  private static let keys = [
    "model", "interval", "handling", "promise", "patience", "occupancy", "shrinkage", "arrivals", "roster", "expect",
  ]

  func file(_ root: Field) -> StaffingFile? {
    guard let any = root.anyMembers(of: "model, arrivals, handling, promise") else { return nil }
    let model = any.required("model", "is missing: erlang-c, erlang-a or waiting")?.choice(StaffingModel.self)
    let expected = ExpectedValue.rows(any["expect"])
    switch model {
    case .waiting:
      return WaitingReader(zones: zones).question(root).map { StaffingFile(.waiting($0), expected: expected) }
    case .erlangC, .erlangA:
      return queue(root, hasPatience: model == .erlangA).map { StaffingFile(.queue($0), expected: expected) }
    case nil: return nil
    }
  }

  private func queue(_ root: Field, hasPatience: Bool) -> StaffingQuestion? {
    guard let members = root.members(StaffingReader.keys, of: "model, interval, handling, promise, arrivals") else {
      return nil
    }
    let interval = members.required("interval", "is missing: how long each is, like PT30M")?
      .time(from: .milliseconds(1))
    let handling = members.required("handling", "is missing: the mean handling time, like PT3M")?
      .time(from: .milliseconds(1))
    let promise = members.required("promise", "is missing: share and within").flatMap(self.promise)
    let occupancy = members["occupancy"].map { $0.share(includes: .one) }
    let shrinkage = members["shrinkage"].map { $0.share(includes: .zero) }
    let arrivals = members.required("arrivals", "is missing: what is expected, by interval").flatMap(self.arrivals)
    let roster = members["roster"].map { self.roster($0, of: arrivals) }
    let model = self.model(members, hasPatience: hasPatience)
    guard let interval, let handling, let promise, let arrivals, let model else { return nil }
    return StaffingQuestion(
      model: model, interval: interval, handling: handling, share: promise.share, within: promise.within,
      occupancy: occupancy.flatMap { $0 }, shrinkage: shrinkage.flatMap { $0 } ?? ExactDecimal(units: 0, places: 0),
      arrivals: arrivals, roster: roster ?? [:])
  }

  private func model(_ members: Members, hasPatience: Bool) -> StaffingQuestion.Model? {
    guard hasPatience else {
      members["patience"]?.fault("is for erlang-a alone: by erlang-c nobody gives up")
      return .erlangC
    }
    return members.required("patience", "is missing: the mean time until a caller gives up, like PT2M")?
      .time(from: .milliseconds(1)).map { .erlangA(patience: $0) }
  }

  private func promise(_ field: Field) -> (share: ExactDecimal, within: Duration)? {
    guard let members = field.members(["share", "within"], of: "share, within") else { return nil }
    let share = members.required("share", "is missing: of all arrivals, like \"0.80\"")?.share(includes: .neither)
    let within = members.required("within", "is missing: answered in what time, like PT20S")?.time(from: .zero)
    guard let share, let within else { return nil }
    return (share, within)
  }

  private func arrivals(_ field: Field) -> [StaffingQuestion.Arrivals]? {
    guard let rows = field.elements(limit: StaffingQuestion.Limit.intervals) else { return nil }
    if rows.isEmpty { field.fault("has no interval") }
    var seen: Set<Instant> = []
    var result: [StaffingQuestion.Arrivals] = []
    result.reserveCapacity(rows.count)
    for row in rows {
      guard let members = row.members(["at", "count"], of: "at, count") else { continue }
      let at = members.required("at", "is missing: when the interval begins")?.instant()
      let count = members.required("count", "is missing: how many are expected")?.arrivalCount()
      if let at, !seen.insert(at).inserted { members["at"]?.fault("stands here twice") }
      if let at, let count { result.append(StaffingQuestion.Arrivals(at: at, count: count)) }
    }
    return result
  }

  /// - Parameter arrivals: nil where they have faults, so that nobody is blamed for an interval that is not there.
  private func roster(_ field: Field, of arrivals: [StaffingQuestion.Arrivals]?) -> [Instant: Int] {
    let known = arrivals.map { Set($0.map(\.at)) }
    var result: [Instant: Int] = [:]
    for row in field.elements(limit: StaffingQuestion.Limit.intervals) ?? [] {
      guard let members = row.members(["at", "people"], of: "at, people") else { continue }
      let at = members.required("at", "is missing: when the interval begins")?.instant()
      let people = members.required("people", "is missing: how many are at the desk")?
        .count(0...StaffingQuestion.Limit.people)
      guard let at else { continue }
      if let known, !known.contains(at) { members["at"]?.fault("is no interval of arrivals") }
      if result[at] != nil { members["at"]?.fault("stands here twice") }
      result[at] = people ?? 0
    }
    return result
  }
}

/// Which ends of 0...1 a share may have.
enum ShareEnds { case neither, zero, one }

extension Field {
  /// A length of time in hours, minutes and seconds, not shorter than `least`.
  func time(from least: Duration) -> Duration? {
    guard let duration = duration() else { return nil }
    guard duration.days == 0 else {
      fault("must be written in hours, minutes and seconds, like PT24H")
      return nil
    }
    guard duration.time >= least else {
      fault("must be longer than nothing")
      return nil
    }
    return duration.time
  }

  /// A decimal from 0 to 1, with the ends that it may have.
  func share(includes ends: ShareEnds) -> ExactDecimal? {
    guard let share = decimal(mostPlaces: 12, from: 0, to: 1) else { return nil }
    if share.units == 0, ends != .zero {
      fault("must be more than 0")
      return nil
    }
    if share.isSameNumber(as: ExactDecimal(units: 1, places: 0)), ends != .one {
      fault("must be less than 1")
      return nil
    }
    return share
  }

  /// Expected arrivals, quoted or not.
  func arrivalCount() -> ExactDecimal? {
    guard let text = scalarText else {
      fault("must be a decimal number like \"12.5\"")
      return nil
    }
    do {
      let digits = StaffingQuestion.Limit.countDigits
      return try ExactDecimal(parsing: text, mostPlaces: digits, mostWholeDigits: digits)
    } catch {
      fault(error.reason)
      return nil
    }
  }
}
