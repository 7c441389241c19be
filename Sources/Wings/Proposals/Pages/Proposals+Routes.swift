import Agreements
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Proposals
import ProposalsUseCases
import ServiceLevels
import ServiceLevelsUseCases
import TicketsUseCases

extension Pages {
  func proposals(reading files: @escaping AgreementFileReader) -> [Route] {
    let forms = ProposalForms(pages: self, files: files)
    return [
      .page("/agreement-proposals", .permission(.seeAgreements), feature: "Proposals", asks: ["after"]) { call in
        answer(try await proposalsPage(call), call)
      },
      .form("/agreement-proposals", .permission(.proposeAgreements), feature: "Proposals", handler: forms.make),
      .page(
        "/agreement-proposals/new", .permission(.proposeAgreements), feature: "Proposals", asks: ["agreement"],
        handler: forms.new),
      .form("/agreement-proposals/rule", .permission(.setApprovalRule), feature: "Proposals", handler: setRule),
      .page("/agreement-proposals/{proposal}", .permission(.seeAgreements), feature: "Proposals") { call in
        answer(try await proposalPage(call), call)
      },
      .page(
        "/agreement-proposals/{proposal}/revise", .permission(.proposeAgreements), feature: "Proposals",
        handler: forms.revising),
      .form(
        "/agreement-proposals/{proposal}/revise", .permission(.proposeAgreements), feature: "Proposals",
        handler: forms.revise),
      .form(
        "/agreement-proposals/{proposal}/decide", .permission(.approveAgreements), feature: "Proposals",
        handler: decide),
      .form(
        "/agreement-proposals/{proposal}/withdraw", .permission(.proposeAgreements), feature: "Proposals",
        handler: withdraw),
      .page(
        "/agreement-proposals/{proposal}/past", .permission(.seeCompliance), feature: "Proposals",
        asks: ["from", "to"]
      ) { call in try await past(call) },
    ]
  }

  private func proposalsPage(_ call: Call) async throws -> ProposalsPage {
    let principal = try call.principal
    // A place in the list that is not understood, say of an old address, is the first page.
    let after: ListProposals.Position? = try call.askedPlace("after")
    let waiting = try await app.ask(ListProposals(open: true, limit: Proposal.mostOpen), as: principal)
    let decided = try await app.ask(ListProposals(open: false, after: after), as: principal)
    let rule = try await app.ask(ShowApprovalRule(), as: principal)
    let people = waiting.people.merging(decided.people) { first, _ in first }
    var page = ProposalsPage(
      waiting: waiting.proposals.map { ProposalsPage.Row($0, people) },
      decided: decided.proposals.map { ProposalsPage.Row($0, people) },
      pager: Pager(
        shows: Words.count(decided.proposals.count, "proposal", "proposals")
          + (decided.next == nil ? "" : " on this page"),
        next: decided.next.map { Address.path(ProposalsPage.path, ["after": PageCursor.write($0)]) },
        first: after == nil ? nil : ProposalsPage.path),
      mayPropose: principal.may(.proposeAgreements),
      rule: ProposalsPage.Rule(
        isNeeded: rule.isNeeded, version: rule.version, isReaders: principal.may(.setApprovalRule),
        changed: rule.version == 0 ? nil : (PersonName(rule.changedBy), rule.changedAt)))
    page.unreadable = waiting.unreadable + decided.unreadable
    return page
  }

  @Sendable private func setRule(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let isNeeded = form["needed"] == "yes"
    do {
      _ = try await firstTime(SetApprovalRule(isNeeded, expecting: form.version), call, form)
    } catch MainstayError.stale {
      return done(
        call, ProposalsPage.path, "Somebody else decided this meanwhile. Nothing was changed; look at it again.",
        tone: .warn)
    }
    let words =
      isNeeded
      ? "Changes of agreements need a second person from now on." : "One person may change agreements alone now."
    return done(call, ProposalsPage.path, words)
  }

  private func proposalPage(_ call: Call, _ form: FormState = FormState()) async throws -> ProposalPage {
    let look = try await app.ask(ShowProposal(RecordID(call.place("proposal"))), as: call.principal)
    var page = ProposalPage(look, by: try call.principal, for: reader(call))
    page.form = form
    return page
  }

  @Sendable private func decide(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let id = RecordID(call.place("proposal"))
    let path = ProposalsPage.path + "/" + Address.encoded(id.text)
    let note = form["note"] ?? ""
    do {
      guard let decision = form["decision"], ["approve", "refuse"].contains(decision) else {
        throw MainstayError.field("", "choose whether to approve or to refuse it")
      }
      if decision == "approve" {
        _ = try await firstTime(
          ApproveProposal(id, digest: form["digest"] ?? "", note: note, expecting: form.version), call, form)
        return done(
          call, path,
          "It is approved and applied: it holds from now on, or from the day that it names. No running clock moves.")
      }
      _ = try await firstTime(RefuseProposal(id, note: note, expecting: form.version), call, form)
      return done(call, path, "It is refused. Nothing has changed.")
    } catch {
      return try await undecided(error, call, form)
    }
  }

