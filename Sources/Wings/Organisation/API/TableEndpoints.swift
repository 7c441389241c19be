import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Organisation
import OrganisationUseCases

/// Bringing in people, teams, skills and the rest out of a file.
struct TableEndpoints {
  let app: App
  let reader: TableReader

  var all: [Endpoint] { [upload] }

  private static let verdicts = ["new", "changed", "unchanged", "refused"]

  private static let report = JSONSchema.named(
    "TableReport",
    .object([
      .init("dryRun", .boolean),
      .init(
        "notes",
        JSONSchema.list(.string).says(
          "What was assumed: how letters are written, and which column was taken for which, where they are called otherwise."
        )), .init("new", .count), .init("changed", .count), .init("unchanged", .count),
      .init("refused", .count),
      .init(
        "lines",
        JSONSchema.list(
          .object([
            .init("line", JSONSchema.count.says("Counted from 1, the line of the names among them.")),
            .init("key", .string), .init("verdict", .oneOf(verdicts)),
            .init(
              "changes",
              .list(.object([.init("column", .string), .init("before", .string), .init("after", .string)]))),
            .init(
              "faults", JSONSchema.list(.object([.init("column", .string), .init("message", .string)]))),
            .init("notes", JSONSchema.list(.string).says("What is odd about it and keeps it from nothing.")),
          ])
        ).says("Each row but those that stay as they are and have nothing odd about them.")),
    ]))

  private static func json(_ outcomes: [ImportOutcome], notes: [String], dryRun: Bool) -> JSON {
    let counts = ImportCounts(outcomes)
    return [
      "dryRun": .bool(dryRun), "notes": .array(notes.map(JSON.string)), "new": .integer(Int64(counts[.new])),
      "changed": .integer(Int64(counts[.changed])),
      "unchanged": .integer(Int64(counts[.unchanged])), "refused": .integer(Int64(counts[.refused])),
      "lines": .array(
        outcomes.filter { $0.verdict != .unchanged || !$0.notes.isEmpty }.map { one in
          [
            "line": .integer(Int64(one.line)), "key": .string(one.key),
            "verdict": .string(String(describing: one.verdict)),
            "changes": .array(
              one.changes.map {
                ["column": .string($0.column), "before": .string($0.before), "after": .string($0.after)]
              }),
            "faults": .array(one.faults.map { ["column": .string($0.path), "message": .string($0.message)] }),
            "notes": .array(one.notes.map(JSON.string)),
          ]
        }),
    ]
  }

  private var upload: Endpoint {
    Endpoint(
      .post, "/tables/{what}", feature: "Organisation", id: "importTable",
      "Brings in people, teams, skills or places out of a CSV file",
      description: """
        The body is the file, at most \(ImportTable.sentBytes >> 20) MB and \(ImportTable.mostSent) rows; the \
        first line names the columns, commas, semicolons or tabs stand between. How letters are written is decided from the \
        whole file (UTF-8, UTF-16, Windows-1252) and said in `notes`; where the file does not show it, `encoding` says it. \
        A column that is called otherwise is said by `columns`. A column that is missing leaves things as \
        they are, an empty cell takes away what stood there. With `dryRun` it says what each row would do. A row that \
        is refused keeps no other from coming in; the same file sent again does nothing. People take `people.manage` \
        beside `structure.manage`.
        """,
      access: .permission(.manageStructure),
      parameters: [
        .path("what", .oneOf(ImportSubject.all.map(\.name)), "What the rows are about."),
        .query(
          "encoding", .oneOf(TableEncoding.allCases.map(\.rawValue)), "How letters are written; decided if not said."),
        .query(
          "columns", .line(1...2000),
          "What columns are, with semicolons between: `Full name=display name;Notes=-`, where `-` leaves one out."),
        .query("dryRun", .boolean, "Say what would be done, and write nothing."),
        .query(
          "takesTickets", .boolean,
          "People who are new may read the tickets that there are for their names; rows of such are refused without it."
        ),
      ],
      media: ["text/csv", "application/octet-stream"], bodyBytes: ImportTable.sentBytes,
      responses: [.init(.ok, "What each row did, or would do", TableEndpoints.report)],
      handler: { call in
        let principal = try call.principal
        try principal.require(.manageStructure)
        guard let subject = ImportSubject(call.place("what")) else {
          throw MainstayError.notFound(kind: "table", id: call.place("what"))
        }
        let plain = try reader.plain(call.bytes, call.text("encoding").flatMap(TableEncoding.init))
        let table = try reader.table(plain.text)
        let said = (call.text("columns") ?? "").split(separator: ";").map(String.init)
        let columns = try subject.chosen(said, of: table.columns, at: "columns")
        let notes = plain.notes + subject.matches(of: table.columns, chosen: columns).compactMap(\.words)
        let dryRun = call.flag("dryRun") ?? false
        var outcomes: [ImportOutcome] = []
        try await app.importTable(
          table, as: subject, by: principal, columns: columns, takesTickets: call.flag("takesTickets") ?? false,
          dryRun: dryRun
        ) { outcomes += $0 }
        return .json(TableEndpoints.json(outcomes, notes: notes, dryRun: dryRun))
      })
  }
}
