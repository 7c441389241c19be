import Agreements
import BusinessTime
import Kernel

/// The question of `mainstay align`: a promise, the routes of stages that it rests on, and the openings that it is made
/// for.
public struct AlignmentFile: Question {
  public var alignment: Alignment
  public var expected: [ExpectedValue]

  public init(yaml bytes: [UInt8], zones: any ZoneSource) throws(MainstayError) {
    self = try FaultLog.reading(question: bytes) { AlignmentReader(zones: zones).file($0) }
  }

  init(_ alignment: Alignment, expected: [ExpectedValue]) {
    (self.alignment, self.expected) = (alignment, expected)
  }

  public func answered() throws(MainstayError) -> any QuestionAnswer {
    AlignmentAnswer(alignment: alignment, report: try alignment.report())
  }
}

/// An answer with its question, whose calendars the picture needs.
public struct AlignmentAnswer: QuestionAnswer {
  public var alignment: Alignment
  public var report: AlignmentReport
}

/// Reads the whole of an alignment file, logging every fault.
private struct AlignmentReader {
  let zones: any ZoneSource

  func file(_ root: Field) -> AlignmentFile? {
    guard
      let members = root.members(
        ["calendars", "promise", "routes", "opened", "exclusions", "expect"], of: "calendars, promise, routes, opened")
    else { return nil }
    let calendars = CalendarReader(zones: zones).read(
      members.required("calendars", "is missing: whose open time counts"))
    let reader = PromiseReader(calendars: calendars)
    let promise = members.required("promise", "is missing: what is promised").flatMap(reader.promise)
    let routes = members.required("routes", "is missing: the ways a ticket may go").flatMap(reader.routes)
    let opened = members.required("opened", "is missing: which openings are promised for")
      .flatMap { openings($0, reader) }
    let exclusions = ExclusionReader(hasClauses: false).exclusions(members["exclusions"])
    let expected = ExpectedValue.rows(members["expect"])
    guard let promise, let routes, let opened else { return nil }
    return AlignmentFile(
      Alignment(promise: promise, routes: routes, opened: opened, exclusions: exclusions), expected: expected)
  }

  private func openings(_ field: Field, _ reader: PromiseReader) -> Alignment.Openings? {
    guard let members = field.members(["from", "to", "during"], of: "from, to") else { return nil }
    let from = members.required("from", "is missing: the first opening")?.instant()
    let to = members.required("to", "is missing: the first opening that is not promised for any more")?.instant()
    let during = members["during"].flatMap(reader.calendar)
    guard let from, let to else { return nil }
    if to < from {
      members["to"]?.fault("is before from")
    } else if to - from > Alignment.Limit.openings {
      members["to"]?.fault("is more than 366 days of 24 hours after from")
    }
    if members["during"] != nil, during == nil { return nil }
    let openings = Alignment.Openings(from: from, to: to, during: during)
    return openings
  }
}

/// Reads a promise and the routes beside it.
private struct PromiseReader {
  let calendars: CalendarReader.Result
  private let agreements: AgreementReader

  init(calendars: CalendarReader.Result) {
    self.calendars = calendars
    agreements = AgreementReader(workingDays: calendars.workingDays)
  }

  /// The calendar of a key; nil with a fault where there is none, and without another one where it is faulty itself.
  func calendar(_ field: Field) -> BusinessCalendar? {
    agreements.calendar(field).flatMap { calendars.calendars[$0] }
  }

  func promise(_ field: Field) -> Alignment.Promise? {
    guard let members = field.members(["name", "calendar", "target", "days"], of: "name, calendar, target") else {
      return nil
    }
    let name = members.required("name")?.name()
    let (calendar, target) = hours(members)
    guard let name, let calendar, let target else { return nil }
    return Alignment.Promise(name: name, calendar: calendar, target: target)
  }

  private func hours(_ members: Members, mayBeZero: Bool = false) -> (BusinessCalendar?, TargetLength?) {
    let key = agreements.calendar(members.required("calendar", "is missing: whose open time counts"))
    return (
      key.flatMap { calendars.calendars[$0] }, agreements.oneLength(members, calendar: key, mayBeZero: mayBeZero)
    )
  }

