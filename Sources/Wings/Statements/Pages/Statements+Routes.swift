import Agreements
import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Statements
import StatementsUseCases

extension Pages {
  var statements: [Route] {
    [
      .page("/statements", .permission(.seeStatements), feature: "Statements", asks: ["agreement", "below"]) { call in
        answer(try await statementsPage(call), call)
      },
      .page("/statements/ahead", .permission(.issueStatements), feature: "Statements", asks: ["agreement", "month"]) {
        call in
        let agreement = try call.asked("agreement") ?? ""
        let month = Pages.statedMonth(try call.asked("month") ?? "")
        do {
          let found = try await app.ask(PreviewStatement(of: agreement, month: month), as: call.principal)
          return answer(StatementPage(ahead: found), call)
        } catch {
          return try await refusal(error, call, FormState(["agreement": agreement, "month": month]))
        }
      },
      .page("/statements/{statement}", .permission(.seeStatements), feature: "Statements", asks: []) { call in
        answer(statementPage(try await shownStatement(call)), call)
      },
      .page("/statements/{statement}/statement.json", .permission(.seeStatements), feature: "Statements", asks: []) {
        call in
        let row = try await shownStatement(call).row
        return Answer.bytes(Array(row.signed.file.canonical.utf8), type: "application/json")
          .header(.contentDisposition, "attachment; filename=\"\(row.name).json\"")
      },
      .page("/statements/{statement}/objectives.csv", .permission(.seeStatements), feature: "Statements", asks: []) {
        call in
        let row = try await shownStatement(call).row
        return CSV.answer(named: row.name, Pages.statedColumns, Pages.statedRows(row.signed.statement))
      },
      statementFile("/statements/{statement}/statement.pdf", .pdf),
      statementFile("/statements/{statement}/statement.xlsx", .xlsx),
      statementFile("/statements/{statement}/statement.html", .html),
      .form("/statements", .permission(.issueStatements), feature: "Statements", handler: issueStatement),
      .form(
        "/statements/{statement}/correction", .permission(.issueStatements), feature: "Statements",
        handler: correctStatement),
    ]
  }

  private func statementFile(_ path: PathTemplate, _ format: DocumentFormat) -> Route {
    .page(path, .permission(.seeStatements), feature: "Statements", asks: []) { call in
      guard let number = Statement.number(call.place("statement")) else {
        throw MainstayError.notFound(kind: "statement", id: call.place("statement"))
      }
      let report = try await app.ask(ReportStatement(number), as: call.principal)
      return Answer.bytes(try await app.document(report, as: format), type: format.mediaType)
        .header(.contentDisposition, "attachment; filename=\"\(report.name).\(format.rawValue)\"")
    }
  }

  /// A month as people say it too: `Nov 2026`, `november 2026`; what is none is left as it is.
  private static func statedMonth(_ text: String) -> String {
    let parts = text.split(separator: " ")
    guard parts.count == 2, parts[0].count >= 3, parts[1].count == 4, let year = Int(parts[1]),
      let place = Words.months.firstIndex(where: { parts[0].lowercased().hasPrefix($0.lowercased().prefix(3)) })
    else { return text }
    return "\(year)-\(place < 9 ? "0" : "")\(place + 1)"
  }

  private func statementPage(_ shown: StatementShown, form: FormState = FormState()) -> StatementPage {
    var page = StatementPage(shown, form: form)
    page.lacksPDF = app.lacking(.pdf)
    return page
  }

  private static let statedColumns = [
    "objective", "metric", "met", "breached", "open", "cancelled", "no target", "decided", "kept in hundredths of %",
    "promised in hundredths of %", "promise kept", "interval low", "interval high", "met with nothing left out",
    "breached with nothing left out",
    "undone by exclusions",
  ]

  private static func statedRows(_ statement: Statement) -> [[String]] {
    (statement.figures["objectives"]?.arrayValue ?? []).map { one in
      func number(_ json: JSON?) -> String { (json?.integerValue).map(String.init) ?? "" }
      let counts = ["met", "breached", "open", "cancelled", "noTarget", "decided", "share"].map { number(one[$0]) }
      let (interval, plain) = (one["interval"], one["withoutExclusions"])
      return [one["name"]?.stringValue ?? "", one["metric"]?.stringValue ?? ""] + counts + [
        number(one["promised"]), (one["kept"]?.boolValue).map { $0 ? "yes" : "no" } ?? "", number(interval?["low"]),
        number(interval?["high"]), number(plain?["met"]), number(plain?["breached"]),
        number(one["undoneByExclusions"]),
      ]
    }
  }

