import Agreements
import FirstSteps
import Kernel

/// An agreement and whom it covers: attributes and the values of which a ticket must have one.
public struct ScopedAgreement: Hashable, Sendable {
  public var agreement: Agreement
  public var scope: [String: [String]]
  public init(_ agreement: Agreement, scope: [String: [String]]) { (self.agreement, self.scope) = (agreement, scope) }
}

/// An agreement as a form says it, field by field. What no form can say stays as it is in the version that the form was
/// made from.
public struct AgreementForm: Hashable, Sendable {
  public var name: String
  /// Whom it covers: rows with the same attribute are choices of it.
  public var scope: [ScopeRow]
  /// Whether whom it covers is kept from the version that the form was made from.
  public var keepsScope: Bool
  public var reasons: [String]
  public var objectives: [ObjectiveForm]

  public struct ScopeRow: Hashable, Sendable {
    public var attribute: String
    public var value: String
    public init(attribute: String = "", value: String = "") { (self.attribute, self.value) = (attribute, value) }
    public var isEmpty: Bool { value.trimmed.isEmpty && attribute.isEmpty }
  }

  public enum Limit {
    public static let scope = 30
    /// Fields of all objectives together.
    public static let fields = 360
  }

  public init(
    name: String = "", scope: [ScopeRow] = [], keepsScope: Bool = false, reasons: [String] = [],
    objectives: [ObjectiveForm] = []
  ) {
    (self.name, self.scope, self.keepsScope) = (name, scope, keepsScope)
    (self.reasons, self.objectives) = (reasons, objectives)
  }

  /// The form that says an agreement.
  public init(_ terms: ScopedAgreement) {
    let rows = terms.scope.sorted { $0.key < $1.key }.flatMap { name, values in
      values.map { ScopeRow(attribute: name, value: $0) }
    }
    var faults: [FieldFault] = []
    let read = AgreementForm(scope: rows).scope(known: KnownConditions([], []), base: [:], &faults)
    let fits =
      rows.count <= Limit.scope && read == terms.scope && faults.isEmpty && rows.allSatisfy { $0.value.isOneLine }
    var fields = 0
    self.init(
      name: terms.agreement.name, scope: fits ? rows : [], keepsScope: !fits, reasons: terms.agreement.pauseReasons,
      objectives: terms.agreement.objectives.map { objective in
        let form = ObjectiveForm(objective)
        fields += form.fields
        return fields <= Limit.fields ? form : ObjectiveForm(name: objective.name, kept: objective.name)
      })
  }

  /// What agreements are known by, out of their names.
  public static func key(of name: String) -> String { PromiseForm(name: name, calendar: "", priorities: []).key }

  /// Without rows in which nothing stands, so that rows stand where faults say.
  public var compacted: AgreementForm {
    var form = self
    form.scope.removeAll(where: \.isEmpty)
    form.objectives = objectives.map(\.compacted)
    return form
  }

  /// Objectives that are not taken out, each with its place in the form.
  public var standing: [(place: Int, objective: ObjectiveForm)] {
    objectives.enumerated().filter { !$0.element.isOut }.map { ($0.offset, $0.element) }
  }

  /// The agreement and its scope that it says.
  ///
  /// - Parameter base: The version that it was made from.
  /// - Throws: `invalid` with all faults by the names of fields.
  public func agreement(
    known: KnownConditions, base: ScopedAgreement?
  ) throws(MainstayError) -> ScopedAgreement {
    var faults: [FieldFault] = []
    if name.trimmed.isEmpty { faults.append(FieldFault("name", "is missing: as it stands on pages and reports")) }
    let scope = scope(known: known, base: base?.scope ?? [:], &faults)
    var read: [Objective] = []
    for (place, form) in standing {
      let path = "objectives.\(place)."
      guard let objective = form.objective(at: path, known: known, base: base?.agreement, &faults) else { continue }
      if read.contains(where: { $0.name == objective.name }) {
        faults.append(FieldFault(path + "name", "another objective is called so"))
      }
      read.append(objective)
    }
    if standing.isEmpty { faults.append(FieldFault("objectives", "nothing is promised; add an objective")) }
    if !faults.isEmpty { throw .invalid(faults) }
    return ScopedAgreement(
      Agreement(
        name: name, pauseReasons: reasons.ordered(as: base?.agreement.pauseReasons ?? []), objectives: read,
        measures: base?.agreement.measures ?? []),
      scope: scope)
  }

