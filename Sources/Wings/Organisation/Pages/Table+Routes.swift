import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Organisation
import OrganisationUseCases
import PeoplePages
import PeopleUseCases

/// Bringing in a file: what it would do first, and then doing it.
struct TableRoutes: Sendable {
  let pages: Pages
  let reader: TableReader

  /// Bytes of a form with a file in it: the fields beside it are few. A text in a form takes up to three bytes for one.
  private static let formBytes = 3 * ImportTable.sentBytes + (64 << 10)

  var all: [Route] {
    [
      .page("/structure/import", .permission(.manageStructure), feature: "Organisation", asks: ["what"]) { call in
        pages.answer(TablePage(form: FormState(["what": try call.asked("what") ?? "people"])), call)
      },
      .form(
        "/structure/import", .permission(.manageStructure), feature: "Organisation", bodyBytes: TableRoutes.formBytes,
        handler: look),
      .form(
        "/structure/import/do", .permission(.manageStructure), feature: "Organisation",
        bodyBytes: TableRoutes.formBytes, handler: bring),
      .form(
        "/structure/import/links", .permission(.managePeople), feature: "Organisation",
        bodyBytes: TableRoutes.formBytes, handler: links),
    ]
  }

  private func subject(_ form: Form) throws -> ImportSubject {
    guard let subject = ImportSubject(form.said("what") ?? "") else {
      throw MainstayError.field("what", "is one of \(ImportSubject.all.map(\.name).joined(separator: ", "))")
    }
    return subject
  }

  /// Says what a file would do; nothing is written. Where it does not say what its columns are, somebody is asked.
  @Sendable private func look(_ call: Call) async throws -> Answer {
    let sent = try call.fileForm()
    do {
      let file = try SentTable(try subject(sent.fields), try read(sent), sent.fields)
      return try await review(call, file)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return pages.answer(
        TablePage(form: FormState(sent.fields, faults: faults.map(TableRoutes.onFile))), call,
        status: .unprocessableContent)
    }
  }

  /// The text of the file, or of one that was sent before and comes again as a text.
  private func read(_ sent: FileForm) throws -> (plain: PlainTable, name: String) {
    if let text = sent.fields["text"] {
      let notes = (sent.fields["notes"] ?? "").split(separator: "\n").map(String.init)
      return (PlainTable(text: Array(text.utf8), notes: notes), sent.fields.said("name") ?? "")
    }
    guard let file = sent.files["file"], !file.bytes.isEmpty else {
      throw MainstayError.field("file", "choose a file that is not empty")
    }
    guard file.bytes.count <= ImportTable.sentBytes else {
      throw MainstayError.field(
        "file",
        "has more than \(ImportTable.sentBytes >> 20) MB; bring it in with mainstay people import or mainstay structure import"
      )
    }
    let encoding = try sent.fields.said("encoding", oneOf: TableEncoding.self)
    let plain = try reader.plain(Array(file.bytes), encoding)
    // It goes back with the page and comes again as a text, which holds letters alone.
    guard String(validating: plain.text, as: UTF8.self) != nil else {
      throw MainstayError.field("file", TableRoutes.badBytes(plain.text[...], encoding))
    }
    return (plain, String(file.name.prefix(200)))
  }

  private func review(_ call: Call, _ file: SentTable, faults: [FieldFault] = []) async throws -> Answer {
    let table = try reader.table(file.plain.text)
    let matches = file.subject.matches(of: table.columns, chosen: file.columns)
    let open = file.subject.faults(of: matches)
    if !open.isEmpty || file.asksColumns {
      let page = TableColumnsPage(
        file, matches, samples: table.rows.first?.cells ?? [],
        form: FormState(file.columnFields, faults: file.asksColumns && open.isEmpty ? [] : open))
      return pages.answer(page, call, status: open.isEmpty ? .ok : .unprocessableContent)
    }
    var outcomes: [ImportOutcome] = []
    try await pages.app.importTable(
      table, as: file.subject, by: call.principal, columns: file.columns, takesTickets: file.takesTickets, dryRun: true
    ) { outcomes += $0 }
    var page = TableReviewPage(file.subject, outcomes, name: file.name, isDone: false)
    page.file = file
    page.notes = file.plain.notes + matches.compactMap(\.words).map { $0 + "." }
    if file.subject == .people { page.needsProof = try await pages.needsProof(call) }
    page.form = FormState([:], faults: faults)
    return pages.answer(page, call, status: faults.isEmpty ? .ok : .unprocessableContent)
  }

  @Sendable private func bring(_ call: Call) async throws -> Answer {
    let sent = try call.fileForm()
    let form = sent.fields
    let file = try SentTable(try subject(form), try read(sent), form)
    do {
      try await pages.proveIfAsked(form, call)
      var outcomes: [ImportOutcome] = []
      try await pages.app.importTable(
        reader.table(file.plain.text), as: file.subject, by: call.principal, columns: file.columns,
        takesTickets: file.takesTickets, dryRun: false
      ) { outcomes += $0 }
      var page = TableReviewPage(file.subject, outcomes, name: file.name, isDone: true)
      page.needsProof = try await pages.needsProof(call)
      return pages.answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return try await review(call, file, faults: faults)
    }
  }

  /// Makes links for people who were brought in, and shows them once.
  @Sendable private func links(_ call: Call) async throws -> Answer {
    let form = try call.fileForm().fields
    let names = (form["names"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    do {
      try await pages.proveIfAsked(form, call)
      guard let links = try await pages.firstTime(MakeSignInLinks(for: names), call, form) else {
        let words = "These links were made before and shown then. New ones are made on each person's page."
        return pages.done(call, Place.people.path, words, tone: .warn)
      }
      return pages.answer(
        SignInLinksPage(
          links: links.map { SignInLinkLine($0, call) }, next: Crumb("Show the people", Place.people.path)), call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return pages.answer(
        TableLinksPage(
          names: names, needsProof: try await pages.needsProof(call), form: FormState([:], faults: faults)), call,
        status: .unprocessableContent)
    }
  }

  /// Faults of lines and columns of the head stand at the file.
  private static func onFile(_ fault: FieldFault) -> FieldFault {
    ["what", "file", "encoding", ""].contains(fault.path)
      ? fault : FieldFault("file", "\(fault.path): \(fault.message)")
  }

  /// Where a text holds bytes that are no letter, by its line.
  private static func badBytes(_ bytes: ArraySlice<UInt8>, _ encoding: TableEncoding?) -> String {
    let what = "is not \((encoding ?? .utf8).words)"
    for (index, line) in bytes.split(separator: 0x0a, omittingEmptySubsequences: false).enumerated()
    where String(validating: line, as: UTF8.self) == nil {
      return "line \(index + 1) \(what); save the file as \u{201c}CSV UTF-8\u{201d} and send that"
    }
    return "\(what); save it as \u{201c}CSV UTF-8\u{201d} and send that"
  }
}
