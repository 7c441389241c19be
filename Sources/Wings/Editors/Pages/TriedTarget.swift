import Components
import Editors
import HTTPSupport
import Kernel

/// A target that was tried on past tickets, on its way into the form that changes its agreement.
struct TriedTarget {
  /// What the address of the form may say.
  static let asks = ["objective", "row", "target", "why"]

  var objective: String
  /// Of the objective's targets, from 1.
  var row: Int
  /// In open time, as people write it: `6 h`.
  var length: String
  /// What past tickets say of it.
  var why: String

  /// Nil of an address that brings none.
  init?(_ call: Call) throws {
    guard let objective = try call.asked("objective"), let length = try call.asked("target") else { return nil }
    (self.objective, self.length) = (objective, length)
    row = try call.asked("row", in: 1...ObjectiveForm.Limit.targets) ?? 1
    why = try call.asked("why") ?? ""
  }

  /// What a draft of the form is kept under, so that it is not mistaken for one of the form as it stands.
  var mark: String { "-\(objective)-\(row)-\(length)" }

  /// Writes the target into the form; what it was, or nil where the form has no such row.
  func set(in form: inout AgreementForm) -> String? {
    guard let place = form.objectives.firstIndex(where: { $0.name == objective && $0.kept.isEmpty }),
      form.objectives[place].targets.indices.contains(row - 1)
    else { return nil }
    let old = form.objectives[place].targets[row - 1].length
    form.objectives[place].targets[row - 1].length = length
    return old
  }

  /// What became of it, for who reads the form.
  func words(old: String?) -> String {
    let target = "The target of \(objective), row \(row),"
    return old.map { "\(target) is set from \($0) to \(length), as you tried it. Nothing is saved yet." }
      ?? "\(target) cannot be set on this page. Change it in a file, or by hand below."
  }
}
