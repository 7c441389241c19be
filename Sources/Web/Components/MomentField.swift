import Kernel
import Markup

extension HTML {
  /// A time in the reader's own words. What was understood of it is said back below, with zone and UTC, before anything
  /// rests on it; without words there is nothing below.
  ///
  /// `isAhead`: the examples are times to come.
  ///
  /// The form that is sent is read by `SaidMoment.read`, and what follows from it carries the instant, so that
  /// `tomorrow` means the same a day later.
  public func momentField(
    _ name: String, _ label: String, _ state: FormState, for reader: Reader, optional: Bool = false,
    isAhead: Bool = false, id: String? = nil
  ) {
    let hint = "In \(reader.zone.name), \(isAhead ? SaidMomentReader.exampleAhead : SaidMomentReader.example)."
    let id = id ?? Forms.id(name)
    field(name, label, state, hint: hint, optional: optional, id: id) { tied in
      void(
        "input",
        tied + [
          .type("text"), .value(state[name]), .autocomplete("off"), .maxlength(SaidMoment.longest),
          Attribute("spellcheck", "false"),
        ])
    }
    guard !state[name].isEmpty, state.faults(of: name).isEmpty,
      let said = try? SaidMoment.read(state[name], now: reader.now, in: reader.zone)
    else { return }
    p(.class("said-back")) {
      text("Understood as ")
      element("output", [.for(id)]) { text(said.words(for: reader)) }
      text(".")
    }
  }
}

extension SaidMoment {
  /// What stands in a form's field as an instant; nil where nothing stands there, or what does is a fault, which is
  /// added by the field's name.
  public static func read(
    _ text: String?, _ name: String, faults: inout [FieldFault], now: Instant, in zone: ReaderZone,
    isAhead: Bool = false
  ) -> Instant? {
    guard let text else { return nil }
    do throws(Unclear) {
      return try read(text, now: now, in: zone, isAhead: isAhead).at
    } catch {
      faults.append(FieldFault(name, error.message))
      return nil
    }
  }
}