  private func statementsPage(_ call: Call, form: FormState? = nil) async throws -> StatementsPage {
    let agreement = try call.asked("agreement")
    let below = try call.asked("below", in: 1...999_999_999)
    let found = try await app.ask(ListStatements(of: agreement, below: below), as: call.principal)
    func path(_ below: Int?) -> String {
      Address.path(Place.statements.path, ["agreement": agreement, "below": below.map(String.init)])
    }
    let last = StatementMonth(of: reader(call).zone.local(call.now).date).before.text
    var page = StatementsPage(
      found, agreement: agreement, lastMonth: last,
      form: form ?? FormState(["agreement": agreement ?? "", "month": last]),
      pager: Pager(
        shows: Words.count(found.statements.count, "statement", "statements"), next: found.next.map { path($0) },
        first: below == nil ? nil : path(nil)))
    page.agreements = try await agreementChoices(call)
    return page
  }

  /// All agreements that there are or were, by name: a month of one that is over can still be stated.
  private func agreementChoices(_ call: Call) async throws -> [Choice] {
    let principal = try call.principal
    guard principal.may(.issueStatements), principal.may(.seeAgreements) else { return [] }
    var seen: Set<String> = []
    return try await app.ask(AgreementVersions(), as: principal).filter { seen.insert($0.key).inserted }
      .map { Choice($0.key, $0.terms.agreement.name) }.sorted { $0.title < $1.title }
  }

  private func shownStatement(_ call: Call) async throws -> StatementShown {
    guard let number = Statement.number(call.place("statement")) else {
      throw MainstayError.notFound(kind: "statement", id: call.place("statement"))
    }
    return try await app.ask(ShowStatement(number), as: call.principal)
  }

  /// The list with the form as it was sent, and what is wrong with it.
  private func refusal(_ error: any Error, _ call: Call, _ form: FormState) async throws -> Answer {
    var form = form
    var status = HTTPResponse.Status.unprocessableContent
    switch error {
    case MainstayError.notFound("agreement", _):
      form.faults = [FieldFault("agreement", "is the key of no agreement")]
    default:
      guard let faults = Pages.faults(error) else { throw error }
      form.faults = faults
      if case MainstayError.conflict = error { status = .conflict }
    }
    let found = try await app.ask(ListStatements(), as: call.principal)
    var page = StatementsPage(
      found, lastMonth: StatementMonth(of: reader(call).zone.local(call.now).date).before.text, form: form,
      pager: Pager(shows: Words.count(found.statements.count, "statement", "statements")))
    page.agreements = try await agreementChoices(call)
    return answer(page, call, status: status)
  }

  @Sendable private func issueStatement(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let (agreement, month) = (form.said("agreement") ?? "", Pages.statedMonth(form.said("month") ?? ""))
    if form.said("act") == "ahead" {
      return .seeOther(Address.path(Place.statements.path + "/ahead", ["agreement": agreement, "month": month]))
    }
    do {
      let counted = try await app.countMonth(of: agreement, month, as: call.principal)
      let issued = try await firstTime(IssueStatement(counted), call, form)
      guard let issued else { return done(call, Place.statements.path, "It is issued.") }
      return done(
        call, StatementWords.path(issued.number), "\(issued.name) is issued: sealed, signed, and never changed.")
    } catch {
      return try await refusal(error, call, FormState(form))
    }
  }

  /// The statement with what a correction would say differently.
  private func previewCorrection(_ call: Call, _ old: StatementShown, _ form: FormState) async throws -> Answer {
    var page = statementPage(old, form: form)
    do {
      page.correction = try await app.ask(PreviewCorrection(old.row.number), as: call.principal)
      return answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      page.form.faults = faults
      return answer(page, call, status: .conflict)
    }
  }

  @Sendable private func correctStatement(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let old = try await shownStatement(call)
    if form.said("act") == "look" { return try await previewCorrection(call, old, FormState(form)) }
    do {
      let (number, reason) = (old.row.number, form.said("reason") ?? "")
      let counted = try await app.countMonth(correcting: number, because: reason, as: call.principal)
      let made = try await firstTime(CorrectStatement(number, because: reason, counted: counted), call, form)
      guard let made else { return done(call, Place.statements.path, "It is corrected.") }
      return done(call, StatementWords.path(made.number), "\(made.name) takes the place of \(old.row.name).")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var status = HTTPResponse.Status.unprocessableContent
      if case MainstayError.conflict = error { status = .conflict }
      return answer(statementPage(old, form: FormState(form, faults: faults)), call, status: status)
    }
  }
}
