import Components
import Kernel
import MainstayServer
import Testing

@Suite("Every page", .timeLimit(.minutes(10)))
struct PageTests {
  static let names = Gallery.pages.map(\.name)

  private func written(_ name: String, theme: Theme = .system) -> String {
    guard let item = Gallery.pages.first(where: { $0.name == name }) else { return "" }
    return String(decoding: Shell.render(item.page, for: Sample.reader(item.role, theme: theme)), as: UTF8.self)
  }

  @Test("opens and closes its elements in order", arguments: names)
  func isBalanced(_ name: String) {
    #expect(Tags(written(name)).fault == nil)
  }

  @Test("has one title, one main part, one first heading", arguments: names)
  func hasItsFrame(_ name: String) {
    let tags = Tags(written(name))
    #expect(tags.count("h1") == 1)
    #expect(tags.count("main") == 1)
    #expect(tags.count("title") >= 1)
  }

  @Test("uses no id twice, and every label names a control that is there", arguments: names)
  func idsAreUnique(_ name: String) {
    let tags = Tags(written(name))
    let ids = tags.values(of: "id")
    let doubled = Dictionary(grouping: ids, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    #expect(doubled == [])
    #expect(Set(tags.values(of: "for")).subtracting(ids) == [])
    #expect(
      Set(tags.values(of: "aria-describedby").flatMap { $0.split(separator: " ").map(String.init) }).subtracting(ids)
        == [])
  }

  @Test("sends the session's token with every form that changes something", arguments: names)
  func formsCarryTheToken(_ name: String) {
    let tags = Tags(written(name))
    #expect(
      tags.values(of: "method").filter { $0 == "post" }.count == tags.values(of: "name").filter { $0 == "csrf" }.count)
  }

  @Test("has neither inline script nor inline style", arguments: names)
  func obeysThePolicy(_ name: String) {
    let tags = Tags(written(name))
    #expect(tags.count("style") == 0)
    #expect(tags.attributeNames.filter { $0 == "style" || $0.hasPrefix("on") } == [])
    #expect(tags.count("script") == tags.values(of: "src").count)
  }

  @Test("tells each key that does something, and none that does not", arguments: names)
  func keysAreTrue(_ name: String) throws {
    let item = try #require(Gallery.pages.first { $0.name == name })
    let tags = Tags(written(name))
    let carried = tags.values(of: "data-key").flatMap { $0.split(separator: " ").map(String.init) }
    let hints = item.page.keys
    func keys(_ act: KeyAct) -> Set<String> { Set(hints.filter { $0.act == act }.flatMap(\.keys)) }
    // A field for the ticked carries the key of the act that it stands in for.
    #expect(Set(carried).subtracting(keys(.form)) == keys(.use))
    let bound = hints.filter { $0.act != nil }.flatMap(\.keys)
    #expect(Set(bound).count == bound.count, "one key, one act")
    let hasSearch = tags.attributeNames.contains("data-search")
    #expect(hasSearch == hints.contains(.search))
    let hasRows = tags.attributeNames.contains("data-list") && tags.attributeNames.contains("data-row")
    #expect(hasRows == !keys(.next).isEmpty)
  }

  @Test("shows the theme that its reader chose")
  func theme() {
    #expect(written("queue", theme: .dark).contains("<html lang=\"en\" data-theme=\"dark\">"))
    #expect(written("queue").contains("<html lang=\"en\">"))
  }

  @Test(
    "the queue has a head for each cell of a row, whichever columns are chosen",
    arguments: ["queue", "queue-few-columns"])
  func columnsMatch(_ name: String) {
    let text = written(name)
    let cells = text.split(separator: "<tr id=\"row-").dropFirst().map { row in
      Tags(String(row.split(separator: "</tr>")[0])).count("td")
    }
    let head = text.split(separator: "<thead>").dropFirst().first?.split(separator: "</thead>").first ?? ""
    #expect(cells == Array(repeating: Tags(String(head)).count("th"), count: cells.count))
    #expect(cells.count == Sample.rows.count)
  }

  @Test("leads only to places of use to the role", arguments: Role.allCases.filter { $0 != .system })
  func placesByRole(_ role: Role) {
    let html = String(decoding: Shell.render(Sample.account, for: Sample.reader(role)), as: UTF8.self)
    let reader = Sample.reader(role)
    for place in Wings.places where place.inBar == nil {
      #expect(html.contains("href=\"\(place.path)\"") == reader.may(place.permission), "\(role) \(place)")
    }
  }

  @Test("what came from outside stays text")
  func escapes() {
    #expect(written("queue").contains("Payroll export &lt;fails&gt; with \"timeout\" &amp; no message"))
    #expect(written("new-ticket").contains("It &lt;broke&gt;"))
  }

  @Test("a refused form keeps what was typed, names its faults beside their fields and leads to them")
  func faults() {
    let html = written("new-ticket")
    #expect(html.contains("<a href=\"#f-title\">"))
    #expect(html.contains("aria-invalid=\"true\""))
    #expect(html.contains("Say in a few words what it is about."))
  }

  @Test("a conflict shows what changed and keeps what was typed")
  func conflict() {
    let html = written("ticket-conflict")
    #expect(html.contains("This ticket changed while you were writing"))
    #expect(html.contains("gave it to team network"))
    #expect(html.contains(">Replaced the power supply.</textarea>"))
  }
}
