import BusinessTime
import Components
import HTTPSupport
import Kernel

/// Fields of duty's forms, read one after the other so that all faults are said at once.
final class DutyFields {
  private let form: Form
  private let zone: ZoneRules
  /// Who works here; nobody where they are too many to choose from.
  private let staff: [Choice]
  private(set) var faults: [FieldFault] = []

  init(_ form: Form, _ zone: ZoneRules, _ staff: [Choice]) { (self.form, self.zone, self.staff) = (form, zone, staff) }

  private func noting<Value>(_ read: () throws(MainstayError) -> Value?) -> Value? {
    do throws(MainstayError) { return try read() } catch {
      guard case .invalid(let found) = error else { return nil }
      faults += found
      return nil
    }
  }

  /// The sign-in name of who is meant by a name or a part of it; what was typed where nobody fits, of which the use case
  /// says more.
  func person(_ name: String) -> String {
    noting { () throws(MainstayError) in try signIn(form.said(name), name) } ?? ""
  }

  private func signIn(_ text: String?, _ path: String) throws(MainstayError) -> String {
    guard let text else { throw .field(path, "is missing; write a name, or a part of it") }
    return try DutyFields.signIn(text, among: staff, at: path)
  }

  /// As above, nil where nothing is typed.
  func somebody(_ name: String) -> String? { form.said(name) == nil ? nil : person(name) }

  func moment(_ name: String, optional: Bool = false) -> Instant? {
    noting { () throws(MainstayError) in
      guard let instant = try DutyTime.read(form.said(name), at: name, in: zone) else {
        if optional { return nil }
        throw .field(name, "is missing")
      }
      return instant
    }
  }

  /// - Throws: `invalid` with all faults; `value` is there where there are none.
  func complete<Value>(_ value: Value?) throws(MainstayError) -> Value {
    guard let value, faults.isEmpty else { throw .invalid(faults) }
    return value
  }

  /// The sign-in name that is meant; what was typed where nobody fits.
  ///
  /// - Throws: `invalid` at `path` where several fit.
  static func signIn(_ text: String, among staff: [Choice], at path: String) throws(MainstayError) -> String {
    Combobox.fitting(text, among: staff).isEmpty ? text : try Combobox.choose(text, among: staff, at: path)
  }
}
