import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Logging
import Markup

/// The pages of imports, with what carries them on.
struct ImportRoutes: Sendable {
  let pages: Pages
  let imports: BackgroundImports
  let reader: HistoryReader
  /// Logs that were looked at.
  let held = HeldLogs()

  private var app: App { pages.app }

  /// Bytes of a form with a log in it: the fields beside it are few.
  private static let formBytes = ImportLimits.uploaded + (64 << 10)

  var all: [Route] {
    [
      .page("/imports", .permission(.importHistory), feature: "Import") { call in
        pages.answer(try await page(call, FormState(["zone": pages.reader(call).zone.name])), call)
      },
      .form(
        "/imports", .permission(.importHistory), feature: "Import", bodyBytes: ImportRoutes.formBytes, handler: look),
      .form("/imports/begin", .permission(.importHistory), feature: "Import", handler: begin),
      .page("/imports/{import}", .permission(.importHistory), feature: "Import", handler: show),
      .form("/imports/{import}/stop", .permission(.importHistory), feature: "Import", handler: stop),
    ]
  }

  private static func path(_ run: RecordID) -> String { Place.imports.path + "/" + Address.encoded(run.text) }

  private func page(_ call: Call, _ form: FormState) async throws -> ImportsPage {
    let principal = try call.principal
    let rows = try await imports.list(as: principal).map { ImportsPage.Row($0, path: ImportRoutes.path($0.run.id)) }
    return ImportsPage(form: form, zones: pages.zones.names, tools: reader.shipped, rows: rows)
  }

  /// Reads a log and says what it would bring in; nothing is written.
  @Sendable private func look(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let sent = try call.fileForm()
    do {
      guard let file = sent.files["file"], !file.bytes.isEmpty else {
        throw MainstayError.field("file", "choose a file that is not empty")
      }
      guard file.bytes.count <= ImportLimits.uploaded else {
        throw MainstayError.field(
          "file", "has more than \(ImportLimits.uploaded >> 20) MB; bring it in with mainstay import")
      }
      let zone = try pages.zone(sent.fields.said("zone"), at: "zone")
      let name = file.name.isEmpty ? "a log" : String(file.name.prefix(200))
      var given = HistoryFile(
        Array(file.bytes), name: name, zone: zone, dates: try sent.fields.said("dates", oneOf: DateOrder.self))
      if let own = sent.files["mapping"], !own.bytes.isEmpty {
        guard sent.fields.said("tool") == nil else {
          throw MainstayError.field("mapping", "choose either a tool that is known or a mapping of your own")
        }
        given.mapping = .own(Array(own.bytes))
      } else if let tool = sent.fields.said("tool") {
        given.mapping = .shipped(tool)
      }
      let upload = try await reader(given)
      let report = try await app.importHistories(upload.identity, from: try upload.open(), as: principal, dryRun: true)
      let key = held.hold(upload, for: principal.id, on: app, at: call.now)
      return pages.answer(ImportReviewPage(report, name: name, zone: upload.identity.zone, key: key), call)
    } catch {
      guard let faults = Pages.faults(error, renaming: ["header": "file", "timeZone": "zone"]) else { throw error }
      return pages.answer(
        try await page(call, FormState(sent.fields, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func begin(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let key = try call.form()["held"] ?? ""
    guard let upload = held.find(key, of: principal.id, at: call.now) else {
      return pages.done(
        call, Place.imports.path,
        "The log is not held here any more. Choose it again; nothing was written, or it goes on where it stopped.",
        tone: .warn)
    }
    do {
      let logger = call.logger
      let run = try await imports.begin(upload, as: principal) { error in
        logger.warning("an import stopped", metadata: ["error": "\(error)", "digest": "\(upload.identity.digest)"])
      }
      held.release(key)
      return run.isFinished
        ? pages.done(
          call, ImportRoutes.path(run.id), "This log was imported before. Nothing has changed.", tone: .plain)
        : .seeOther(ImportRoutes.path(run.id))
    } catch MainstayError.conflict(_, let message) {
      return pages.done(call, Place.imports.path, message, tone: .warn)
    }
  }

  @Sendable private func stop(_ call: Call) async throws -> Answer {
    let id = RecordID(call.place("import"))
    let path = ImportRoutes.path(id)
    do {
      try await app.run(StopWork(id), as: call.principal)
      return pages.done(call, path, "It stops within a few seconds.")
    } catch MainstayError.conflict(_, let message) {
      return pages.done(call, path, message, tone: .plain)
    } catch MainstayError.notFound {
      guard case .underWay = try await imports.show(id, as: call.principal).course else {
        return pages.done(call, path, "It has ended already.", tone: .plain)
      }
      return pages.done(
        call, path,
        "No server has told of it yet. Try again in a few seconds, or stop the command where it was started.",
        tone: .warn)
    }
  }

  @Sendable private func show(_ call: Call) async throws -> Answer {
    pages.answer(ImportPage(try await imports.show(RecordID(call.place("import")), as: call.principal)), call)
  }
}