  private func scope(
    known: KnownConditions, base: [String: [String]], _ faults: inout [FieldFault]
  ) -> [String: [String]] {
    if keepsScope { return base }
    var scope: [String: [String]] = [:]
    for (place, row) in self.scope.enumerated() where !row.isEmpty {
      let field = "scope.\(place)."
      guard !row.attribute.isEmpty else {
        faults.append(FieldFault(field + "attribute", "is missing: of what this is"))
        continue
      }
      guard !row.value.trimmed.isEmpty else {
        faults.append(FieldFault(field + "value", "is missing; choose one, or take the row out"))
        continue
      }
      let value = known.value(row.value.trimmed, of: row.attribute)
      if scope[row.attribute]?.contains(value) == true {
        faults.append(FieldFault(field + "value", "stands here twice"))
      }
      scope[row.attribute, default: []].append(value)
    }
    return scope
  }

  /// Does what a button says: `add`, `out.1`, `back.1`, `up.1`, `down.1`. What is none of these changes nothing.
  public mutating func edit(_ act: String, calendar: String) {
    let parts = act.split(separator: ".").map(String.init)
    let place = parts.count == 2 ? Int(parts[1]).flatMap { objectives.indices.contains($0) ? $0 : nil } : nil
    switch (parts.first, place) {
    case ("add", nil) where objectives.count < AgreementLimit.objectives:
      guard objectives.reduce(0, { $0 + $1.fields }) < Limit.fields else { return }
      objectives.append(ObjectiveForm(calendar: calendar))
    case ("out", let place?): objectives[place].isOut = true
    case ("back", let place?): objectives[place].isOut = false
    case ("up", let place?) where place > 0: objectives.swapAt(place, place - 1)
    case ("down", let place?) where place + 1 < objectives.count: objectives.swapAt(place, place + 1)
    default: return
    }
  }

  /// The field that a path of an agreement is about: `objectives[0].targets[1].target` is `objectives.0.targets.1.length`.
  public func field(_ path: String) -> String {
    if path.hasPrefix("scope") { return "scope.0.value" }
    // Measured objectives have no field: a name that one of them has is that of an objective.
    if path.hasPrefix("measures") { return "objectives" }
    let plain = path.replacing("[", with: ".").replacing("]", with: "")
    var parts = plain.split(separator: ".").map(String.init)
    guard parts.first == "objectives", parts.count > 1, let number = Int(parts[1]) else { return plain }
    let places = standing.map(\.place)
    guard places.indices.contains(number) else { return "objectives" }
    parts[1] = String(places[number])
    guard parts.count > 2 else { return "objectives.\(parts[1]).name" }
    switch parts[2] {
    case "thresholds": return "objectives.\(parts[1]).rungs." + (parts.count > 3 ? parts[3] : "0") + ".at"
    case "targets" where parts.count > 3:
      let leaf = parts.count > 4 && parts[4] == "when" ? "when" : "length"
      return "objectives.\(parts[1]).targets.\(parts[3]).\(leaf)"
    case "target", "days": return "objectives.\(parts[1]).targets.0.length"
    case "compliance": return "objectives.\(parts[1]).share"
    case "pauseReasons": return "objectives.\(parts[1]).own"
    default: return "objectives.\(parts[1]).\(parts[2])"
    }
  }
}

extension [String] {
  /// In the order of others, and behind them those that are none of these: ticked boxes have an order of their own, which
  /// means nothing.
  func ordered(as others: [String]) -> [String] {
    others.filter(contains) + filter { !others.contains($0) }
  }
}
