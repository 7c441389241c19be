import Agreements
import BusinessTime
import Forecasting
import Kernel

/// Reads the question about work that waits, `model: waiting`, logging every fault.
struct WaitingReader {
  let zones: any ZoneSource

  private static let keys = [
    "model", "calendars", "period", "warmUp", "priorities", "people", "there", "seed", "runs", "expect",
  ]
  /// What the desk has been working before the period, where the file does not say.
  private static let usualWarmUp = Duration.days(14)

  func question(_ root: Field) -> WaitingQuestion? {
    guard let members = root.members(WaitingReader.keys, of: "model, calendars, period, priorities, people") else {
      return nil
    }
    let calendars = CalendarReader(zones: zones).read(
      members.required("calendars", "is missing: whose open time counts"))
    let period = members.required("period", "is missing: from and to").flatMap(self.period)
    let warmUp = members["warmUp"].map { $0.elapsed() } ?? WaitingReader.usualWarmUp
    if let period, let warmUp, period.upperBound - period.lowerBound + warmUp > WaitingQuestion.Limit.period {
      members["period"]?.fault(
        "is with its warm-up longer than \(WaitingQuestion.Limit.period.milliseconds / 86_400_000) days")
    }
    let priorities = members.required("priorities", "is missing: what arrives, the most urgent first")
      .flatMap { self.priorities($0, calendars) }
    let shifts = members.required("people", "is missing: who works when, rows of calendar and perhaps count")
      .flatMap { self.shifts($0, calendars) }
    let there = members["there"].map { $0.count(0...WaitingQuestion.Limit.people) }
    if let shifts, there != nil, shifts.allSatisfy({ $0.people != nil }) {
      members["there"]?.fault("is for rows of people without a count, and there is none")
    }
    let seed = members["seed"].map { $0.count(0...Int.max) } ?? 1
    let runs = members["runs"].map { $0.count(WaitingQuestion.Limit.runs) } ?? 20
    guard let period, let warmUp, let priorities, let shifts, let seed, let runs else { return nil }
    return WaitingQuestion(
      period: period, warmUp: warmUp, priorities: priorities, shifts: shifts, there: there.flatMap { $0 },
      seed: UInt64(seed), runs: runs)
  }

  private func period(_ field: Field) -> Range<Instant>? {
    guard let members = field.members(["from", "to"], of: "from, to") else { return nil }
    let from = members.required("from", "is missing: where it begins")?.instant()
    let to = members.required("to", "is missing: where it ends")?.instant()
    guard let from, let to else { return nil }
    guard from < to else {
      members["to"]?.fault("is not after from")
      return nil
    }
    return from..<to
  }

  private func calendar(_ field: Field?, _ known: CalendarReader.Result) -> BusinessCalendar? {
    AgreementReader(workingDays: known.workingDays).calendar(field).flatMap { known.calendars[$0] }
  }

  private func priorities(_ field: Field, _ calendars: CalendarReader.Result) -> [WaitingQuestion.Priority]? {
    guard let rows = field.elements(limit: WaitingQuestion.Limit.priorities) else { return nil }
    if rows.isEmpty { field.fault("has no priority") }
    var names: Set<String> = []
    return rows.compactMap { row in
      guard
        let members = row.members(["name", "arrivals", "handling", "promise"], of: "name, arrivals, handling, promise")
      else { return nil }
      let name = members.required("name", "is missing: what it is called")?.name()
      if let name, !names.insert(name).inserted { members["name"]?.fault("\(name) stands here twice") }
      let arrivals = members.required("arrivals", "is missing: perHour and during")
        .flatMap { self.arrivals($0, calendars) }
      let handling = members.required("handling", "is missing: lognormal or empirical").flatMap(self.handling)
      let promise = members.required("promise", "is missing: share, within and calendar")
        .flatMap { self.promise($0, calendars) }
      guard let name, let arrivals, let handling, let promise else { return nil }
      return WaitingQuestion.Priority(
        name: name, perHour: arrivals.perHour, during: arrivals.during, handling: handling, promise: promise)
    }
  }

