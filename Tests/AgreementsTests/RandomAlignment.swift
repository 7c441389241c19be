import Agreements
import BusinessTime
import Kernel
import SystemZones

/// Alignments by a seed: every kind of calendar, target, step and exclusion comes up, around changes of the clocks.
struct RandomAlignment {
  var alignment: Alignment

  /// Instants about which zones of the test change their clocks, and one about which none does.
  private static let changes: [Int64] = [
    1_774_746_000, 1_792_890_000, 1_772_953_200, 1_793_512_800, 1_775_314_800, 1_780_300_000,
  ]

  init(seed: Int, minutes: Int64 = 400) throws {
    var numbers = SplitMix64(seed: UInt64(seed))
    let change = RandomAlignment.changes.randomElement(using: &numbers) ?? 0
    let start = Instant(seconds: change / 60 * 60) + .minutes(Int64.random(in: -4000...2000, using: &numbers))
    let calendars = try (0..<4).map { _ in try RandomAlignment.calendar(about: start, &numbers) }
    func calendar(_ numbers: inout SplitMix64) -> BusinessCalendar {
      calendars[Int.random(in: 0..<calendars.count, using: &numbers)]
    }
    let promised = Int.random(in: 0..<4, using: &numbers)
    let promise = Alignment.Promise(
      name: "promise", calendar: calendar(&numbers),
      target: promised == 0
        ? .localDays(Int64.random(in: 1...2, using: &numbers)) : RandomAlignment.open(upTo: 30, &numbers))
    var routes: [Alignment.Route] = []
    for number in 0..<Int.random(in: 1...2, using: &numbers) {
      var steps: [[Alignment.Stage]] = []
      for step in 0..<Int.random(in: 1...3, using: &numbers) {
        steps.append(
          (0..<[1, 1, 1, 2, 3].randomElement(using: &numbers)!).map { place in
            let isLocal = Int.random(in: 0..<8, using: &numbers) == 0
            return Alignment.Stage(
              name: "\(step).\(place)", calendar: calendar(&numbers),
              target: isLocal
                ? .localDays(Int64.random(in: 1...2, using: &numbers)) : RandomAlignment.open(upTo: 9, &numbers))
          })
      }
      routes.append(Alignment.Route(name: "route \(number)", steps: steps))
    }
    let exclusions = (0..<[0, 0, 1, 4].randomElement(using: &numbers)!).map { number in
      let from = start + .milliseconds(Int64.random(in: -10_000_000...90_000_000, using: &numbers))
      return Exclusion(
        from: from, to: from + .milliseconds(Int64.random(in: 1...20_000_000, using: &numbers)), reason: "x\(number)")
    }
    alignment = Alignment(
      promise: promise, routes: routes,
      opened: Alignment.Openings(
        from: start + .milliseconds(Int64.random(in: 0...2, using: &numbers) * 20_000), to: start + .minutes(minutes),
        during: Int.random(in: 0..<4, using: &numbers) == 0 ? calendar(&numbers) : nil),
      exclusions: exclusions)
  }

  private static func open(upTo hours: Int64, _ numbers: inout SplitMix64) -> TargetLength {
    let grid: Int64 = [1, 1000, 60_000, 1_800_000].randomElement(using: &numbers) ?? 1
    let units = max(1, Int64.random(in: 0...hours * 3_600_000 / grid, using: &numbers))
    return .open(ISO8601Duration(time: .milliseconds(units * grid)))
  }

  private static func calendar(about start: Instant, _ numbers: inout SplitMix64) throws -> BusinessCalendar {
    let zones = ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "UTC"]
    let zone = zones.randomElement(using: &numbers) ?? "UTC"
    let kind = Int.random(in: 0..<6, using: &numbers)
    let texts: [String] =
      switch kind {
      case 0: ["00:00-24:00"]
      case 1: ["09:00-17:00"]
      case 2: ["21:00-03:00"]
      case 3: ["08:00-11:59", "12:10-13:00", "13:01-13:02", "20:00-02:30"]
      case 4: (0..<24).map { hour in hour < 10 ? "0\(hour):00-0\(hour):29" : "\(hour):00-\(hour):29" }
      default: []
      }
    let windows = try texts.map { try Window(parsing: $0) }
    var definition = CalendarDefinition(
      timeZone: zone, weekly: Dictionary(uniqueKeysWithValues: Weekday.allCases.map { ($0, windows) }))
    // Edges that are no whole minutes; a calendar without windows has these openings alone and then never more.
    let day = Int((start.milliseconds + 43_200_000) / 86_400_000)
    if kind >= 4 {
      for offset in 0..<3 {
        definition.openings.append(
          Opening(date: CivilDate(daysSince1970: day + offset), window: try Window(parsing: "07:30-10:10")))
      }
    }
    for _ in 0..<Int.random(in: 0...3, using: &numbers) {
      let from = start + .milliseconds(Int64.random(in: -5_000_000...60_000_000, using: &numbers))
      definition.closures.append(
        Closure(.interval(from: from, to: from + .milliseconds(Int64.random(in: 1...7_000_000, using: &numbers)))))
    }
    return try BusinessCalendar(definition, zone: SystemZones().rules(for: zone))
  }
}

