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
        let (agreement, month) = (try call.asked("agreement") ?? "", try call.asked("month") ?? "")
        do {
          let found = try await app.ask(PreviewStatement(of: agreement, month: month), as: call.principal)
          return answer(StatementPage(ahead: found), call)
        } catch {
          return try await refusal(error, call, FormState(["agreement": agreement, "month": month]))
        }
      },
      .page("/statements/{statement}", .permission(.seeStatements), feature: "Statements", asks: []) { call in
        answer(StatementPage(try await shownStatement(call)), call)
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
      .form("/statements", .permission(.issueStatements), feature: "Statements", handler: issueStatement),
      .form(
        "/statements/{statement}/correction", .permission(.issueStatements), feature: "Statements",
        handler: correctStatement),
    ]
  }

  private static let statedColumns = [
    "objective", "metric", "met", "breached", "open", "cancelled", "no target", "decided", "kept in hundredths of %",
    "interval low", "interval high", "met with nothing left out", "breached with nothing left out",
    "undone by exclusions",
  ]

  private static func statedRows(_ statement: Statement) -> [[String]] {
    (statement.figures["objectives"]?.arrayValue ?? []).map { one in
      func number(_ json: JSON?) -> String { (json?.integerValue).map(String.init) ?? "" }
      let counts = ["met", "breached", "open", "cancelled", "noTarget", "decided", "share"].map { number(one[$0]) }
      let (interval, plain) = (one["interval"], one["withoutExclusions"])
      return [one["name"]?.stringValue ?? "", one["metric"]?.stringValue ?? ""] + counts + [
        number(interval?["low"]), number(interval?["high"]), number(plain?["met"]), number(plain?["breached"]),
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
      found, lastMonth: form["month"], form: form,
      pager: Pager(shows: Words.count(found.statements.count, "statement", "statements")))
    page.agreements = try await agreementChoices(call)
    return answer(page, call, status: status)
  }

  @Sendable private func issueStatement(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let (agreement, month) = (form.said("agreement") ?? "", form.said("month") ?? "")
    if form.said("act") == "ahead" {
      return .seeOther(Address.path(Place.statements.path + "/ahead", ["agreement": agreement, "month": month]))
    }
    do {
      let issued = try await firstTime(IssueStatement(of: agreement, month: month), call, form)
      guard let issued else { return done(call, Place.statements.path, "It is issued.") }
      return done(
        call, StatementWords.path(issued.number), "\(issued.name) is issued: sealed, signed, and never changed.")
    } catch {
      return try await refusal(error, call, FormState(form))
    }
  }

  @Sendable private func correctStatement(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let old = try await shownStatement(call)
    do {
      let made = try await firstTime(CorrectStatement(old.row.number, because: form.said("reason") ?? ""), call, form)
      guard let made else { return done(call, Place.statements.path, "It is corrected.") }
      return done(call, StatementWords.path(made.number), "\(made.name) takes the place of \(old.row.name).")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var status = HTTPResponse.Status.unprocessableContent
      if case MainstayError.conflict = error { status = .conflict }
      return answer(StatementPage(old, form: FormState(form, faults: faults)), call, status: status)
    }
  }
}
