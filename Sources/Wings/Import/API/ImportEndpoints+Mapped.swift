import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Logging

extension ImportEndpoints {
  /// A file of any tool, read by a mapping that comes with the product or with the file.
  var uploadMapped: Endpoint {
    Endpoint(
      .post, "/imports/csv", feature: "Import", id: "importCSV",
      "Imports the tickets of another tool: CSV, read by a mapping",
      description: """
        As for `/imports/servicenow`, with the columns and words of another tool. A mapping that comes with the product \
        is named by `mapping`; one of your own is sent with the file, as the parts `file` and `mapping` of \
        multipart/form-data. The zone may be left out where each time of the file has an offset, or the mapping says it; \
        where it is needed and missing the answer is 422 and nothing is begun.
        """,
      access: .permission(.importHistory),
      parameters: [
        .query(
          "mapping", JSONSchema.line(1...100).says("One of \(reader.shipped.map(\.name).joined(separator: ", "))."),
          "What the columns and words mean, where no mapping of your own is sent."),
        .query(
          "zone", JSONSchema.line(1...100).says("An IANA zone.", example: "Europe/Lisbon"),
          "The time zone of times without an offset."),
      ] + ImportEndpoints.parameters, media: ImportEndpoints.media + [Call.multipart], bodyBytes: ImportLimits.uploaded,
      responses: ImportEndpoints.taken, handler: takeMapped)
  }

  @Sendable private func takeMapped(_ call: Call) async throws -> Answer {
    // Those who may not import are refused before a form is read.
    try call.principal.require(.importHistory)
    let (named, name) = (call.text("mapping"), "a list of tickets")
    guard call.mediaType == Call.multipart else {
      guard let named else {
        throw MainstayError.field(
          "mapping", "must be named, or sent with the file: as the parts file and mapping of \(Call.multipart)")
      }
      return try await take(call, call.bytes, .shipped(named), named: name)
    }
    let parts = try call.fileForm().files
    guard let file = parts["file"] else {
      throw MainstayError.field("file", "is missing: a part of this name, with the file")
    }
    switch (named, parts["mapping"]) {
    case (_?, _?): throw MainstayError.field("mapping", "is named and sent as well; leave out one of them")
    case (nil, nil): throw MainstayError.field("mapping", "is missing: a part of this name, with its file")
    case (let named?, nil): return try await take(call, Array(file.bytes), .shipped(named), named: name)
    case (nil, let own?): return try await take(call, Array(file.bytes), .own(Array(own.bytes)), named: name)
    }
  }

  /// Looks at an uploaded file, or begins to import it.
  func take(
    _ call: Call, _ bytes: [UInt8], _ mapping: HistoryFile.Mapping, named name: String
  ) async throws -> Answer {
    // Reading files is work, so those who may not import are refused first.
    let principal = try call.principal
    try principal.require(.importHistory)
    let upload = try await reader(
      HistoryFile(
        bytes, name: call.text("name") ?? name, zone: call.text("zone") ?? "",
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
    return Answer.json(.object(members(imports.watch(run))), status: .accepted).header(
      .location, ImportEndpoints.url(run.id))
  }
}