/// The same question answered minute by minute, by sums over windows, by somebody who knows nothing of straight lines.
struct NaiveAlignment {
  let alignment: Alignment
  private let excluded: [Range<Instant>]

  init(_ alignment: Alignment) {
    self.alignment = alignment
    excluded = alignment.exclusions.map { $0.from..<$0.to }
  }

  var candidates: [Instant] {
    let opened = alignment.opened
    var result: [Instant] = []
    var at = opened.from
    while at < opened.to {
      if at.milliseconds % 60_000 == 0, opened.during?.isOpen(at: at) ?? true { result.append(at) }
      at = at + .milliseconds(1000 - at.milliseconds % 1000)
    }
    return result
  }

  /// The ends of the stages of a route, flat; nil from the first that never ends on.
  func ends(of route: Alignment.Route, _ opened: Instant, targets: [TargetLength]? = nil) -> [[Instant?]] {
    var at: Instant? = opened
    var index = 0
    return route.steps.map { step in
      let ends = step.map { stage -> Instant? in
        defer { index += 1 }
        return at.flatMap { end(of: stage, targets?[index] ?? stage.target, from: $0) }
      }
      at = ends.contains { $0 == nil } ? nil : ends.compactMap { $0 }.max()
      return ends
    }
  }

  private func end(of stage: Alignment.Stage, _ target: TargetLength, from: Instant) -> Instant? {
    switch target {
    case .localDays(let days): return stage.calendar.localDay(after: Int(days), from: from)
    case .open(let duration): return stage.calendar.instant(adding: duration.time, to: from)
    }
  }

  /// Time that the promise counts, summed window by window.
  func used(_ from: Instant, _ to: Instant) -> Duration {
    guard from < to else { return .zero }
    var windows = [from..<to]
    if case .open = alignment.promise.target { windows = alignment.promise.calendar.windows(from: from, to: to) }
    var pieces = windows
    for cut in excluded {
      pieces = pieces.flatMap { piece in
        guard piece.overlaps(cut) else { return [piece] }
        var left: [Range<Instant>] = []
        if piece.lowerBound < cut.lowerBound { left.append(piece.lowerBound..<cut.lowerBound) }
        if cut.upperBound < piece.upperBound { left.append(cut.upperBound..<piece.upperBound) }
        return left
      }
    }
    return pieces.reduce(.zero) { $0 + ($1.upperBound - $1.lowerBound) }
  }

  /// The target as a length; nil where there is no such date.
  func target(_ opened: Instant) -> Duration? {
    switch alignment.promise.target {
    case .open(let duration): duration.time
    case .localDays(let days): alignment.promise.calendar.localDay(after: Int(days), from: opened).map { $0 - opened }
    }
  }

  /// The first instant by which the target is used; nil: not within sixty days, which no random promise needs.
  func due(_ opened: Instant) -> Instant? {
    guard let target = target(opened) else { return nil }
    var (low, high) = (opened, opened + .days(60))
    guard used(opened, high) >= target else { return nil }
    while low < high {
      let middle = Instant(milliseconds: (low.milliseconds + high.milliseconds) / 2)
      if used(opened, middle) >= target { high = middle } else { low = middle + .milliseconds(1) }
    }
    return low
  }

  func isKept(_ opened: Instant, _ end: Instant?) -> Bool {
    guard let end else { return false }
    if case .open(let duration) = alignment.promise.target { return used(opened, end) <= duration.time }
    return due(opened).map { end <= $0 } ?? true
  }

  /// How bad an opening is, more is worse.
  func badness(_ opened: Instant, _ end: Instant?) -> Int64 {
    guard let end else { return Int64.max }
    if case .open = alignment.promise.target { return used(opened, end).milliseconds }
    return due(opened).map { (end - $0).milliseconds } ?? Int64.min
  }

  /// The largest target in whole seconds with which a route is feasible by one stage alone, tried one after the other.
  func largest(_ number: Int, of route: Alignment.Route, _ candidates: [Instant]) -> Duration? {
    let stages = route.stages
    guard case .open(let own) = stages[number].target else { return nil }
    func isFeasible(_ seconds: Int64) -> Bool {
      candidates.allSatisfy { opened in
        var targets = stages.map(\.target)
        // `instant(adding:)` of nothing is where it starts, as a stage of 0 s is.
        targets[number] = .open(ISO8601Duration(time: .seconds(seconds)))
        let last = ends(of: route, opened, targets: targets).last ?? []
        return isKept(opened, last.contains { $0 == nil } ? nil : last.compactMap { $0 }.max())
      }
    }
    guard isFeasible(0) else { return nil }
    var (low, high) = (Int64(0), own.time.milliseconds / 1000)
    while low < high {
      let middle = (low + high + 1) / 2
      if isFeasible(middle) { low = middle } else { high = middle - 1 }
    }
    return .seconds(low)
  }
}
