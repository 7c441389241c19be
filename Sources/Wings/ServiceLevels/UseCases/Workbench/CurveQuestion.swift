import Agreements
import AgreementsUseCases
import BusinessTime
import Kernel
import ServiceLevels

/// A question to history: how would compliance of one row of an objective's targets be at other targets, and by other
/// rules? It holds all that an answer follows from besides the records, so that anybody can ask it again.
public struct CurveQuestion: Hashable, Sendable {
  /// Its key: of an agreement in force, or of one among the drafts.
  public var agreement: String
  /// Which version; nil: the one in force.
  public var version: Int?
  public var objective: String
  /// Of the objective's targets, from 1.
  public var row: Int
  /// Candidates, each of open time.
  public var targets: [ISO8601Duration]
  public var rules: [RuleChange]
  /// Tickets opened from this day to the last one, both included; nil: from the beginning, and until now.
  public var firstDay: CivilDate?
  public var lastDay: CivilDate?
  /// Whose days and months.
  public var zone: String
  public var by: ComplianceDimension
  /// Clocks are seen as they stood at this instant; nil: now.
  public var asOf: Instant?

  public init(
    agreement: String, version: Int? = nil, objective: String, row: Int = 1, targets: [ISO8601Duration] = [],
    rules: [RuleChange] = [], firstDay: CivilDate? = nil, lastDay: CivilDate? = nil, zone: String = "UTC",
    by: ComplianceDimension = .priority, asOf: Instant? = nil
  ) {
    (self.agreement, self.version, self.objective, self.row) = (agreement, version, objective, row)
    (self.targets, self.rules, self.firstDay, self.lastDay) = (targets, rules, firstDay, lastDay)
    (self.zone, self.by, self.asOf) = (zone, by, asOf)
  }
}

/// Bounds of what is tried with targets.
public enum CurveLimits {
  /// Candidate targets of a question.
  public static let targets = 20
  /// Changes of rules of a question, each of which replays everything once more.
  public static let rules = 5
  /// Tickets that a page and the API replay; the command line has no such bound.
  public static let tickets = 20_000
  /// Tickets that decide it and are listed; all are counted.
  public static let deciding = 50
  /// Tickets whose course depends on the target that are kept, so that the curve and the tightest targets count them too.
  public static let kept = 2_000
  /// Groups that are told apart; the rest is one group.
  public static let groups = 100
  /// Points of the curve that are drawn and listed; compliance at a candidate is exact whatever they are.
  public static let points = 60
  /// Percentages for which the tightest target is told.
  public static let levels = [90, 95, 99]
}

extension CurveQuestion {
  static let members = [
    "agreement", "version", "objective", "row", "targets", "rules", "from", "to", "zone", "by", "asOf",
  ]

  public var json: JSON {
    var members: [String: JSON?] = [
      "agreement": .string(agreement), "version": version.map { .integer(Int64($0)) }, "objective": .string(objective),
      "row": .integer(Int64(row)), "from": .text(firstDay?.iso8601), "to": .text(lastDay?.iso8601),
    ]
    members["targets"] = targets.isEmpty ? nil : .array(targets.map { .string($0.iso8601) })
    members["rules"] = rules.isEmpty ? nil : .array(rules.map(\.json))
    members["zone"] = .string(zone)
    members["by"] = .string(by.rawValue)
    members["asOf"] = .instant(asOf)
    return .object(members.compactMapValues { $0 })
  }

  /// The text of a file that asks the same, which `mainstay curve` answers.
  public var fileText: String { FileText.text(["curve": json], order: ["curve"]) }

  /// A question file, read.
  ///
  /// - Throws: `invalid` where it holds no question, or something beside it.
  public init(file: JSON) throws(MainstayError) {
    guard let members = file.objectValue, let curve = members["curve"] else {
      throw .field("curve", "is missing: the file holds no question")
    }
    if let other = members.keys.sorted().first(where: { $0 != "curve" }) {
      throw .field(other, "is no member of a question file")
    }
    try self.init(json: curve)
  }

