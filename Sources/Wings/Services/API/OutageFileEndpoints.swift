import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Organisation
import OrganisationUseCases
import Services
import ServicesUseCases

/// Bringing in outages out of a file.
struct OutageFileEndpoints {
  let app: App
  let reader: TableReader

  var all: [Endpoint] { [upload] }

  private static let report = JSONSchema.named(
    "OutageTableReport",
    .object([
      .init("dryRun", .boolean),
      .init(
        "notes",
        JSONSchema.list(.string).says(
          "What was assumed: how letters are written, and which column was taken for which, where they are called otherwise."
        )), .init("new", .count), .init("unchanged", .count), .init("refused", .count),
      .init(
        "lines",
        JSONSchema.list(
          .object([
            .init("line", JSONSchema.count.says("Counted from 1, the line of the names among them.")),
            .init("verdict", .oneOf(["new", "refused"])),
            .init("faults", .list(.object([.init("column", .string), .init("message", .string)]))),
          ])
        ).says("Each row but those that are recorded already.")),
    ]))

  private var upload: Endpoint {
    Endpoint(
      .post, "/outages/table", feature: "Services", id: "importOutages", "Brings in outages out of a CSV file",
      description: """
        The body is the file, at most \(ImportTable.sentBytes >> 20) MB and \(ImportTable.mostSent) rows; the first line \
        names the columns: \(OutageTable.columns.joined(separator: ", ")). How letters are written is decided from the \
        whole file (UTF-8, UTF-16, Windows-1252) and said in `notes`; where the file does not show it, `encoding` says it. \
        A column that is called otherwise is said by `columns`. With `dryRun` it says what each row would do. A row that is \
        refused keeps no other from coming in, and one that would make a stated period better is refused: record it by \
        itself. The same file sent again does nothing.
        """,
      access: .permission(.recordOutages),
      parameters: [
        .query(
          "encoding", .oneOf(TableEncoding.allCases.map(\.rawValue)), "How letters are written; decided if not said."),
        .query(
          "columns", .line(1...2000),
          "What columns are, with semicolons between: `Started=from;Remarks=-`, where `-` leaves one out."),
        .query("dryRun", .boolean, "Say what would be done, and write nothing."),
        .query("newServices", .boolean, "Rows may name services of which nothing is known yet."),
        .query("source", .within(.label), "Who says so where the file does not; `file` if not said."),
      ],
      media: ["text/csv", "application/octet-stream"], bodyBytes: ImportTable.sentBytes,
      responses: [.init(.ok, "What each row did, or would do", OutageFileEndpoints.report)],
      handler: { call in
        let principal = try call.principal
        try principal.require(.recordOutages)
        let dryRun = call.flag("dryRun") ?? false
        let plain = try reader.plain(call.bytes, call.text("encoding").flatMap(TableEncoding.init))
        let table = try reader.table(plain.text)
        let said = (call.text("columns") ?? "").split(separator: ";").map(String.init)
        let columns = try OutageTable.table.chosen(said, of: table.columns, at: "columns")
        let notes = plain.notes + OutageTable.table.matches(of: table.columns, chosen: columns).compactMap(\.words)
        var outcomes: [ImportOutcome] = []
        try await app.importOutages(
          table, source: call.text("source") ?? "file", columns: columns,
          isNewService: call.flag("newServices") ?? false,
          by: principal, dryRun: dryRun
        ) { outcomes += $0 }
        let counts = ImportCounts(outcomes)
        return .json([
          "dryRun": .bool(dryRun), "notes": .array(notes.map(JSON.string)), "new": .integer(Int64(counts[.new])),
          "unchanged": .integer(Int64(counts[.unchanged])),
          "refused": .integer(Int64(counts[.refused])),
          "lines": .array(
            outcomes.filter { $0.verdict != .unchanged }.map { one in
              [
                "line": .integer(Int64(one.line)), "verdict": one.verdict == .refused ? "refused" : "new",
                "faults": .array(one.faults.map { ["column": .string($0.path), "message": .string($0.message)] }),
              ]
            }),
        ])
      })
  }
}
