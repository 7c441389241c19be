import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Organisation
import OrganisationPages
import OrganisationUseCases
import Services
import ServicesUseCases

/// Bringing in records out of a file: what it would do first, and then doing it.
struct OutageFileRoutes: Sendable {
  let pages: Pages
  let reader: TableReader

  /// Bytes of a form with a file in it. A text in a form takes up to three bytes for one.
  private static let formBytes = 3 * ImportTable.sentBytes + (64 << 10)

  var all: [Route] {
    [
      .page("/outages/import", .permission(.recordOutages), feature: "Services") { call in
        pages.answer(OutageFilePage(form: FormState()), call)
      },
      .form(
        "/outages/import", .permission(.recordOutages), feature: "Services", bodyBytes: OutageFileRoutes.formBytes,
        handler: look),
      .form(
        "/outages/import/do", .permission(.recordOutages), feature: "Services", bodyBytes: OutageFileRoutes.formBytes,
        handler: bring),
    ]
  }

  /// Says what a file would do; nothing is written. Where it does not say what its columns are, somebody is asked.
  @Sendable private func look(_ call: Call) async throws -> Answer {
    let sent = try call.fileForm()
    do {
      let file = try read(sent)
      let table = try reader.table(file.plain.text)
      let matches = OutageTable.table.matches(of: table.columns, chosen: file.columns)
      let open = OutageTable.table.faults(of: matches)
      if !open.isEmpty || sent.fields.said("ask") == "columns" {
        let page = OutageColumnsPage(
          file, matches, samples: table.rows.first?.cells ?? [],
          form: FormState(SentTable.fields(file.columns), faults: open))
        return pages.answer(page, call, status: open.isEmpty ? .ok : .unprocessableContent)
      }
      var page = OutageReviewPage(try await outcomes(file, table, call, dryRun: true), name: file.name, isDone: false)
      page.file = file
      page.notes = file.plain.notes + matches.compactMap(\.words).map { $0 + "." }
      return pages.answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return pages.answer(
        OutageFilePage(form: FormState(sent.fields, faults: faults.map(OutageFileRoutes.onFile))), call,
        status: .unprocessableContent)
    }
  }

  /// The file, or one that was sent before and comes again as a text.
  private func read(_ sent: FileForm) throws -> SentOutages {
    let (isNew, columns) = (sent.fields["new"] == "yes", SentTable.columns(sent.fields))
    if let text = sent.fields["text"] {
      let notes = (sent.fields["notes"] ?? "").split(separator: "\n").map(String.init)
      return SentOutages(
        PlainTable(text: Array(text.utf8), notes: notes), name: sent.fields.said("name") ?? "", columns: columns,
        isNewService: isNew)
    }
    guard let file = sent.files["file"], !file.bytes.isEmpty else {
      throw MainstayError.field("file", "choose a file that is not empty")
    }
    guard file.bytes.count <= ImportTable.sentBytes else {
      throw MainstayError.field(
        "file", "has more than \(ImportTable.sentBytes >> 20) MB; bring it in with mainstay outage import")
    }
    let encoding = try sent.fields.said("encoding", oneOf: TableEncoding.self)
    let plain = try reader.plain(Array(file.bytes), encoding)
    // It goes back with the page and comes again as a text, which holds letters alone.
    guard String(validating: plain.text, as: UTF8.self) != nil else {
      throw MainstayError.field(
        "file", "is not \((encoding ?? .utf8).words); save it as \u{201c}CSV UTF-8\u{201d} and send that")
    }
    return SentOutages(plain, name: String(file.name.prefix(100)), columns: columns, isNewService: isNew)
  }

  @Sendable private func bring(_ call: Call) async throws -> Answer {
    let file = try read(try call.fileForm())
    let outcomes = try await outcomes(file, try reader.table(file.plain.text), call, dryRun: false)
    return pages.answer(OutageReviewPage(outcomes, name: file.name, isDone: true), call)
  }

  private func outcomes(
    _ file: SentOutages, _ table: ImportTable, _ call: Call, dryRun: Bool
  ) async throws -> [ImportOutcome] {
    var outcomes: [ImportOutcome] = []
    try await pages.app.importOutages(
      table, source: file.name.isEmpty ? "file" : file.name, columns: file.columns, isNewService: file.isNewService,
      by: call.principal, dryRun: dryRun
    ) { outcomes += $0 }
    return outcomes
  }

  /// Faults of lines and columns of the head stand at the file.
  private static func onFile(_ fault: FieldFault) -> FieldFault {
    ["file", "encoding", ""].contains(fault.path) ? fault : FieldFault("file", "\(fault.path): \(fault.message)")
  }
}
