import Agreements
import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension Pages {
  private static let benchAsked = WorkbenchPage.fields + ["agreement", "asOf", "version"]

  var workbench: [Route] {
    [
      .page("/workbench", .permission(.seeCompliance), feature: "Compliance", asks: Pages.benchAsked) { call in
        try await benchAnswer(call)
      },
      .page(
        "/workbench/question.yaml", .permission(.seeCompliance), feature: "Compliance", asks: Pages.benchAsked,
        handler: benchFile),
    ]
  }

  /// Days before today from which tickets are replayed where no day is said.
  private static let usualBenchDays = 90

  private func benchAnswer(_ call: Call) async throws -> Answer {
    let choices = try await app.ask(ListCurveChoices(), as: call.principal)
    let labels = try await app.ask(ListWords(), as: call.principal).labels
    var page = WorkbenchPage(
      form: FormState(), promises: choices.rows.map { Choice($0.value, $0.words(labels)) },
      calendars: choices.calendars.map { Choice($0, Words.plain($0)) }, reasons: choices.reasons,
      leftOut: choices.leftOut)
    page.labels = labels
    for name in WorkbenchPage.fields { page.form.values[name] = try call.asked(name) ?? "" }
    if page.form["zone"].isEmpty { page.form.values["zone"] = reader(call).zone.name }
    page.mayChange = try call.principal.may(.changeAgreements)
    if page.form["by"].isEmpty { page.form.values["by"] = ComplianceDimension.priority.rawValue }
    do {
      guard let question = try benchQuestion(call, choices) else {
        page.form.values["promise"] = choices.rows.first { $0.metric == .resolution }?.value ?? page.form["promise"]
        return answer(page, call)
      }
      page.form.values["promise"] = choices.rows.first { $0.isAsked(by: question) }?.value ?? ""
      page.form.values["from"] = question.firstDay.map { Words.date($0) } ?? ""
      page.form.values["to"] = question.lastDay.map { Words.date($0) } ?? ""
      let report = try await app.curve(question, zones: zones, most: CurveLimits.tickets, as: call.principal)
      page.report = report
      let pairs = Pages.pairs(report.question, page.form)
      page.here = Pages.address(WorkbenchPage.path, pairs)
      page.file = Pages.address(
        WorkbenchPage.path + "/question.yaml",
        pairs + [
          ("asOf", report.question.asOf?.rfc3339 ?? ""), ("version", report.question.version.map(String.init) ?? ""),
        ])
      page.span = Pages.span(question)
      return answer(page, call)
    } catch MainstayError.invalid(let faults) {
      page.form.faults = faults.map { FieldFault(Pages.benchField($0.path), $0.message) }
      return answer(page, call, status: .unprocessableContent)
    }
  }

  /// The question as a file: what `mainstay curve` answers with the figures of the page.
  @Sendable private func benchFile(_ call: Call) async throws -> Answer {
    let choices = try await app.ask(ListCurveChoices(), as: call.principal)
    guard var question = try benchQuestion(call, choices) else {
      throw MainstayError.field("promise", "is missing: choose what is tried")
    }
    question.version = try call.asked("version", in: 1...1_000_000)
    if let text = try call.asked("asOf") {
      guard let asOf = try? Instant(parsing: text) else { throw MainstayError.field("asOf", "is no instant") }
      question.asOf = asOf
    }
    return Answer.bytes(Array(question.fileText.utf8), type: "application/yaml; charset=utf-8")
      .header(.contentDisposition, "attachment; filename=\"curve.yaml\"")
  }

  /// What the address asks; nil where it asks for nothing.
  private func benchQuestion(_ call: Call, _ choices: ListCurveChoices.Choices) throws -> CurveQuestion? {
    guard let row = try benchRow(call, choices) else { return nil }
    var faults: [FieldFault] = []
    let zoneName = try call.asked("zone") ?? reader(call).zone.name
    guard let rules = try? zones.rules(for: zoneName) else {
      throw MainstayError.field("zone", "is no time zone that is known here, like Europe/Paris")
    }
    let days = ReaderZone(zoneName) { rules.offset(at: $0) }
    let targets = (try call.asked("target") ?? "").split { $0 == "," || $0 == ";" }.map(\.trimmed)
      .filter { !$0.isEmpty }.compactMap { CurveQuestion.length($0, "target", &faults) }
    if targets.count > CurveLimits.targets {
      faults.append(
        FieldFault("target", "has \(targets.count) lengths; at most \(CurveLimits.targets) are tried at once"))
    }
    var change = RuleChange(
      calendar: try call.asked("hours"), stopAt: try call.asked("stop", oneOf: StopPoint.self),
      reopen: try call.asked("reopen", oneOf: ReopenPolicy.self))
    if let text = try call.asked("pauses") {
      let reasons = text.split { $0 == "," || $0 == ";" }.map(\.trimmed).filter { !$0.isEmpty }
      change.pauseReasons = reasons == ["none"] ? [] : reasons
      for reason in reasons where reasons != ["none"] && !choices.reasons.contains(reason) {
        faults.append(
          FieldFault(
            "pauses", "\(reason) is no hold reason of an agreement in force: \(choices.reasons.joined(separator: ", "))"
          ))
      }
    }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let today = days.local(call.now).date
    let first = try call.day("from", in: days) ?? CivilDate(daysSince1970: today.daysSince1970 - Pages.usualBenchDays)
    return CurveQuestion(
      agreement: row.agreement, objective: row.objective, row: row.row, targets: targets,
      rules: change.isNothing ? [] : [change], firstDay: first, lastDay: try call.day("to", in: days), zone: zoneName,
      by: try call.asked("by", oneOf: ComplianceDimension.self) ?? .priority)
  }

  /// The row that is asked for: itself, or that of an agreement that most will mean.
  private func benchRow(_ call: Call, _ choices: ListCurveChoices.Choices) throws -> ListCurveChoices.Row? {
    if let promise = try call.asked("promise") {
      guard let row = choices.rows.first(where: { $0.value == promise }) else {
        throw MainstayError.field("promise", "is not in force, or is in local days; choose another")
      }
      return row
    }
    guard let key = try call.asked("agreement") else { return nil }
    let rows = choices.rows.filter { $0.agreement == key }
    guard let row = rows.first(where: { $0.metric == .resolution || $0.metric == .fulfilment }) ?? rows.first else {
      throw MainstayError.field("promise", "\(key) is not in force, or has no target of open time")
    }
    return row
  }

  /// By which field of the page a fault of the question is mended.
  private static func benchField(_ path: String) -> String {
    switch path.prefix(while: { $0.isLetter }) {
    case "targets": "target"
    case "rules": "hours"
    case "row", "objective", "agreement", "version": "promise"
    default: path
    }
  }

  private static func pairs(_ question: CurveQuestion, _ form: FormState) -> [(String, String)] {
    var pairs = WorkbenchPage.fields.map { ($0, form[$0]) }
    for (name, day) in [("from", question.firstDay), ("to", question.lastDay)] {
      if let place = pairs.firstIndex(where: { $0.0 == name }) { pairs[place].1 = day?.iso8601 ?? "" }
    }
    return pairs
  }

  private static func address(_ path: String, _ pairs: [(String, String)]) -> String {
    let said = pairs.filter { !$0.1.isEmpty }.map { "\($0.0)=\(Address.encoded($0.1))" }
    return said.isEmpty ? path : path + "?" + said.joined(separator: "&")
  }

  private static func span(_ question: CurveQuestion) -> String {
    let first = question.firstDay.map { "from \(Words.date($0))" }
    let last = question.lastDay.map { "to \(Words.date($0))" } ?? "until now"
    return [first, last].compactMap { $0 }.joined(separator: " ") + " in \(question.zone)"
  }
}

extension ListCurveChoices.Row {
  /// What the form says of it.
  var value: String { "\(agreement)/\(objective)/\(row)" }

  func isAsked(by question: CurveQuestion) -> Bool {
    agreement == question.agreement && objective == question.objective && row == question.row
  }

  func words(_ labels: WordLabels) -> String {
    let when = WorkbenchWords.conditions(conditions, labels)
    return "\(name): \(Words.plain(objective)), \(when), \(Words.length(length))"
  }
}

enum WorkbenchWords {
  /// `priority P1 or P2`, `any ticket`.
  static func conditions(_ conditions: [Condition], _ labels: WordLabels) -> String {
    guard !conditions.isEmpty else { return "any ticket" }
    return conditions.map { condition in
      let values = condition.values.map { labels.attribute(condition.attribute, $0) }.joined(separator: " or ")
      return "\(Words.plain(condition.attribute)) \(values)"
    }.joined(separator: ", ")
  }
}
