import Components
import Kernel
import Organisation
import OrganisationPages
import OrganisationUseCases

extension Sample {
  private static func outcome(
    _ line: Int, _ key: String, _ verdict: ImportOutcome.Verdict, _ changes: [ImportOutcome.Change] = [],
    _ faults: [FieldFault] = []
  ) -> ImportOutcome {
    var row = ImportLine(line: line)
    row.key = key
    return ImportOutcome(row, verdict, changes: changes, faults: faults)
  }

  private static let tableFile = SentTable(
    .people, PlainTable(text: Array("name,display name\nvera,\"Vera <b>Klein</b>\"\n".utf8)), name: "staff.csv")

  static let tableColumns = TableColumnsPage(
    tableFile, ImportSubject.people.matches(of: ["Login", "Name", "Phone <1>", ""]),
    samples: ["vera", "Vera <b>Klein</b>", "+49 40 1"],
    form: FormState(faults: [FieldFault("line 1, column 3", "Phone <1> is none of these")]))

  static let tableReview: TableReviewPage = {
    var page = TableReviewPage(
      .people,
      [
        outcome(2, "vera", .new, [.init("display name", "", "Vera <b>Klein</b>"), .init("teams", "", "network")]),
        outcome(3, "kim", .changed, [.init("email", "k@x.example", ""), .init("site", "lyon", "hamburg")]),
        outcome(4, "nat", .unchanged),
        outcome(5, "", .refused, [], [FieldFault("name", "is missing"), FieldFault("", "has 9 cells")]),
      ], name: "staff.csv", isDone: false)
    page.file = tableFile
    page.notes = ["Full name is read as display name."]
    page.needsProof = true
    return page
  }()
}

extension Gallery {
  static let organisation: [(name: String, page: any Page, role: Role)] = [
    (
      "table",
      TablePage(
        form: FormState(["what": "skills"], faults: [FieldFault("file", "line 1, column 2: odd is none of key")])),
      .admin
    ),
    ("table-review", Sample.tableReview, .admin),
    ("table-columns", Sample.tableColumns, .admin),
    ("table-links", TableLinksPage(names: ["vera", "one"], needsProof: true), .admin),
    ("table-done", TableReviewPage(.structure(.site), [], name: "", isDone: true), .admin),
  ]
}
