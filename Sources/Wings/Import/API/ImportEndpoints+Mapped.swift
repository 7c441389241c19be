import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Logging

extension ImportEndpoints {
  /// A file of any tool for which a mapping comes with the product.
  var uploadMapped: Endpoint {
    Endpoint(
      .post, "/imports/csv", feature: "Import", id: "importCSV",
      "Imports the tickets of another tool: CSV, read by a mapping that comes with the product",
      description: """
        As for `/imports/servicenow`, with the columns and words of another tool. The zone may be left out where each time \
        of the file has an offset; where it is needed and missing the answer is 422 and nothing is begun. Mappings of \
        your own go through the page and `mainstay import csv`.
        """,
      access: .permission(.importHistory),
      parameters: [
        .query(
          "mapping", JSONSchema.line(1...100).says("One of \(reader.shipped.map(\.name).joined(separator: ", "))."),
          "What the columns and words mean.", required: true),
        .query(
          "zone", JSONSchema.line(1...100).says("An IANA zone.", example: "Europe/Lisbon"),
          "The time zone of times without an offset."),
      ] + ImportEndpoints.parameters, media: ImportEndpoints.media, bodyBytes: ImportLimits.uploaded,
      responses: ImportEndpoints.taken,
      handler: { call in try await take(call, .shipped(call.text("mapping") ?? ""), named: "a list of tickets") })
  }

  /// Looks at an uploaded file, or begins to import it.
  func take(_ call: Call, _ mapping: HistoryFile.Mapping, named name: String) async throws -> Answer {
    // Reading files is work, so those who may not import are refused first.
    let principal = try call.principal
    try principal.require(.importHistory)
    let upload = try await reader(
      HistoryFile(
        call.bytes, name: call.text("name") ?? name, zone: call.text("zone") ?? "",
        dates: call.text("dates").flatMap(DateOrder.init), mapping: mapping))
    if call.flag("dryRun") == true {
      let report = try await app.importHistories(upload.identity, from: try upload.open(), as: principal, dryRun: true)
      return .json(report.json)
    }
    let logger = call.logger
    let run = try await imports.begin(upload, as: principal, again: call.flag("again") ?? false) { error in
      logger.warning("an import stopped", metadata: ["error": "\(error)", "digest": "\(upload.identity.digest)"])
    }
    guard !run.isFinished else {
      return .json(ImportReport(finishedBefore: try await app.ask(ShowImport(run.id), as: principal)).json)
    }
    return Answer.json(.object(members(run)), status: .accepted).header(.location, ImportEndpoints.url(run.id))
  }
}
