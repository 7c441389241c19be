import Agreements
import AgreementsPages
import AgreementsUseCases
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import ServiceLevelsUseCases
import Tickets
import TicketsUseCases

extension Pages {
  var whichAgreement: [Route] {
    [
      .page(
        "/which-agreement", .permission(.seeAgreements), feature: "Agreements",
        asks: ["ticket", "kind", "priority", "category", "more", "at"]
      ) { call in try await whichAnswer(call) }
    ]
  }

  private func whichAnswer(_ call: Call) async throws -> Answer {
    let words = try await app.ask(ListWords(), as: call.principal)
    var page = WhichAgreementPage(form: FormState(), choices: .init(words.words))
    for name in WhichAgreementPage.labels.keys { page.form.values[name] = try call.asked(name) ?? "" }
    // Without a question there is nothing to answer yet.
    guard !call.query.isEmpty else {
      page.form.values["kind"] = TicketKind.incident.rawValue
      return answer(page, call)
    }
    do {
      let found = try await app.ask(WhichAgreement(subject(page.form, call)), as: call.principal)
      page.form.values["kind"] = found.number == nil ? page.form["kind"] : found.kind
      page.found = .init(found, words.labels, for: reader(call))
      return answer(page, call)
    } catch MainstayError.notFound(let kind, let id) where kind == "ticket" {
      page.form.faults = [FieldFault("ticket", "there is no ticket \(id), or not for you")]
    } catch MainstayError.invalid(let faults) {
      page.form.faults = faults
    }
    return answer(page, call, status: .unprocessableContent)
  }

  private func subject(_ form: FormState, _ call: Call) throws -> WhichAgreement.Subject {
    if !form["ticket"].trimmed.isEmpty { return .ticket(TicketKey(form["ticket"].trimmed)) }
    var faults: [FieldFault] = []
    var attributes: [String: String] = [:]
    for name in ["priority", "category"] where !form[name].isEmpty { attributes[name] = form[name] }
    for (index, line) in form["more"].split(separator: "\n").enumerated() where !line.trimmed.isEmpty {
      let parts = line.split(separator: "=", maxSplits: 1).map(\.trimmed)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        faults.append(FieldFault("more", "line \(index + 1) is no name = value"))
        continue
      }
      if attributes.updateValue(parts[1], forKey: parts[0]) != nil {
        faults.append(FieldFault("more", "line \(index + 1): \(parts[0]) is said twice"))
      }
    }
    let openedAt = SaidMoment.read(
      form["at"].isEmpty ? nil : form["at"], "at", faults: &faults, now: call.now, in: reader(call).zone)
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return .madeUp(
      attributes: attributes, kind: form["kind"].isEmpty ? TicketKind.incident.rawValue : form["kind"],
      openedAt: openedAt)
  }
}

extension WhichAgreementPage.Choices {
  init(_ words: [Word]) {
    func choices(_ list: Word.List) -> [Choice] {
      words.filter { $0.list == list && $0.isActive }.map { Choice($0.key, $0.label) }
    }
    self.init(kinds: choices(.kind), priorities: choices(.priority), categories: choices(.category))
  }
}

extension WhichAgreementPage.Found {
  init(_ answer: CoverageAnswer, _ labels: WordLabels, for reader: Reader) {
    let names = Dictionary(answer.agreements.map { ($0.key, $0.name) }, uniquingKeysWith: { first, _ in first })
    var remarks: [String] = []
    if answer.isOtherwiseRecorded {
      let recorded = answer.recorded.map { "\(names[$0.key] ?? $0.key), version \($0.version)" }
      remarks.append(
        "Its clocks run under \(recorded ?? "no agreement"), as it was found when it was opened. What was applied since "
          + "moves no clock of a ticket that there is.")
    }
    if let number = answer.number, !answer.clocks.isEmpty {
      remarks.append(
        "The dues below are those of its opening. What has changed of it since, a priority among others, stands with "
          + "the clocks of \(number) themselves.")
    }
    let opened = Moments.text(answer.openedAt, .full, for: reader)
    let had = answer.attributes.sorted { $0.key < $1.key }
      .map { "\(Words.plain($0.key)) \(labels.attribute($0.key, $0.value))" }.joined(separator: ", ")
    self.init(
      subject: "\(answer.number ?? "a made-up ticket"), opened \(opened) with \(had.isEmpty ? "no attributes" : had)",
      applying: answer.applying.map { ("\($0.name), version \($0.version),", WhichAgreementPage.Row.path(of: $0)) },
      remarks: remarks,
      agreements: answer.agreements.map { WhichAgreementPage.Row($0, names, labels, for: reader) },
      clocks: answer.clocks.map { clock in
        WhichAgreementPage.Clock(
          objective: clock.objective, target: clock.length.map { Words.length($0) } ?? "none: no row fits",
          because: clock.met.isEmpty
            ? (clock.length == nil ? "no row of its targets fits" : "its row is for any ticket")
            : clock.met.map { "\(Words.plain($0.attribute)) is \(labels.attribute($0.attribute, $0.found ?? ""))" }
              .joined(separator: ", "),
          due: clock.due)
      }, unreadable: answer.unreadable)
  }
}

extension WhichAgreementPage.Row {
  static func path(of one: CoverageAnswer.Agreement) -> String {
    "/agreements/\(Address.encoded(one.key))?version=\(one.version)"
  }

  init(
    _ one: CoverageAnswer.Agreement, _ names: [String: String], _ labels: WordLabels, for reader: Reader
  ) {
    func name(_ key: String) -> String { names[key] ?? key }
    let reason =
      switch one.reason {
      case .applies: "Its scope fits, and no other goes before it."
      case .lessSpecific(let other): "Its scope fits too, but that of \(name(other)) names more of a ticket."
      case .behind(let other): "Its scope fits too and names as much, but \(name(other)) comes first by its key."
      case .outOfScope(let misses):
        misses.map { miss in
          let wanted = miss.wanted.map { labels.attribute(miss.attribute, $0) }.joined(separator: " or ")
          let found = miss.found.map { labels.attribute(miss.attribute, $0) }
          return "It wants \(Words.plain(miss.attribute)) to be \(wanted); the ticket has \(found ?? "none")."
        }.joined(separator: " ")
      case .notYet(let at): "It was in force only from \(Moments.text(at, .full, for: reader))."
      case .over(let at): "It was over since \(Moments.text(at, .full, for: reader))."
      }
    self.init(
      name: one.name, path: WhichAgreementPage.Row.path(of: one), applies: one.reason == .applies, reason: reason)
  }
}
