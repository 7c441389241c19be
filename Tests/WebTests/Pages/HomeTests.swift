import Components
import Core
import Kernel
import MainstayServer
import Testing

@Suite("Where each role begins, and what its rail holds", .timeLimit(.minutes(10)))
struct HomeTests {
  private static let rails: [(Role, home: String, places: [String])] = [
    (.requester, "/my/tickets", []),
    (.agent, "/queue", ["/queue", "/tickets/new", "/searches", "/rosters", "/escalations", "/services"]),
    (
      .lead, "/shift",
      [
        "/shift", "/queue", "/tickets/new", "/searches", "/rosters", "/escalations", "/service-levels", "/compliance",
        "/disputes", "/services", "/agreements", "/statements", "/ladders", "/foresight",
      ]
    ),
    (
      .manager, "/service-levels",
      [
        "/service-levels", "/compliance", "/disputes", "/exclusions", "/services", "/agreements",
        "/statements", "/calendars", "/offers", "/agreement-findings", "/ladders", "/workbench", "/foresight",
        "/queue",
        "/tickets/new", "/searches", "/rosters", "/escalations", "/journal",
      ]
    ),
    (
      .admin, "/engine",
      [
        "/engine", "/people", "/structure/desk", "/roles", "/words", "/outbox", "/outbox/webhooks", "/journal",
        "/imports", "/directories", "/first-steps", "/queue",
        "/tickets/new", "/service-levels", "/agreements", "/calendars",
      ]
    ),
  ]

  private func somebody(_ role: Role) -> Principal { Principal(id: RecordID("x"), name: "x", role: role) }

  @Test("by the table, in this order", arguments: rails)
  func rail(_ role: Role, home: String, places: [String]) {
    #expect(Place.home(of: somebody(role), among: Wings.places.filter { !$0.isPassing })?.path == home)
    let html = String(decoding: Shell.render(Sample.account, for: Sample.reader(role)), as: UTF8.self)
    guard role != .requester else { return #expect(!html.contains("class=\"rail\"")) }
    let rail = html.split(separator: "<nav aria-label=\"Places\">")[1].split(separator: "</nav>")[0]
    let paths = Tags(String(rail)).values(of: "href").filter { !$0.hasPrefix("/vendor/") }
    #expect(paths == places)
  }

  @Test("exactly one home a role, which its people may open, and no rail offers what they may not")
  func homes() {
    for role in Role.allCases where role != .system {
      let homes = Wings.places.filter { $0.homeOf.contains(role) && !$0.isPassing }
      #expect(homes.count == 1 && homes.allSatisfy { role.has($0.permission) }, "\(role)")
      for place in Wings.places where place.rails.contains(role) {
        #expect(role.has(place.permission), "\(role) \(place.path)")
      }
    }
  }

  @Test("no two places have the same key, and every place that may be used is in the palette", arguments: Role.allCases)
  func keys(_ role: Role) {
    #expect(Set(Wings.places.map(\.key)).count == Wings.places.count)
    let reader = Sample.reader(role)
    #expect(Set(reader.usable) == Set(Wings.places.filter { reader.may($0.permission) }))
    #expect(reader.usable.count == Set(reader.usable).count)
  }

  @Test("what is there for a while comes before the home of after")
  func passing() {
    #expect(Place.home(of: somebody(.admin), among: Wings.places)?.path == "/first-steps")
  }

  @Test("words are looked for where tickets are found, not where one begins")
  func finder() {
    func action(_ role: Role) -> Bool {
      let html = String(decoding: Shell.render(Sample.account, for: Sample.reader(role)), as: UTF8.self)
      return html.split(separator: "id=\"palette\"")[1].contains("action=\"/find\"")
    }
    for role in Role.allCases where role != .system { #expect(action(role), "\(role)") }
  }
}
