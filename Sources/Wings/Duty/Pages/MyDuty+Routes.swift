import BusinessTime
import Components
import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

extension Pages {
  var ownDuty: [Route] {
    [
      .page("/duty", .permission(.ownDuty), feature: "Duty") { call in
        answer(try await myDutyPage(call, FormState()), call)
      },
      .page("/duty/swap", .permission(.ownDuty), feature: "Duty", asks: ["shift", "person"]) { call in
        answer(try await swapPage(call), call)
      },
      .form("/duty/swaps", .permission(.ownDuty), feature: "Duty", handler: askSwap),
      .form("/duty/swaps/{swap}/accept", .permission(.ownDuty), feature: "Duty") { call in
        try await own(
          AnswerSwap(RecordID(call.place("swap")), accepts: true), call, "It is agreed: the duty is yours now.")
      },
      .form("/duty/swaps/{swap}/decline", .permission(.ownDuty), feature: "Duty") { call in
        try await own(
          AnswerSwap(RecordID(call.place("swap")), accepts: false), call, "It is declined. Nothing changes hands.")
      },
      .form("/duty/swaps/{swap}/withdraw", .permission(.ownDuty), feature: "Duty") { call in
        try await own(WithdrawSwap(RecordID(call.place("swap"))), call, "It is withdrawn. The duty stays yours.")
      },
      .form("/duty/swaps/accept", .permission(.ownDuty), feature: "Duty", handler: acceptSwaps),
      .form("/duty/absences", .permission(.ownDuty), feature: "Duty", handler: noteAbsence),
      .form("/duty/absences/{absence}/end", .permission(.ownDuty), feature: "Duty") { call in
        try await own(EndAbsence(RecordID(call.place("absence"))), call, "The absence is ended. Your shifts are yours.")
      },
      .form("/duty/calendars", .permission(.ownDuty), feature: "Duty") { call in
        let form = try call.form()
        do {
          guard let made = try await firstTime(MakeDutyFeed(), call, form) else {
            return done(call, Place.myDuty.path, "The address was shown when it was made. Make another.", tone: .warn)
          }
          var page = try await myDutyPage(call, FormState())
          page.fresh = "\(call.ownOrigin ?? "")/duty/calendar/\(made.secret)"
          return answer(page, call)
        } catch {
          guard let faults = Pages.faults(error) else { throw error }
          return answer(try await myDutyPage(call, FormState(faults: faults)), call, status: .conflict)
        }
      },
      Route.form("/duty/calendars/{calendar}/end", .permission(.ownDuty), feature: "Duty") { call in
        try await own(
          RevokeDutyFeed(RecordID(call.place("calendar"))), call, "The address is ended: who has it gets nothing.")
      }.endingAccess,
    ]
  }

  /// What other programs read by the secret in the address, without a sign-in.
  var dutyCalendar: [Route] {
    [
      Route(.get, "/duty/calendar/{secret}", kind: .plain, access: .anyone, feature: "Duty") { call in
        let read = try await app.ask(ReadDutyFeed(call.place("secret")), as: .system("calendar"))
        let tag = "\"\(read.tag)\""
        if call.headers[.ifNoneMatch] == tag { return Answer(status: .notModified).header(.eTag, tag) }
        return Answer.bytes(read.file, type: "text/calendar; charset=utf-8").header(.eTag, tag)
          .header(.cacheControl, "private, no-cache")
      }
    ]
  }

  /// Accepts those that are ticked.
  @Sendable private func acceptSwaps(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let ids = form.all("swap").map { RecordID($0) }
    do {
      guard !ids.isEmpty else { throw MainstayError.field("swap", "is missing; tick those that you accept") }
      _ = try await firstTime(AnswerSwaps(ids, accepts: true), call, form)
      return done(
        call, Place.myDuty.path,
        ids.count == 1
          ? "It is agreed: the duty is yours now."
          : "\(Words.grouped(ids.count)) swaps are agreed: the duty is yours now.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(
        try await myDutyPage(call, FormState(faults: faults)), call,
        status: ids.isEmpty ? .unprocessableContent : .conflict)
    }
  }

  private func own<C: Command>(_ command: C, _ call: Call, _ words: String) async throws -> Answer {
    let form = try call.form()
    do {
      _ = try await firstTime(command, call, form)
      return done(call, Place.myDuty.path, words)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return answer(try await myDutyPage(call, FormState(faults: faults)), call, status: .conflict)
    }
  }

  /// Whom one may name beside oneself.
  func otherStaff(_ call: Call) async throws -> [Choice] {
    let own = try call.principal.name
    return try await dutyStaff(call).filter { $0.value != own }
  }

  private func myDutyPage(_ call: Call, _ form: FormState) async throws -> MyDutyPage {
    let principal = try call.principal
    let duty = try await app.ask(ShowMyDuty(), as: principal)
    var page = MyDutyPage(
      duty: duty, me: principal.id, names: duty.people.names, staff: try await otherStaff(call), form: form)
    page.zone = try ownDutyRules(call, duty.timeZone).map { ReaderZone($0.name, $0.rules) }
    return page
  }

  /// The clock that one's duty is shown by where nothing but UTC is known of the reader's: that of the roster of the first
  /// shift.
  func ownDutyRules(_ call: Call, _ name: String?) throws -> (name: String, rules: ZoneRules)? {
    guard reader(call).zone.name == ReaderZone.utc.name, let name,
      let rules = try? zones.rules(for: name)
    else { return nil }
    return (name, rules)
  }

  /// As above, of who asks.
  func ownDutyRules(_ call: Call) async throws -> ZoneRules {
    let duty = try await app.ask(ShowMyDuty(), as: call.principal)
    return try ownDutyRules(call, duty.timeZone)?.rules ?? readerZone(call)
  }

  @Sendable private func noteAbsence(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      let typed = DutyFields(form, try await ownDutyRules(call), try await otherStaff(call))
      let (from, to, deputy) = (
        typed.moment("awayFrom", optional: true), typed.moment("awayTo"), typed.somebody("deputy")
      )
      let command = NoteAbsence(from: from, to: try typed.complete(to), deputy: deputy)
      _ = try await firstTime(command, call, form)
      return done(call, Place.myDuty.path + "#away", "It is noted that you are away.")
    } catch {
      guard let faults = Pages.faults(error, renaming: ["from": "awayFrom", "to": "awayTo"]) else { throw error }
      return answer(
        try await myDutyPage(call, FormState(form, faults: faults)), call, status: .unprocessableContent)
    }
  }
}
