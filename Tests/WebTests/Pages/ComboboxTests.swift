import Components
import Kernel
import Testing

@Suite("A choice that is typed", .timeLimit(.minutes(10)))
struct ComboboxTests {
  private static let zones = [
    Choice("America/New_York", "New York"), Choice("America/Sao_Paulo", "S\u{e3}o Paulo"),
    Choice("America/Argentina/Buenos_Aires", "Buenos Aires"), Choice("America/Indiana/Knox", "Knox"),
    Choice("Europe/Berlin", "Berlin"), Choice("Europe/Busingen", "Busingen"), Choice("UTC", "UTC"),
  ]

  @Test(
    "is found by its value, its title, or what begins a word of it, whatever the case and the marks",
    arguments: [
      ("Europe/Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("BERL", "Europe/Berlin"),
      ("new york", "America/New_York"), ("new yo", "America/New_York"), ("york", "America/New_York"),
      ("sao paulo", "America/Sao_Paulo"), ("S\u{e3}o", "America/Sao_Paulo"),
      ("Sa\u{303}o Paulo", "America/Sao_Paulo"), ("utc", "UTC"), ("buenos", "America/Argentina/Buenos_Aires"),
      ("argentina/buenos_aires", "America/Argentina/Buenos_Aires"),
    ])
  func found(_ text: String, _ value: String) throws {
    #expect(try Combobox.choose(text, among: Self.zones, at: "zone") == value)
  }

  @Test(
    "is refused with those that fit where several do, and where none does",
    arguments: [
      (
        "america",
        "America/New_York, America/Sao_Paulo, America/Argentina/Buenos_Aires, America/Indiana/Knox; write which"
      ),
      ("europe", "Europe/Berlin, Europe/Busingen; write which"), ("erlin", "none of the 7"), ("  ", "is missing"),
      ("paulo sao", "none of the 7"), ("\u{1f600}", "is missing"),
    ])
  func refused(_ text: String, _ why: String) {
    let found = #expect(throws: MainstayError.self) { try Combobox.choose(text, among: Self.zones, at: "zone") }
    guard case .invalid(let faults)? = found else {
      Issue.record("\(text)")
      return
    }
    #expect(faults.map(\.path) == ["zone"] && faults[0].message.contains(why), "\(faults)")
  }
}
