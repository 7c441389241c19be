import Agreements
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import FirstSteps
import FirstStepsUseCases
import HTTPSupport
import HTTPTypes
import Journal
import Kernel
import Markup
import Tickets
import TicketsUseCases

extension Pages {
  var promiseStep: [Route] {
    [
      .page("/first-steps/agreement", .permission(.setUpDesk), feature: "FirstSteps") { call in
        let facts = try await promiseFacts(call)
        return answer(facts.page(FormState(facts.usual)), call)
      },
      .form("/first-steps/agreement", .permission(.setUpDesk), feature: "FirstSteps", handler: takePromise),
    ]
  }

  private func promiseFacts(_ call: Call) async throws -> PromiseFacts {
    let principal = try call.principal
    var facts = PromiseFacts(
      words: try await app.ask(ListWords(), as: principal).words.filter(\.isActive),
      calendars: try await app.ask(CalendarVersions(), as: principal))
    facts.agreements = try await app.ask(AgreementVersions(), as: principal)
    return facts
  }

  @Sendable private func takePromise(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let principal = try call.principal
    let facts = try await promiseFacts(call)
    var page = facts.page(FormState(form))
    let typed = facts.typed(form)
    do {
      let agreement = try typed.agreement()
      let terms = AgreementTerms(key: typed.key, agreement: agreement, scope: typed.scope)
      let preview = try await app.ask(
        PreviewPromise(terms, priorities: typed.priorities.map(\.key)), as: principal)
      let drafts = AgreementDrafts(agreements: [terms])
      let review = PromiseStepPage.Review(preview, drafts, labels: facts.labels, for: reader(call))
      page.approval = try await app.ask(NeededApproval(), as: principal)
      guard page.approval == nil, form["step"] == "apply", form["seen"] == review.digest else {
        page.review = review
        page.isChanged = form["step"] == "apply" && page.approval == nil
        return answer(page, call)
      }
      _ = try await firstTime(ApplyAgreements(drafts), call, form)
      return try await stepDone(
        call, .agreement, "\(agreement.name) covers tickets opened from now on. Its file is under Agreements.")
    } catch {
      let faults = Pages.stepFaults(error, below: "agreements.\(typed.key)") { path in
        path.hasPrefix("scope")
          ? "values" : path.hasPrefix("name") ? "name" : path.contains("calendar") ? "calendar" : ""
      }
      guard let faults else { throw error }
      page.form.faults = faults
      return answer(page, call, status: .unprocessableContent)
    }
  }
}

/// What of the desk an agreement's form offers.
private struct PromiseFacts {
  /// Those that may be chosen.
  var words: [Word]
  var calendars: [CalendarVersion]
  var agreements: [AgreementVersion] = []

  var labels: WordLabels { WordLabels(words) }

  private func choices(_ list: Word.List) -> [Choice] {
    words.filter { $0.list == list }.map { Choice($0.key, $0.label) }
  }

  func page(_ form: FormState) -> PromiseStepPage {
    var seen: Set<String> = []
    var named: Set<String> = []
    return PromiseStepPage(
      form: form,
      calendars: calendars.filter { seen.insert($0.key).inserted }
        .map { Choice($0.key, "\($0.key), \(CalendarWords.week($0.definition))") },
      priorities: choices(.priority), holdReasons: choices(.holdReason),
      existing: agreements.filter { named.insert($0.key).inserted }.map(\.terms.agreement.name))
  }

  /// What stands there before anybody has typed.
  var usual: [String: String] {
    var fields = ["name": "Standard service", "calendar": calendars.first?.key ?? "", "requests": "yes"]
    for (index, priority) in choices(.priority).enumerated() {
      guard let length = PromiseForm.usual.indices.contains(index) ? PromiseForm.usual[index] : PromiseForm.usual.last
      else { continue }
      fields[PromiseForm.field("response", priority.value)] = length.response
      fields[PromiseForm.field("resolution", priority.value)] = length.resolution
    }
    // While the requester's answer is waited for, the desk can do nothing.
    for reason in words where reason.list == .holdReason && reason.end == .requester {
      fields[PromiseStepPage.pause(reason.key)] = "yes"
    }
    return fields
  }

  func typed(_ form: Form) -> PromiseForm {
    PromiseForm(
      name: form.said("name") ?? "", attribute: form.said("attribute") ?? "", values: form.said("values") ?? "",
      calendar: form.said("calendar") ?? "",
      priorities: choices(.priority).map { priority in
        PromiseForm.Priority(
          priority.value, response: form.said(PromiseForm.field("response", priority.value)) ?? "",
          resolution: form.said(PromiseForm.field("resolution", priority.value)) ?? "")
      },
      pauseReasons: choices(.holdReason).map(\.value).filter { form[PromiseStepPage.pause($0)] == "yes" },
      coversRequests: form["requests"] == "yes")
  }
}

extension PromiseStepPage.Review {
  init(_ preview: PromisePreview, _ drafts: AgreementDrafts, labels: WordLabels, for reader: Reader) {
    let terms = drafts.agreements.first
    let agreement = terms?.agreement
    var sentences = ["\(agreement?.name ?? "") covers \(AgreementWords.scope(terms?.scope ?? [:]))."]
    let reasons = agreement?.pauseReasons.map { labels[.holdReason, $0] ?? $0 } ?? []
    sentences.append(
      reasons.isEmpty
        ? "No hold lets a clock rest."
        : "The time to resolve rests while a ticket is on hold: \(reasons.joined(separator: ", ")). The first response "
          + "never rests but outside the open hours.")
    if agreement?.objectives.contains(where: { $0.metric == .fulfilment }) == true {
      sentences.append("Requests are fulfilled by the times in which incidents are resolved.")
    } else {
      sentences.append("Requests have no time to be done by.")
    }
    let own = preview.zone.map { reader.reading($0.identifier, $0) } ?? reader
    func due(_ example: PromisePreview.Example?) -> Due {
      func words(_ due: Instant?) -> String { due.map { Moments.text($0, .day, for: own) } ?? "no promise" }
      return Due(response: words(example?.response), resolution: words(example?.resolution))
    }
    let rows = preview.rows.map { row in
      Row(
        priority: labels[.priority, row.priority] ?? row.priority, now: due(row.examples.first),
        late: due(row.examples.last))
    }
    self.init(
      sentences: sentences, rows: rows, plan: preview.changes.planWords, file: drafts.fileText,
      digest: sha256Hex(drafts.fileText.utf8))
    remarks = preview.changes.flatMap(\.remarks).filter { $0.solution != "fulfilment" }.map { remark in
      let named = remark.tickets.map { labels[.priority, $0.values[0]] ?? $0.values[0] }.joined(separator: ", ")
      return
        "\(named.isEmpty ? "Any ticket" : named): it has to be resolved within \(Words.length(remark.solutionLength)) and "
        + "answered only within \(Words.length(remark.responseLength)). Is that meant?"
    }
  }
}