  func routes(_ field: Field) -> [Alignment.Route]? {
    guard let rows = field.elements(limit: Alignment.Limit.routes) else { return nil }
    if rows.isEmpty { field.fault("has no route") }
    let routes = rows.map(route)
    var names: [String] = []
    for (row, route) in zip(rows, routes) {
      guard let name = route?.name else { continue }
      if names.contains(name) { row.missing("name", "another route is called \(name)") }
      names.append(name)
    }
    let shares = rows.map { $0.value["share"] ?? .null }
    if shares.contains(where: { $0 != .null }) {
      for (row, share) in zip(rows, shares) where share == .null {
        row.missing("share", "is missing: either every route names its share or none")
      }
      let known = routes.compactMap { $0?.share }
      if known.count == rows.count {
        let sum = known.reduce(Int128(0)) { $0 + $1.units(at: 18) }
        if (sum - ExactDecimal.power(18)).magnitude > UInt128(ExactDecimal.power(9)) {
          field.fault("have shares that add up to \(ExactDecimal.text(sum, places: 18)), not 1")
        }
      }
    }
    return routes.allSatisfy { $0 != nil } ? routes.compactMap { $0 } : nil
  }

  private func route(_ field: Field) -> Alignment.Route? {
    guard let members = field.members(["name", "share", "stages"], of: "name, stages") else { return nil }
    let name = members.required("name")?.name()
    let share = members["share"].flatMap { $0.decimal(mostPlaces: 16, from: 0, to: 1) }
    let steps = members.required("stages", "is missing: who works on it, one after the other").flatMap(steps)
    guard let name, let steps else { return nil }
    return Alignment.Route(name: name, share: share, steps: steps)
  }

  private func steps(_ field: Field) -> [[Alignment.Stage]]? {
    guard let rows = field.elements(limit: Alignment.Limit.stages) else { return nil }
    if rows.isEmpty { field.fault("has no stage") }
    var names: [String] = []
    var steps: [[Alignment.Stage]] = []
    var isWhole = true
    var count = 0
    for row in rows {
      var fields = [row]
      if row.value["all"] != nil {
        guard let members = row.members(["all"], of: "all"), let all = members.required("all", "has no stage") else {
          isWhole = false
          continue
        }
        guard let inner = all.elements(limit: Alignment.Limit.stages) else {
          isWhole = false
          continue
        }
        if inner.isEmpty { all.fault("has no stage") }
        fields = inner
      }
      count += fields.count
      let stages = fields.map { stage($0, names: &names) }
      isWhole = isWhole && stages.allSatisfy { $0 != nil }
      steps.append(stages.compactMap { $0 })
    }
    if count > Alignment.Limit.stages {
      field.fault("has more than \(Alignment.Limit.stages) stages, those side by side included")
    }
    return isWhole ? steps : nil
  }

  private func stage(_ field: Field, names: inout [String]) -> Alignment.Stage? {
    guard
      let members = field.members(["name", "calendar", "target", "days", "attained"], of: "name, calendar, target")
    else { return nil }
    let name = members.required("name")?.name()
    if let name {
      if names.contains(name) { field.missing("name", "another stage of the route is called \(name)") }
      names.append(name)
    }
    let (calendar, target) = hours(members, mayBeZero: true)
    let attained = members["attained"].flatMap(attained)
    guard let name, let calendar, let target else { return nil }
    return Alignment.Stage(name: name, calendar: calendar, target: target, attained: attained)
  }

  private func attained(_ field: Field) -> Alignment.Attained? {
    guard let members = field.members(["met", "of"], of: "met, of") else { return nil }
    let of = members.required("of", "is missing: how many cases").flatMap { $0.count(1...Alignment.Limit.cases) }
    let met = members.required("met", "is missing: how many were in time")
      .flatMap { $0.count(0...Alignment.Limit.cases) }
    guard let met, let of else { return nil }
    if met > of { members["met"]?.fault("is more than of, \(of)") }
    return Alignment.Attained(met: met, of: of)
  }
}

extension Field {
  /// A decimal number within bounds, quoted or not.
  func decimal(mostPlaces: Int, from least: Int64, to most: Int64) -> ExactDecimal? {
    guard let text = scalarText else {
      fault("must be a decimal number like 0.5")
      return nil
    }
    do {
      // 18 digits hold the places and what stands before them.
      let number = try ExactDecimal(parsing: text, mostPlaces: mostPlaces, mostWholeDigits: min(6, 18 - mostPlaces))
      let bounds = ExactDecimal(units: least, places: 0)...ExactDecimal(units: most, places: 0)
      if bounds.contains(number) { return number }
      fault("must be from \(least) to \(most)")
    } catch {
      fault(error.reason)
    }
    return nil
  }

  /// A whole number within bounds.
  func count(_ bounds: ClosedRange<Int>) -> Int? {
    guard let number = whole() else { return nil }
    if bounds.contains(number) { return number }
    fault("must be from \(bounds.lowerBound) to \(bounds.upperBound)")
    return nil
  }
}
