import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Services
import ServicesUseCases

extension Pages {
  var serviceChanges: [Route] {
    [
      .page("/service-changes", .permission(.seeServices), feature: "Services", asks: ["below"]) { call in
        let below = try call.asked("below", in: 1...999_999_999)
        let waiting = try await app.ask(ListServiceChanges(), as: call.principal)
        let decided = try await app.ask(ListServiceChanges(open: false, below: below), as: call.principal)
        let pager = Pager(
          shows: Words.count(decided.changes.count, "change", "changes"),
          next: decided.next.map { Address.path(ServiceChangesPage.path, ["below": String($0)]) },
          first: below == nil ? nil : ServiceChangesPage.path)
        return answer(ServiceChangesPage(waiting: waiting, decided: decided, pager: pager), call)
      },
      .page("/service-changes/{change}", .permission(.seeServices), feature: "Services") { call in
        answer(try await changePage(call), call)
      },
      .form(
        "/service-changes/{change}/decide", .permission(.promiseAvailability), feature: "Services", handler: decide),
      .form(
        "/service-changes/{change}/take-back", .permission(.recordOutages), feature: "Services", handler: takeBack),
    ]
  }

  private func changePage(_ call: Call, _ form: FormState = FormState()) async throws -> ServiceChangePage {
    ServiceChangePage(
      try await app.ask(ShowServiceChange(try Pages.changeNumber(call)), as: call.principal), form: form)
  }

  private static func changeNumber(_ call: Call) throws -> Int {
    guard let number = ServiceChange.number(call.place("change")) else {
      throw MainstayError.notFound(kind: "change", id: call.place("change"))
    }
    return number
  }

  @Sendable private func decide(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.changeNumber(call), try call.form())
    do {
      switch form["decision"] {
      case "approve":
        let decided = try await firstTime(ApproveServiceChange(number, expecting: form.version), call, form)
        let periods = (decided?.restated ?? []).map { ServiceWords.period($0.period) }
        let again = periods.isEmpty ? "" : " Stated again: \(periods.joined(separator: ", "))."
        return done(call, ServiceWords.change(number), "\(ServiceChange.name(number)) is approved and made.\(again)")
      case "refuse":
        let note = form.said("note") ?? ""
        _ = try await firstTime(
          RefuseServiceChange(number, because: note, expecting: form.version), call, form)
        return done(
          call, ServiceWords.change(number), "\(ServiceChange.name(number)) is refused. Everything stays as it was.")
      default: throw MainstayError.field("", "choose whether to approve or to refuse it")
      }
    } catch {
      return try await undecided(error, call, form)
    }
  }

  @Sendable private func takeBack(_ call: Call) async throws -> Answer {
    let (number, form) = (try Pages.changeNumber(call), try call.form())
    do {
      _ = try await firstTime(TakeBackServiceChange(number, expecting: form.version), call, form)
      return done(call, ServiceWords.change(number), "\(ServiceChange.name(number)) is taken back.")
    } catch {
      return try await undecided(error, call, form)
    }
  }

  /// The page of a change about which nothing was decided, with why.
  private func undecided(_ error: any Error, _ call: Call, _ form: Form) async throws -> Answer {
    var (faults, status) = (Pages.faults(error), HTTPResponse.Status.unprocessableContent)
    if case MainstayError.stale = error {
      status = .conflict
      faults = [FieldFault("", "somebody decided about it meanwhile; what became of it stands here")]
    }
    if case MainstayError.conflict(_, let message) = error {
      (faults, status) = ([FieldFault("", message)], .conflict)
    }
    guard let faults else { throw error }
    return answer(try await changePage(call, FormState(form, faults: faults)), call, status: status)
  }
}
