import BusinessTime
import Components
import Core
import HTTPSupport
import HTTPTypes
import Kernel
import Markup
import Reach
import ReachUseCases

extension Pages {
  var ownReach: [Route] {
    [
      .page("/account/reach", .permission(.ownReach), feature: "Reach", asks: ["before"]) { call in
        answer(try await reachPage(call), call)
      },
      .form("/account/reach", .permission(.ownReach), feature: "Reach", handler: changeReach),
      .form("/account/reach/ways", .permission(.ownReach), feature: "Reach", handler: addWay),
      .form("/account/reach/ways/{way}/verify", .permission(.ownReach), feature: "Reach", handler: verifyWay),
      .form("/account/reach/ways/{way}/code", .permission(.ownReach), feature: "Reach") { call in
        try await act(call, SendWayCode(RecordID(call.place("way"))), "Another code is on its way.")
      },
      .form("/account/reach/ways/{way}/test", .permission(.ownReach), feature: "Reach") { call in
        try await act(
          call, TestWay(RecordID(call.place("way"))), "A test is on its way. Load the page again to see how it fared.")
      },
      .form("/account/reach/ways/{way}/remove", .permission(.ownReach), feature: "Reach") { call in
        let command = RemoveWay(RecordID(call.place("way")), leavingNone: try call.form()["leavingNone"] == "yes")
        do {
          _ = try await firstTime(command, call, call.form())
          return done(call, Place.reach.path, "It is taken away. Nothing is sent there any more.")
        } catch MainstayError.conflict(RemoveWay.lastWay, let message) {
          return answer(LastWayPage(way: command.id.text, follows: message), call, status: .conflict)
        }
      },
      .form("/account/reach/ways/{way}/earlier", .permission(.ownReach), feature: "Reach") { call in
        let own = try await app.ask(ShowReach(), as: call.principal)
        var ids = own.ways.map(\.way.id)
        if let place = ids.firstIndex(of: RecordID(call.place("way"))), place > 0 { ids.swapAt(place, place - 1) }
        return try await act(call, OrderWays(ids), "It is tried earlier now.")
      },
    ]
  }

  /// Runs the command of a button, and says what keeps it from being done.
  private func act<C: Command>(_ call: Call, _ command: C, _ words: String) async throws -> Answer {
    do {
      _ = try await firstTime(command, call, call.form())
      return done(call, Place.reach.path, words)
    } catch MainstayError.conflict(_, let message) {
      return done(call, Place.reach.path, message, tone: .warn)
    } catch MainstayError.limit(let name, let limit) {
      return done(call, Place.reach.path, "There may be at most \(limit) \(name).", tone: .warn)
    }
  }

  private func reachPage(_ call: Call) async throws -> ReachPage {
    let principal = try call.principal
    // A place in the list that is not understood, say of an old address, is the first page.
    let before: ListOwnNotices.Position? = try call.askedPlace("before")
    let own = try await app.ask(ShowReach(), as: principal)
    let notices = try await app.ask(ListOwnNotices(before: before, limit: 20), as: principal)
    let cells = ReachSettings.Cell.all.filter { principal.may(.postReach) || $0.reason.isForRequesters }
    var form: [String: String] = [
      "timeZone": own.settings.timeZone ?? reader(call).zone.name, "quiet": own.settings.quiet.window?.text ?? "",
      "passing": own.settings.passing.rawValue,
    ]
    for day in own.settings.quiet.days { form[ReachPage.field(day)] = "yes" }
    for cell in cells { form[ReachPage.field(cell)] = own.settings.choice(cell).text }
    return ReachPage(
      ways: own.ways.map { ReachPage.WayLine($0) }, kinds: own.kinds, cells: cells,
      choices: [Choice("in-order", "in my order"), Choice("nothing", "nothing")]
        + [Choice("all", own.ways.count > 1 ? "by all at once" : "by all at once, as I add more")]
        + own.ways.map { Choice($0.way.id.text, $0.way.label) },
      version: own.version, zones: zones.names, recent: notices.items.map { ReachPage.NoticeLine($0) },
      older: notices.next.map { Address.path(Place.reach.path, ["before": PageCursor.write($0)]) + "#lately" },
      unreadable: own.unreadable + notices.unreadable, settings: FormState(form))
  }