  private func shifts(_ field: Field, _ calendars: CalendarReader.Result) -> [WaitingQuestion.Shift]? {
    guard let rows = field.elements(limit: WaitingQuestion.Limit.shifts) else { return nil }
    if rows.isEmpty { field.fault("has nobody") }
    return rows.compactMap { row in
      guard let members = row.members(["calendar", "count"], of: "calendar and perhaps count") else { return nil }
      let calendar = self.calendar(members.required("calendar", "is missing: when they are there"), calendars)
      let count = members["count"].map { $0.count(0...WaitingQuestion.Limit.people) }
      guard let calendar, count != .some(nil) else { return nil }
      return WaitingQuestion.Shift(calendar: calendar, people: count.flatMap { $0 })
    }
  }

  private func arrivals(
    _ field: Field, _ calendars: CalendarReader.Result
  ) -> (perHour: ExactDecimal, during: BusinessCalendar)? {
    guard let members = field.members(["perHour", "during"], of: "perHour, during") else { return nil }
    let perHour = members.required("perHour", "is missing: tickets in an open hour, like \"1.5\"")?.arrivalCount()
    let during = self.calendar(
      members.required("during", "is missing: the calendar in whose open time they come"), calendars)
    guard let perHour, let during else { return nil }
    return (perHour, during)
  }

  private func handling(_ field: Field) -> WaitingQuestion.Handling? {
    guard let members = field.members(["lognormal", "empirical"], of: "lognormal or empirical") else { return nil }
    switch (members["lognormal"], members["empirical"]) {
    case (let lognormal?, nil):
      guard let members = lognormal.members(["mean", "deviation"], of: "mean, deviation") else { return nil }
      let mean = members.required("mean", "is missing: like PT2H")?.time(from: .milliseconds(1))
      let deviation = members.required("deviation", "is missing: the standard deviation, like PT3H")?.time(from: .zero)
      guard let mean, let deviation else { return nil }
      return .lognormal(mean: mean, deviation: deviation)
    case (nil, let list?):
      guard let rows = list.elements(limit: WaitingQuestion.Limit.empirical) else { return nil }
      if rows.isEmpty { list.fault("has no handling time") }
      let times = rows.compactMap { $0.time(from: .zero) }
      return times.isEmpty ? nil : .empirical(times)
    default:
      field.fault("has either lognormal or empirical")
      return nil
    }
  }

  private func promise(_ field: Field, _ calendars: CalendarReader.Result) -> WaitingQuestion.Promise? {
    guard let members = field.members(["share", "within", "calendar", "until"], of: "share, within, calendar") else {
      return nil
    }
    let share = members.required("share", "is missing: of its tickets, like \"0.95\"")?.share(includes: .neither)
    let calendar = self.calendar(members.required("calendar", "is missing: in whose open time"), calendars)
    let within = members.required("within", "is missing: how long, like PT8H").flatMap { openTime($0, calendar) }
    let until = members["until"].map { $0.choice(WaitingQuestion.Promise.Until.self) } ?? .done
    guard let share, let calendar, let within, let until else { return nil }
    return WaitingQuestion.Promise(calendar: calendar, target: within, share: share, until: until)
  }

  /// Open time; days are working days of the calendar.
  private func openTime(_ field: Field, _ calendar: BusinessCalendar?) -> Duration? {
    guard let written = field.duration() else { return nil }
    guard written.days > 0 else { return written.time }
    guard let calendar else { return nil }
    guard let day = calendar.definition.workingDay else {
      field.fault("is in days, and the calendar has no workingDay")
      return nil
    }
    let (ofDays, overflow) = written.days.multipliedReportingOverflow(by: day.milliseconds)
    let (sum, overflow2) = ofDays.addingReportingOverflow(written.time.milliseconds)
    guard !overflow, !overflow2 else {
      field.fault("is too long")
      return nil
    }
    return .milliseconds(sum)
  }
}

extension Field {
  /// A length of time by the wall clock, a day being 24 hours.
  func elapsed() -> Duration? {
    guard let written = duration() else { return nil }
    guard written.days <= 36_525, written.time <= .days(36_525) else {
      fault("is longer than a hundred years")
      return nil
    }
    return .days(written.days) + written.time
  }
}