  @Sendable private func withdraw(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      _ = try await firstTime(
        WithdrawProposal(RecordID(call.place("proposal")), expecting: form.version), call, form)
      return done(call, ProposalsPage.path, "It is taken back. Nothing has changed.")
    } catch {
      return try await undecided(error, call, form)
    }
  }

  /// The page of a proposal about which nothing was decided, with why.
  private func undecided(_ error: any Error, _ call: Call, _ form: Form) async throws -> Answer {
    var faults = Pages.faults(error)
    if case MainstayError.stale = error {
      faults = [FieldFault("", "it was changed since you looked at it. Nothing was done; look at it as it is now")]
    }
    guard let faults else { throw error }
    return answer(
      try await proposalPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
  }

  // MARK: The past under it

  /// Tickets that a page replays.
  private static let mostReplayed = 20_000
  /// Days before today that are replayed where nobody says which.
  private static let usualDays = 90
  /// Tickets that a page lists.
  private static let mostDeciding = 50

  private func past(_ call: Call) async throws -> Answer {
    let principal = try call.principal
    let look = try await app.ask(ShowProposal(RecordID(call.place("proposal"))), as: principal)
    var page = ProposalPastPage(
      id: look.proposal.id.text, name: look.proposal.title, form: FormState(), found: nil)
    for name in ["from", "to"] { page.form.values[name] = try call.asked(name) ?? "" }
    do {
      let zone = reader(call).zone
      let rules = try? zones.rules(for: zone.name)
      let today = zone.local(call.now).date
      let from =
        try call.day("from", in: zone) ?? CivilDate(daysSince1970: today.daysSince1970 - Pages.usualDays)
      let to = try call.day("to", in: zone)
      page.form.values["from"] = page.form.values["from"] == "" ? Words.date(from) : page.form.values["from"]
      let scope = ComplianceScope(objective: nil, firstDay: from, lastDay: to, in: rules)
      let question = WhatIf(
        look.drafts, from: scope.from, to: scope.to, deciding: Pages.mostDeciding, most: Pages.mostReplayed)
      let report = try await app.whatIf(question, as: principal)
      page.found = ProposalPastPage.Found(report)
      return answer(page, call)
    } catch MainstayError.invalid(let faults) {
      page.form.faults = faults
      return answer(page, call, status: .unprocessableContent)
    }
  }
}

/// The forms that hand in a proposal: they read what stands in them.
private struct ProposalForms: Sendable {
  let pages: Pages
  let files: AgreementFileReader

  private static let fileName = "proposal.yaml"

  @Sendable func new(_ call: Call) async throws -> Answer {
    var form = FormState()
    if let key = try call.asked("agreement") {
      form.values["text"] = try await pages.app.ask(PresentAgreementFile(key), as: call.principal)
    }
    return pages.answer(ProposalFormPage(form: form), call)
  }

  @Sendable func make(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let made = try await pages.firstTime(ProposeAgreements(draft(form)), call, form)
      let path = made.map { ProposalsPage.path + "/" + Address.encoded($0.id.text) } ?? ProposalsPage.path
      return pages.done(call, path, "It is proposed. Nothing has changed before somebody else approves it.")
    } catch {
      guard let faults = ProposalForms.faults(error) else { throw error }
      return pages.answer(
        ProposalFormPage(form: FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }

  @Sendable func revising(_ call: Call) async throws -> Answer {
    let proposal = try await own(call)
    let form = FormState([
      "title": proposal.title, "reason": proposal.reason,
      "text": proposal.files.map(\.text).joined(separator: "\n---\n"),
    ])
    return pages.answer(
      ProposalFormPage(id: proposal.id.text, version: proposal.version, form: form), call)
  }

  @Sendable func revise(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let proposal = try await own(call)
    do {
      _ = try await pages.firstTime(
        ReviseProposal(proposal.id, try await draft(form), expecting: form.version), call, form)
      return pages.done(
        call, ProposalsPage.path + "/" + Address.encoded(proposal.id.text),
        "It is handed in anew. What others looked at before is void.")
    } catch {
      var faults = ProposalForms.faults(error)
      if case MainstayError.stale = error {
        faults = [
          FieldFault("", "it was changed since you opened this form. Nothing was saved; what you typed stands below")
        ]
      }
      guard let faults else { throw error }
      return pages.answer(
        ProposalFormPage(
          id: proposal.id.text, version: proposal.version, form: FormState(form, faults: faults)), call,
        status: .unprocessableContent)
    }
  }

  /// A proposal that the reader may hand in anew.
  private func own(_ call: Call) async throws -> Proposal {
    let look = try await pages.app.ask(ShowProposal(RecordID(call.place("proposal"))), as: call.principal)
    if let obstacle = look.toRevise { throw MainstayError.conflict(code: obstacle.code, message: obstacle.words) }
    return look.proposal
  }

  private func draft(_ form: Form) async throws -> ProposalDraft {
    let text = form["text"] ?? ""
    let faults = [
      Proposal.titleBounds.faults(in: form["title"] ?? "", at: "title"),
      text.trimmed.isEmpty ? [FieldFault("text", "must not be empty")] : [],
    ].flatMap { $0 }
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    return ProposalDraft(
      title: form["title"] ?? "", reason: form["reason"] ?? "",
      files: [Proposal.File(name: ProposalForms.fileName, text: text)],
      drafts: try await files([(ProposalForms.fileName, text)]))
  }

  /// What is wrong with the text stands beside it.
  private static func faults(_ error: any Error) -> [FieldFault]? {
    Pages.faults(error)?.map { fault in
      if ["", "title", "reason", "text"].contains(fault.path) { return fault }
      if fault.path == "files" { return FieldFault("text", fault.message) }
      return FieldFault("text", "\(fault.path): \(fault.message)")
    }
  }
}
