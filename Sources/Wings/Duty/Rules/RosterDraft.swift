import BusinessTime
import Kernel

/// A plan as people type it: names for people, texts for hours and times.
public struct RosterDraft: Hashable, Sendable {
  public var name: String
  public var timeZone: String
  /// Lines such as `mon-fri 08:00-18:00`; none: always.
  public var cover: [String]
  public var layers: [Layer]
  /// A sign-in name.
  public var standby: String?

  public struct Layer: Hashable, Sendable {
    /// Nil of one that is new.
    public var key: String?
    public var name: String
    /// Sign-in names, in the order of turns.
    public var people: [String]
    public var every: Int
    public var unit: String
    /// `09:00`.
    public var handover: String
    /// `2026-12-01`.
    public var start: String
    public var until: String?
    public var hours: [String]

    public init(
      key: String? = nil, name: String, people: [String], every: Int = 1, unit: String = "weeks",
      handover: String = "09:00", start: String, until: String? = nil, hours: [String] = []
    ) {
      (self.key, self.name, self.people, self.every, self.unit) = (key, name, people, every, unit)
      (self.handover, self.start, self.until, self.hours) = (handover, start, until, hours)
    }
  }

  public init(
    name: String, timeZone: String, cover: [String] = [], layers: [Layer], standby: String? = nil
  ) {
    (self.name, self.timeZone, self.cover) = (name, timeZone, cover)
    (self.layers, self.standby) = (layers, standby)
  }

  /// Everybody whom it names, no more than a plan may.
  public var people: Set<String> {
    Set(layers.prefix(DutyLimits.layers).flatMap { $0.people.prefix(DutyLimits.peopleOfLayer) } + [standby ?? ""])
      .subtracting([""])
  }

  /// The plan, whose zone is not looked up here.
  ///
  /// - Parameters:
  ///   - edition: The number of the plan: keys of layers that are new begin with it.
  ///   - known: Keys of the layers that the roster has.
  ///   - person: Who is called so and can be on duty, or why not, as a sentence about them.
  /// - Throws: `invalid` with all faults.
  public func plan(
    edition: Int = 1, knowing known: Set<String> = [], person: (String) -> Result<RecordID, RosterDraft.Unsuitable>
  ) throws(MainstayError) -> RosterPlan {
    let log = FaultLog()
    log.add(DutyLimits.name.faults(in: name, at: "name"))
    if timeZone.isEmpty { log.add("timeZone", "is missing; choose one like Europe/Paris") }
    func id(_ name: String, _ path: String) -> RecordID? {
      switch person(name) {
      case .success(let id): return id
      case .failure(let unsuitable):
        log.add(path, unsuitable.reason)
        return nil
      }
    }
    let cover = RosterDraft.hours(cover, "cover", log)
    if layers.count > DutyLimits.layers { log.add("layers", "has more than \(DutyLimits.layers) entries") }
    var read: [DutyLayer] = []
    for (index, layer) in layers.prefix(DutyLimits.layers).enumerated() {
      let path = "layers[\(index)]"
      if let key = layer.key, !known.contains(key) { log.add(path + ".key", "is none of the roster's") }
      if let key = layer.key, read.contains(where: { $0.key == key }) { log.add(path + ".key", "stands there twice") }
      if let found = layer.read(layer.key ?? "\(edition)-\(index + 1)", path, log, id) { read.append(found) }
    }
    let standby = standby.flatMap { id($0, "standby") }
    if layers.isEmpty, self.standby == nil {
      log.add("layers", "give at least one layer, or somebody who stands by")
    }
    guard log.faults.isEmpty else { throw .invalid(log.faults) }
    return RosterPlan(name: name, timeZone: timeZone, cover: cover, layers: read, standby: standby)
  }

  /// Somebody who cannot stand on a roster, and why.
  public struct Unsuitable: Error, Hashable, Sendable {
    public var reason: String
    public init(_ reason: String) { self.reason = reason }
  }

