import Agreements
import Kernel

/// An objective as a form says it, field by field.
public struct ObjectiveForm: Hashable, Sendable {
  public var name: String
  public var metric: String
  public var calendar: String
  /// Whose holding time counts; each where its metric has it.
  public var team: String
  public var vendor: String
  /// Whether it has reasons to pause of its own, in place of the agreement's.
  public var hasOwnReasons: Bool
  public var reasons: [String]
  public var onChange: String
  public var reopen: String
  public var stopAt: String
  /// The share of its clocks that must be met in a month: `95%`; empty: none is promised.
  public var share: String
  public var targets: [TargetRow]
  public var rungs: [String]
  /// The name of one that no form can show; it stays as it is in the version that the form was made from.
  public var kept: String
  /// Taken out, and still here to be put back.
  public var isOut = false

  /// How long, and for which tickets.
  public struct TargetRow: Hashable, Sendable {
    public var when: String
    public var length: String
    public init(when: String = "", length: String = "") { (self.when, self.length) = (when, length) }
    public var isEmpty: Bool { (when + length).trimmed.isEmpty }
  }

  /// Rows that a form has room for.
  public enum Limit {
    public static let targets = 24
    public static let rungs = 10
  }

  public init(
    name: String = "", metric: String = Metric.resolution.rawValue, calendar: String = "", team: String = "",
    vendor: String = "", hasOwnReasons: Bool = false, reasons: [String] = [],
    onChange: String = ChangePolicy.carryElapsed.rawValue, reopen: String = ReopenPolicy.continue.rawValue,
    stopAt: String = StopPoint.resolved.rawValue, share: String = "", targets: [TargetRow] = [TargetRow()],
    rungs: [String] = [], kept: String = ""
  ) {
    (self.name, self.metric, self.calendar, self.team, self.vendor) = (name, metric, calendar, team, vendor)
    (self.hasOwnReasons, self.reasons, self.onChange, self.reopen) = (hasOwnReasons, reasons, onChange, reopen)
    (self.stopAt, self.share, self.targets, self.rungs, self.kept) = (stopAt, share, targets, rungs, kept)
  }

  /// The form that says an objective; one that none can say is kept.
  public init(_ objective: Objective) {
    let form = ObjectiveForm(
      name: objective.name, metric: objective.metric.rawValue, calendar: objective.calendar,
      team: objective.team ?? "", vendor: objective.vendor ?? "", hasOwnReasons: objective.pauseReasons != nil,
      reasons: objective.pauseReasons ?? [], onChange: objective.onChange.rawValue, reopen: objective.reopen.rawValue,
      stopAt: objective.stopAt.rawValue, share: objective.compliance?.text ?? "",
      targets: objective.targets.map {
        TargetRow(when: ConditionText.text($0.when), length: TargetText.text($0.length))
      }, rungs: objective.thresholds.map(RungText.text))
    let texts = [form.name, form.team, form.vendor, form.calendar] + form.reasons + form.targets.map(\.when)
    let fits =
      form.targets.count <= Limit.targets && form.rungs.count <= Limit.rungs && texts.allSatisfy(\.isOneLine)
    var faults: [FieldFault] = []
    let read = fits ? form.objective(at: "", known: KnownConditions([], []), base: nil, &faults) : nil
    self = read?.json == objective.json ? form : ObjectiveForm(name: objective.name, kept: objective.name)
  }

  /// Without rows in which nothing stands.
  var compacted: ObjectiveForm {
    var form = self
    form.targets.removeAll(where: \.isEmpty)
    form.rungs.removeAll { $0.trimmed.isEmpty }
    return form
  }

  /// The fields of its form, for a bound on all of them together.
  var fields: Int { kept.isEmpty ? 14 + targets.count * 2 + rungs.count + reasons.count : 2 }

  /// The objective that it says; nil with its faults, each at the field below `path` that it is about.
  ///
  /// - Parameter base: The agreement that the form was made from, for what is kept of it.
  func objective(
    at path: String, known: KnownConditions, base: Agreement?, _ faults: inout [FieldFault]
  ) -> Objective? {
    if !kept.isEmpty {
      if let same = base?.objectives.first(where: { $0.name == kept }) { return same }
      faults.append(
        FieldFault(path + "kept", "\(kept) is no more in the version in force, and this page cannot say what it was"))
      return nil
    }
    let before = faults.count
    func choice<Value: RawRepresentable>(_ text: String, _ name: String, _ type: Value.Type) -> Value?
    where Value.RawValue == String {
      let value = Value(rawValue: text)
      if value == nil { faults.append(FieldFault(path + name, "is none of those that there are")) }
      return value
    }
    if name.trimmed.isEmpty { faults.append(FieldFault(path + "name", "is missing; it stands on every clock")) }
    if calendar.isEmpty { faults.append(FieldFault(path + "calendar", "is missing: whose open hours count")) }
    let metric = choice(metric, "metric", Metric.self)
    let onChange = choice(onChange, "onChange", ChangePolicy.self)
    let reopen = choice(reopen, "reopen", ReopenPolicy.self)
    let stopAt = choice(stopAt, "stopAt", StopPoint.self)
    let targets = targets(at: path, known, &faults)
    var rungs: [Rung] = []
    for (place, text) in self.rungs.enumerated() {
      guard let rung = RungText.read(text) else {
        faults.append(FieldFault("\(path)rungs.\(place).at", "is none like 75%, 1 h before or 30 min after"))
        continue
      }
      rungs.append(rung)
    }
    var compliance: PromisedShare?
    if !share.trimmed.isEmpty {
      compliance = PromisedShare(parsing: share.trimmed.hasSuffix("%") ? share.trimmed : share.trimmed + "%")
      if compliance == nil { faults.append(FieldFault(path + "share", "is no share like 95% or 99.5%")) }
    }
    guard faults.count == before, let metric, let onChange, let reopen, let stopAt else { return nil }
    let own = base?.objectives.first { $0.name == name.trimmed }?.pauseReasons
    return Objective(
      name: name.trimmed, metric: metric, calendar: calendar, targets: targets,
      team: team.trimmed.isEmpty ? nil : team.trimmed, vendor: vendor.trimmed.isEmpty ? nil : vendor.trimmed,
      pauseReasons: hasOwnReasons ? reasons.ordered(as: own ?? []) : nil, onChange: onChange, reopen: reopen,
      stopAt: stopAt,
      thresholds: rungs, compliance: compliance)
  }

  private func targets(at path: String, _ known: KnownConditions, _ faults: inout [FieldFault]) -> [Target] {
    var read: [Target] = []
    var isForAny = false
    for (place, row) in targets.enumerated() {
      let field = "\(path)targets.\(place)."
      // Rows behind one for every ticket are never reached.
      if isForAny { faults.append(FieldFault(field + "when", "is never reached: a row above is for any ticket")) }
      var target = Target(length: .localDays(1))
      do throws(ConditionText.Unclear) {
        target.when = try ConditionText.read(row.when, known)
        isForAny = isForAny || target.when.isEmpty
      } catch {
        faults.append(FieldFault(field + "when", error.message))
      }
      if let length = TargetText.read(row.length.trimmed) {
        target.length = length
      } else {
        let words = row.length.trimmed.isEmpty ? "is missing" : "is no length"
        faults.append(FieldFault(field + "length", words + ": write 30 min, 4 h, 2 d or 30 calendar days"))
      }
      read.append(target)
    }
    if targets.isEmpty { faults.append(FieldFault(path + "targets", "say how long; add a row")) }
    return read
  }
}
