import Components
import Kernel
import SearchesPages

extension Sample {
  static let searches = SearchesPage(
    rows: [
      .init(
        id: "0199a", name: "Mine <today>", query: "is:open assignee:me due:<2h",
        saver: PersonName("kim", display: "Kim Berg"), found: .tickets("4"), mayChange: true),
      .init(
        id: "0199b", name: "Big ones", query: "priority:P1", team: "Network",
        saver: PersonName("lee", display: "Lee Wong"), found: .tickets("more than 1,000"), mayChange: false),
      .init(
        id: "0199c", name: "Printers", query: "printer", team: "Network", saver: "gone", found: .uncounted,
        mayChange: true),
      .init(
        id: "0199d", name: "Former team", query: "team:none", team: "none", saver: "gone",
        found: .nothing("team:none: no team is called none"), mayChange: true),
    ], pager: Pager(shows: "4 searches on this page", next: "/searches?after=x"),
    teams: [Choice("network", "Network")],
    form: FormState(["name": "", "query": "is:odd"], faults: [FieldFault("query", "is:odd: is none of open, closed")]),
    unreadable: ["saved_search 0199e, version: it is text, and should be an integer"])
}

extension Gallery {
  static let searches: [(name: String, page: any Page, role: Role)] = [
    ("searches", Sample.searches, .agent),
    ("searches-empty", SearchesPage(rows: [], pager: Pager(shows: ""), teams: []), .manager),
    (
      "search",
      SearchPage(
        id: "0199b", name: "Big ones", team: "Network", version: 2,
        form: FormState(["name": "", "query": "priority:P1"], faults: [FieldFault("name", "must not be empty")])),
      .agent
    ),
  ]
}