  fileprivate static func hours(_ lines: [String], _ path: String, _ log: FaultLog) -> [DutyHours] {
    if lines.count > DutyHours.most { log.add(path, "has more than \(DutyHours.most) entries") }
    return lines.prefix(DutyHours.most).enumerated().compactMap { (index, line) -> DutyHours? in
      do throws(DutyHours.Malformed) {
        return try DutyHours(parsing: line)
      } catch {
        log.add("\(path)[\(index)]", error.reason)
        return nil
      }
    }
  }

  /// Minutes after midnight of a time as people type it, 0...1439; nil for anything else.
  public static func minutes(_ text: String) -> Int? { ClockText.minutes(text).flatMap { $0 < 1440 ? $0 : nil } }

  /// Times and hours that are kept in another form than they were typed in: `8:00` as `08:00`.
  public var readings: [RosterRemark] {
    func hours(_ lines: [String]) -> [(String, String?)] { lines.map { ($0, (try? DutyHours(parsing: $0))?.text) } }
    let all =
      hours(cover)
      + layers.flatMap { layer in
        [(layer.handover, RosterDraft.minutes(layer.handover).map(RosterDraft.clock))] + hours(layer.hours)
      }
    var said: Set<String> = []
    return all.compactMap { typed, read in
      guard let read, read != typed.lowercased(), said.insert(typed).inserted else { return nil }
      return .read(typed: typed, as: read)
    }
  }

  /// `HH:MM`.
  public static func clock(_ minutes: Int) -> String {
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }
}

extension RosterDraft.Layer {
  /// Nil where there are faults, which are logged.
  fileprivate func read(
    _ key: String, _ path: String, _ log: FaultLog, _ person: (String, String) -> RecordID?
  ) -> DutyLayer? {
    log.add(DutyLimits.name.faults(in: name, at: path + ".name"))
    if people.isEmpty { log.add(path + ".people", "names nobody") }
    if people.count > DutyLimits.peopleOfLayer {
      log.add(path + ".people", "has more than \(DutyLimits.peopleOfLayer) entries")
    }
    let ids = people.prefix(DutyLimits.peopleOfLayer).enumerated().compactMap {
      person($1, "\(path).people[\($0)]")
    }
    if !DutyLimits.every.contains(every) {
      log.add(path + ".every", "is a number from \(DutyLimits.every.lowerBound) to \(DutyLimits.every.upperBound)")
    }
    let unit = Rotation.Unit(rawValue: unit)
    if unit == nil {
      log.add(path + ".unit", "must be one of \(Rotation.Unit.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let handover = RosterDraft.minutes(handover)
    if handover == nil { log.add(path + ".handover", "is no time like 09:00") }
    let start = CivilDate(parsing: start)
    if start == nil { log.add(path + ".start", "must be a date that exists, like 2026-12-01") }
    var end: CivilDate?
    if let until {
      end = CivilDate(parsing: until)
      if end == nil {
        log.add(path + ".until", "must be a date that exists, like 2026-12-31")
      } else if let start, let end, end <= start {
        log.add(path + ".until", "must be after the first day, \(start.iso8601)")
      }
    }
    let hours = RosterDraft.hours(hours, path + ".hours", log)
    guard let unit, let handover, let start, ids.count == people.count, !ids.isEmpty else { return nil }
    return DutyLayer(
      key: key, name: name, people: ids,
      rotation: Rotation(every: every, unit: unit, handover: handover, start: start, until: end), hours: hours)
  }
}

extension RosterDraft {
  /// A plan as it would be typed.
  public init(_ plan: RosterPlan, name: (RecordID) -> String) {
    self.init(
      name: plan.name, timeZone: plan.timeZone, cover: plan.cover.map(\.text),
      layers: plan.layers.map { layer in
        Layer(
          key: layer.key, name: layer.name, people: layer.people.map(name), every: layer.rotation.every,
          unit: layer.rotation.unit.rawValue, handover: RosterDraft.clock(layer.rotation.handover),
          start: layer.rotation.start.iso8601, until: layer.rotation.until?.iso8601, hours: layer.hours.map(\.text))
      }, standby: plan.standby.map(name))
  }
}