  /// - Throws: `invalid` with every member that is missing, of another kind, or unknown.
  public init(json: JSON) throws(MainstayError) {
    var faults: [FieldFault] = []
    guard let members = json.objectValue else { throw .field("curve", "is no mapping") }
    for key in members.keys.sorted() where !CurveQuestion.members.contains(key) {
      faults.append(FieldFault(key, "is no member of a question"))
    }
    func text(_ name: String) -> String? {
      guard let value = members[name], value != .null else { return nil }
      guard let text = value.stringValue, !text.isEmpty else {
        faults.append(FieldFault(name, "is no text"))
        return nil
      }
      return text
    }
    func required(_ name: String) -> String {
      if members[name] ?? .null == .null { faults.append(FieldFault(name, "is missing")) }
      return text(name) ?? ""
    }
    func number(_ name: String) -> Int? {
      guard let value = members[name], value != .null else { return nil }
      guard let number = value.integerValue, (1...1_000_000).contains(number) else {
        faults.append(FieldFault(name, "is a whole number from 1 on"))
        return nil
      }
      return Int(number)
    }
    func day(_ name: String) -> CivilDate? {
      guard let text = text(name) else { return nil }
      guard let day = CivilDate(parsing: text) else {
        faults.append(FieldFault(name, "is no date like 2026-03-31"))
        return nil
      }
      return day
    }
    func list(_ name: String) -> [JSON] {
      guard let value = members[name], value != .null else { return [] }
      guard let list = value.arrayValue else {
        faults.append(FieldFault(name, "is no list"))
        return []
      }
      return list
    }
    func word<Word: RawRepresentable & CaseIterable>(
      _ text: String?, _ name: String, _ type: Word.Type
    ) -> Word? where Word.RawValue == String {
      guard let text else { return nil }
      if let word = Word(rawValue: text) { return word }
      let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
      faults.append(FieldFault(name, "is one of \(known)"))
      return nil
    }
    let targets = list("targets").enumerated().compactMap { index, value in
      CurveQuestion.length(value.stringValue ?? "", "targets[\(index)]", &faults)
    }
    var rules: [RuleChange] = []
    for (index, value) in list("rules").enumerated() {
      let path = "rules[\(index)]"
      guard let change = value.objectValue else {
        faults.append(FieldFault(path, "is no mapping"))
        continue
      }
      for key in change.keys.sorted() where !["calendar", "pauseReasons", "stopAt", "reopen"].contains(key) {
        faults.append(FieldFault("\(path).\(key)", "is no rule that can be changed here"))
      }
      let reasons = change["pauseReasons"].map { $0.arrayValue?.compactMap(\.stringValue) ?? [] }
      if let given = change["pauseReasons"], given.arrayValue?.count != reasons?.count {
        faults.append(FieldFault("\(path).pauseReasons", "is no list of hold reasons"))
      }
      rules.append(
        RuleChange(
          calendar: change["calendar"]?.stringValue, pauseReasons: reasons,
          stopAt: word(change["stopAt"]?.stringValue, "\(path).stopAt", StopPoint.self),
          reopen: word(change["reopen"]?.stringValue, "\(path).reopen", ReopenPolicy.self)))
    }
    var asOf: Instant?
    if let text = text("asOf") {
      asOf = try? Instant(parsing: text)
      if asOf == nil { faults.append(FieldFault("asOf", "is no instant like 2026-03-31T12:00:00Z")) }
    }
    self.init(
      agreement: required("agreement"), version: number("version"), objective: required("objective"),
      row: number("row") ?? 1, targets: targets, rules: rules, firstDay: day("from"), lastDay: day("to"),
      zone: text("zone") ?? "UTC", by: word(text("by"), "by", ComplianceDimension.self) ?? .priority, asOf: asOf)
    if !faults.isEmpty { throw .invalid(faults) }
    try checkBounds()
  }

  /// A length of open time: `PT4H`, `P3D`, and as people and pages write it: `4h`, `90 min`, `13 h 39 min 57.5 s`,
  /// `2d`, `3 working days`, `1d 4h`. Parts go from longer to shorter, each once, so that `4h 6h` is not taken for ten.
  public static func length(_ text: String, _ path: String, _ faults: inout [FieldFault]) -> ISO8601Duration? {
    if let length = try? ISO8601Duration(parsing: text) { return length }
    var (days, time) = (Int64(0), Duration.zero)
    var last: LengthUnit?
    for part in LengthPart.parts(of: text) {
      guard let unit = LengthUnit(part.word), let thousandths = part.thousandths,
        last.map({ $0.rawValue < unit.rawValue }) ?? true, unit == .second || thousandths % 1000 == 0
      else {
        last = nil
        break
      }
      last = unit
      switch unit {
      case .day: days += thousandths / 1000
      case .hour: time = time + .hours(thousandths / 1000)
      case .minute: time = time + .minutes(thousandths / 1000)
      case .second: time = time + .milliseconds(thousandths)
      }
    }
    guard last != nil, days > 0 || time > .zero else {
      faults.append(
        FieldFault(
          path,
          "\(text.isEmpty ? "nothing" : text) is no length of open time like 4h, 90m, 2d or 1d 4h; several are parted by "
            + "commas"))
      return nil
    }
    return ISO8601Duration(days: days, time: time)
  }

  func checkBounds() throws(MainstayError) {
    guard targets.count <= CurveLimits.targets else {
      throw .field("targets", "are \(targets.count); at most \(CurveLimits.targets) are tried at once")
    }
    guard rules.count <= CurveLimits.rules else {
      throw .field("rules", "are \(rules.count); at most \(CurveLimits.rules) are tried at once")
    }
    if let firstDay, let lastDay, lastDay < firstDay {
      throw .field("to", "lies before the first day")
    }
  }
}

/// The units in which people say lengths, the longest first.
private enum LengthUnit: Int {
  case day, hour, minute, second

  init?(_ word: String) {
    switch word {
    case "d", "day", "days", "workingday", "workingdays": self = .day
    case "h", "hr", "hrs", "hour", "hours": self = .hour
    case "m", "min", "mins", "minute", "minutes": self = .minute
    case "s", "sec", "secs", "second", "seconds": self = .second
    default: return nil
    }
  }
}

/// A number with the word behind it.
private struct LengthPart {
  var digits = ""
  var word = ""

  /// Thousandths of the unit; nil of what is no number below a million with at most three decimals.
  var thousandths: Int64? {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = Int64(parts[0]), whole < 1_000_000 else { return nil }
    guard parts.count == 2 else { return whole * 1000 }
    guard (1...3).contains(parts[1].count), let rest = Int64(parts[1]) else { return nil }
    return whole * 1000 + rest * [100, 10, 1][parts[1].count - 1]
  }

  static func parts(of text: String) -> [LengthPart] {
    var parts: [LengthPart] = []
    for character in text.lowercased() where !character.isWhitespace {
      if character.isASCII, character.isNumber || character == "." {
        if parts.last.map({ !$0.word.isEmpty }) ?? true { parts.append(LengthPart()) }
        parts[parts.count - 1].digits.append(character)
      } else {
        if parts.isEmpty { parts.append(LengthPart()) }
        parts[parts.count - 1].word.append(character)
      }
    }
    return parts
  }
}
