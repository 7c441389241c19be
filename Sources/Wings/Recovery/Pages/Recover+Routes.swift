import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import ImportUseCases
import Kernel
import Logging
import Markup
import Proposals
import Recovery
import RecoveryUseCases

/// The pages of recoveries, with what carries them out.
struct RecoveryRoutes: Sendable {
  let pages: Pages
  let recoveries: BackgroundRecoveries
  let files: AgreementFileReader
  /// Files that were looked at.
  let held = HeldCases()

  private var app: App { pages.app }

  /// Bytes of a form with a file in it: the fields beside it are few.
  private static let formBytes = RecoveryLimits.uploaded + (64 << 10)

  var all: [Route] {
    [
      .page("/recover", .permission(.proposeAgreements), feature: "Recovery", asks: []) { call in
        pages.answer(try await page(call, FormState()), call)
      },
      .form(
        "/recover", .permission(.proposeAgreements), feature: "Recovery", bodyBytes: RecoveryRoutes.formBytes,
        handler: look),
      .form("/recover/begin", .permission(.proposeAgreements), feature: "Recovery", handler: begin),
      .page("/recover/{recovery}", .permission(.proposeAgreements), feature: "Recovery", asks: []) { call in
        pages.answer(page(try await shown(call)), call)
      },
      .page("/recover/{recovery}/recovered.yaml", .permission(.proposeAgreements), feature: "Recovery", asks: []) {
        call in
        let file = try found(try await shown(call).run).file
        return Answer.bytes(Array(file.utf8), type: "application/yaml")
          .header(.contentDisposition, "attachment; filename=\"\(AdoptRecovery.fileName)\"")
      },
      .page("/recover/{recovery}/recovered.json", .permission(.proposeAgreements), feature: "Recovery", asks: []) {
        call in
        let run = try await shown(call).run
        _ = try found(run)
        return Answer.bytes(Array((run.result ?? .null).canonical.utf8), type: "application/json")
          .header(.contentDisposition, "attachment; filename=\"recovered.json\"")
      },
      .form("/recover/{recovery}/stop", .permission(.proposeAgreements), feature: "Recovery", handler: stop),
      .form("/recover/{recovery}/adopt", .permission(.proposeAgreements), feature: "Recovery", handler: adopt),
      .form(
        "/recover/{recovery}/check", .permission(.proposeAgreements), feature: "Recovery",
        bodyBytes: RecoveryRoutes.formBytes, handler: check),
    ]
  }

  private func page(_ call: Call, _ form: FormState) async throws -> RecoverPage {
    let found = try await recoveries.list(as: call.principal)
    return RecoverPage(form: form, rows: found.recoveries, unreadable: found.unreadable)
  }

  private func shown(_ call: Call) async throws -> WatchedRecovery {
    try await recoveries.show(RecordID(call.place("recovery")), as: call.principal)
  }

  private func page(_ watched: WatchedRecovery, form: FormState = FormState()) -> RecoveryPage {
    var page = RecoveryPage(watched, form: form)
    let name = watched.run.settings.zone
    if let rules = try? pages.zones.rules(for: name) { page.zone = ReaderZone(name) { rules.offset(at: $0) } }
    return page
  }

  private func found(_ run: RecoveryRun) throws -> RecoveryFound {
    guard let found = run.found else { throw MainstayError.notFound(kind: "recovered rule of", id: run.id.text) }
    return found
  }

  /// The file of a form.
  private func file(_ sent: FileForm) throws -> UploadedFile {
    guard let file = sent.files["file"], !file.bytes.isEmpty else {
      throw MainstayError.field("file", "choose a file that is not empty")
    }
    guard file.bytes.count <= RecoveryLimits.uploaded else {
      throw MainstayError.field(
        "file", "has more than \(RecoveryLimits.uploaded >> 20) MB; give it to mainstay recover")
    }
    return file
  }

  private func name(_ file: UploadedFile) -> String {
    let plain = file.name.revealed.trimmed
    return plain.isEmpty ? "a file" : String(plain.prefix(200))
  }

  // MARK: Beginning