  @Sendable private func addWay(_ call: Call) async throws -> Answer {
    let form = try call.form()
    do {
      guard let kind = WayKind(rawValue: form.said("kind") ?? "") else {
        throw MainstayError.field("kind", "is to be chosen")
      }
      let command = AddWay(kind: kind, label: form.said("label") ?? "", address: form.said("address") ?? "")
      guard let made = try await firstTime(command, call, form) else {
        return done(call, Place.reach.path, "This way was added already.", tone: .warn)
      }
      guard let secret = made.secret else {
        return done(call, Place.reach.path, "A code is on its way to \(made.way.label). Type it here.")
      }
      var page = try await reachPage(call)
      page.fresh = ReachPage.Fresh(label: made.way.label, secret: secret)
      return answer(page, call)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = try await reachPage(call)
      page.add = FormState(form, faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }

  @Sendable private func verifyWay(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let id = call.place("way")
    do {
      switch try await app.run(VerifyWay(RecordID(id), code: form.said("code") ?? ""), as: call.principal) {
      case .verified(let way): return done(call, Place.reach.path, "\(way.label) is verified. Messages go there now.")
      case .wrong(let left):
        let words =
          left == 0
          ? "is another one than was sent, for the last time: have another sent"
          : "is another one than was sent; \(Words.count(left, "more try is", "more tries are")) left"
        var page = try await reachPage(call)
        page.codes[id] = FormState([:], faults: [FieldFault("code", words)])
        return answer(page, call, status: .unprocessableContent)
      }
    } catch MainstayError.conflict(_, let message) {
      return done(call, Place.reach.path, message, tone: .warn)
    }
  }

  @Sendable private func changeReach(_ call: Call) async throws -> Answer {
    let form = try call.form()
    var choices: [String: String] = [:]
    for cell in ReachSettings.Cell.all {
      if let choice = form.said(ReachPage.field(cell)) { choices[cell.name] = choice }
    }
    let quiet = form.said("quiet") ?? ""
    let days = Set(Weekday.allCases.filter { form[ReachPage.field($0)] == "yes" })
    do {
      _ = try await app.run(
        ChangeReach(
          timeZone: form.said("timeZone") ?? "", quiet: quiet, quietDays: days,
          passing: try form.said("passing", oneOf: QuietPassing.self), choices: choices, expecting: form.version),
        as: call.principal)
      let read = quiet.isEmpty ? nil : try? Window(typed: quiet).text
      let words = read.flatMap { $0 == quiet ? nil : " \(quiet) was read as \($0)." } ?? ""
      return done(call, Place.reach.path, "It is saved." + words)
    } catch MainstayError.stale {
      var page = try await reachPage(call)
      var state = FormState(form)
      state.faults = [
        FieldFault("", "this was changed elsewhere meanwhile. Nothing was done; send it again if it shall be so")
      ]
      page.settings = state
      return answer(page, call, status: .conflict)
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      var page = try await reachPage(call)
      page.settings = FormState(form, faults: faults)
      return answer(page, call, status: .unprocessableContent)
    }
  }
}

extension ReachPage.WayLine {
  init(_ own: OwnWay) {
    self.init(
      id: own.way.id.text, kind: own.way.kind, label: own.way.label,
      hint: own.address.map { WayAddress.hint($0, own.way.kind) }, isVerified: own.way.isVerified,
      isOffered: own.way.isOffered, codeUntil: own.codeUntil, fault: own.fault)
  }
}

extension PersonalNotice {
  /// What it says to its own person: of a code and a test, which are worded for whoever gets them, what they were.
  fileprivate func ownWords(to way: String?) -> String {
    let way = way ?? "a way that is gone"
    switch reason {
    case .code: return "A code, to \(way)"
    case .test: return "A test, to \(way)"
    default: return words
    }
  }
}

extension ReachPage.NoticeLine {
  init(_ item: ListOwnNotices.Item) {
    let notice = item.notice
    self.init(
      at: notice.createdAt, words: notice.ownWords(to: item.tries.first?.way),
      path: notice.page,
      reason: notice.reason, isUrgent: notice.urgency.isUrgent, state: notice.state, why: notice.why,
      sent: item.tries.map { one in
        let way = one.way ?? "a way that is gone"
        switch one.state {
        case .arrived: return "\(way): arrived"
        case .underway, .waiting:
          return one.error.map { "\(way): is tried again, for: \($0)" } ?? "\(way): under way"
        case .failed, .dropped: return "\(way): did not arrive" + (one.error.map { ": \($0)" } ?? "")
        }
      })
  }
}
