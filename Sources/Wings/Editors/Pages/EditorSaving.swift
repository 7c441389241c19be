import AgreementsUseCases
import Components
import Core
import EditorsUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import Proposals
import ProposalsUseCases

/// Saves what stands in an editor, or proposes it where somebody else has to approve it.
struct EditorSaving: Sendable {
  var pages: Pages
  var call: Call
  var form: Form
  var drafts: AgreementDrafts
  var review: EditorReview

  /// - Parameters:
  ///   - subject: What it is, as a sentence begins with it.
  ///   - begins: Its own first instant, where it names one.
  func save(_ subject: String, to path: String, begins: Instant? = nil) async throws -> Answer {
    guard !review.changes.isEmpty else {
      return pages.done(call, path, "\(subject) says the same as before. Nothing was changed.", tone: .plain)
    }
    if form["step"] == "propose" { return try await propose(subject) }
    _ = try await pages.firstTime(SaveDefinitions(drafts, seen: review.digest), call, form)
    await pages.app.board.refresh(pages.app)
    let versions = review.changes[0].versions
    guard let begins, begins > call.now else { return pages.done(call, path, "\(subject) is in force: \(versions).") }
    let day = Moments.text(begins, .full, for: pages.reader(call))
    return pages.done(call, path, "\(subject) is saved: \(versions). It holds for tickets opened from \(day) on.")
  }

  private func propose(_ subject: String) async throws -> Answer {
    let title = form.said("title") ?? ""
    let faults = Proposal.titleBounds.faults(in: title, at: "title")
    if !faults.isEmpty { throw MainstayError.invalid(faults) }
    let draft = ProposalDraft(
      title: title, reason: form["reason"] ?? "",
      files: [Proposal.File(name: review.key + ".yaml", text: drafts.fileText)], drafts: drafts)
    let made = try await pages.firstTime(ProposeAgreements(draft), call, form)
    let path = "/agreement-proposals" + (made.map { "/" + $0.id.text } ?? "")
    return pages.done(call, path, "\(subject) is proposed. Nothing has changed before somebody else approves it.")
  }
}