  /// Looks at a file and asks what it leaves open; nothing is computed.
  @Sendable private func look(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let sent = try call.fileForm()
    do {
      let file = try file(sent)
      let bytes = Array(file.bytes)
      let kept = HeldCases.File(bytes, name: name(file), try await recoveries.reader.look(at: bytes))
      let key = held.hold(kept, for: principal.id, on: app, at: call.now)
      return pages.answer(review(kept, key, CasesPage.guessed(kept.look)), call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return pages.answer(
        try await page(call, FormState(sent.fields, faults: faults)), call, status: .unprocessableContent)
    }
  }

  private func review(_ file: HeldCases.File, _ key: String, _ form: FormState) -> CasesPage {
    CasesPage(file.look, name: file.name, key: key, form: form, zones: pages.zones.names)
  }

  @Sendable private func begin(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let form = try call.form()
    let key = form["held"] ?? ""
    guard let file = held.find(key, of: principal.id, at: call.now) else {
      return pages.done(
        call, Place.recover.path, "The file is not held here any more. Choose it again; nothing was computed.",
        tone: .warn)
    }
    do {
      let settings = try settings(form, file.look)
      let cases = try await recoveries.reader.read(file.bytes, settings)
      let logger = call.logger
      let run = try await recoveries.begin(
        RecoveryUpload(file.name, digest: file.digest, settings, cases), as: principal
      ) { error in
        logger.warning("a recovery stopped", metadata: ["error": "\(error)"])
      }
      held.release(key)
      return .seeOther(RecoverPage.path(run.id))
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      let shown = faults.map { fault in
        fault.path == "file" || fault.path == "header" ? FieldFault("", "the file " + fault.message) : fault
      }
      return pages.answer(
        review(file, key, FormState(form, faults: shown)), call, status: .unprocessableContent)
    }
  }

  private func settings(_ form: Form, _ look: FirstLook) throws -> RecoverySettings {
    let within = try RecoverySettings.within(form.said("within"))
    var columns: CaseColumns?
    if form.said("source") != "servicenow" {
      columns = CaseColumns(
        opened: form.said("opened") ?? "", due: form.said("due"), stopped: form.said("stopped"),
        classes: (1...CasesPage.classes).compactMap { form.said("class\($0)") })
      if let verdict = form.said("verdict") {
        let parts = verdict.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let place = Int(parts[0]), look.columns.indices.contains(place) else {
          throw MainstayError.field("verdict", "is none of those that the file has")
        }
        columns?.verdict = CaseColumns.Verdict(column: look.columns[place].name, met: String(parts[1]))
      }
    }
    return RecoverySettings(
      columns: columns, zone: try pages.zone(form.said("zone"), at: "zone"),
      order: try form.said("dates", oneOf: DateOrder.self), pattern: form.said("format"), within: within)
  }

  // MARK: Going on

  @Sendable private func stop(_ call: Call) async throws -> Answer {
    let id = RecordID(call.place("recovery"))
    let path = RecoverPage.path(id)
    // On this node at once; another one is told by its beat.
    let watched = try await recoveries.show(id, as: call.principal)
    guard watched.standing.isUnderWay else { return pages.done(call, path, "It has ended already.", tone: .plain) }
    recoveries.stopWork(id, by: try call.principal.name)
    do {
      try await app.run(StopWork(id), as: call.principal)
    } catch MainstayError.notFound, MainstayError.conflict {
      // No node has told of it yet, or it has just ended.
    }
    return pages.done(call, path, "It stops within a few seconds.")
  }

  @Sendable private func adopt(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let watched = try await shown(call)
    do {
      let drafts = try await files([(AdoptRecovery.fileName, try found(watched.run).file)])
      let command = AdoptRecovery(watched.run.id, title: form.said("title"), drafts: drafts)
      let made = try await pages.firstTime(command, call, form)
      let path = made.map { "/agreement-proposals/" + Address.encoded($0.id.text) } ?? RecoverPage.path(watched.run.id)
      return pages.done(call, path, "It is proposed. Nothing has changed before somebody approves it.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      let shown = faults.map { $0.path == "title" ? $0 : FieldFault("", "\($0.path) \($0.message)".trimmed) }
      return pages.answer(
        page(watched, form: FormState(form, faults: shown)), call, status: .unprocessableContent)
    }
  }

  @Sendable private func check(_ call: Call) async throws -> Answer {
    let watched = try await shown(call)
    let sent = try call.fileForm()
    var page = page(watched)
    do {
      let file = try file(sent)
      let holding = try await recoveries.check(watched.run.id, against: Array(file.bytes), as: call.principal)
      page.checked = (name(file), holding)
      return pages.answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      page.checkForm.faults = faults.map { fault in
        fault.path == "file" || fault.path.isEmpty ? fault : FieldFault("", "\(fault.path) \(fault.message)")
      }
      return pages.answer(page, call, status: .unprocessableContent)
    }
  }
}
