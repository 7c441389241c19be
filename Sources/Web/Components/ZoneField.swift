import BusinessTime
import Kernel
import Markup

extension Choice {
  /// A zone by its name, found by its city too: `America/New_York`, New York.
  public static func zone(_ name: String) -> Choice {
    Choice(name, Words.plain(String(name.split(separator: "/").last ?? "")))
  }
}

extension HTML {
  /// A time zone, found by its city.
  public func zoneField(
    _ name: String, _ label: String, _ state: FormState, _ zones: [String], optional: Bool = false,
    autofocus: Bool = false
  ) {
    combobox(
      name, label, zones.map(Choice.zone), state, hint: "A city, like Berlin or New York, or the zone's whole name.",
      optional: optional, limit: 64, autofocus: autofocus)
  }
}

extension Pages {
  /// The zone that a form names by a city or in full; empty where it names none.
  ///
  /// - Throws: `invalid` at `path` where no zone or several fit.
  package func zone(_ text: String?, at path: String) throws(MainstayError) -> String {
    guard let text, !text.isEmpty else { return "" }
    if (try? zones.rules(for: text)) != nil { return text }
    return try Combobox.choose(text, among: zones.names.map(Choice.zone), at: path)
  }
}
