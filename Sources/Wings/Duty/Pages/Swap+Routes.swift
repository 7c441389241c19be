import Components
import Core
import Duty
import DutyUseCases
import HTTPSupport
import HTTPTypes
import Kernel

extension Pages {
  func swapPage(_ call: Call) async throws -> SwapPage {
    let given = try call.queryPairs().filter { $0.name == "shift" }.map(\.value)
    return try await swapPage(
      call, FormState(["person": try call.asked("person") ?? ""]), given: Set(given), returned: [])
  }

  /// The page with the shifts of who is named on the form, so far as one person is.
  private func swapPage(
    _ call: Call, _ form: FormState, given: Set<String>, returned: Set<String>
  ) async throws -> SwapPage {
    let staff = try await otherStaff(call)
    var (form, name): (FormState, String?) = (form, nil)
    if !form["person"].isEmpty {
      do throws(MainstayError) {
        name = try DutyFields.signIn(form["person"], among: staff, at: "person")
      } catch {
        form.note(Pages.faults(error) ?? [])
      }
    }
    do {
      let choices = try await app.ask(ShowSwapChoices(with: name), as: call.principal)
      return try inOwnZone(SwapPage(choices: choices, staff: staff, given: given, returned: returned, form: form), call)
    } catch MainstayError.invalid(let faults) {
      form.note(faults)
      let choices = try await app.ask(ShowSwapChoices(), as: call.principal)
      return try inOwnZone(SwapPage(choices: choices, staff: staff, given: given, returned: returned, form: form), call)
    }
  }

  private func inOwnZone(_ page: SwapPage, _ call: Call) throws -> SwapPage {
    var page = page
    page.zone = try ownDutyRules(call, page.choices.timeZone).map { ReaderZone($0.name, $0.rules) }
    return page
  }

  @Sendable func askSwap(_ call: Call) async throws -> Answer {
    let form = try call.form()
    let texts = (given: form.all("shift"), returned: form.all("back"))
    func again(_ faults: [FieldFault], _ status: HTTPResponse.Status) async throws -> Answer {
      answer(
        try await swapPage(
          call, FormState(form, faults: faults), given: Set(texts.given), returned: Set(texts.returned)), call,
        status: status)
    }
    if form.said("look") != nil {
      return try await again(
        form.said("person") == nil ? [FieldFault("person", "is missing; write a name, or a part of it")] : [], .ok)
    }
    do {
      let typed = DutyFields(form, try await ownDutyRules(call), try await otherStaff(call))
      let person = typed.person("person")
      let swaps = try pairs(form, texts, typed).map { pair in
        AskSwap(
          pair.given.roster, taker: person, from: pair.given.span.from, to: pair.given.span.to,
          back: pair.returned?.span)
      }
      let asked = try await firstTime(AskSwaps(swaps), call, form)
      let count = asked?.count ?? 1
      var overlaps = OverlapsOfRoster()
      for (swap, made) in zip(swaps, asked ?? []) {
        // The roster names the taker once they accept; until then what they have elsewhere is found beside it.
        overlaps.items += try await app.ask(
          FindOverlaps(givenOn: swap.roster, to: person, from: made.given.from, to: made.given.to), as: call.principal
        ).items
      }
      let own = try await ownDutyRules(call)
      if let words = Pages.overlapping(overlaps, reader(call).by(ReaderZone(reader(call).zone.name, own))) {
        return done(call, Place.myDuty.path, "They are asked. " + words, tone: .warn)
      }
      return done(
        call, Place.myDuty.path,
        count == 1
          ? "They are asked. It changes hands once they accept."
          : "They are asked for \(Words.grouped(count)) swaps. Each changes hands once they accept it.")
    } catch {
      guard let faults = Pages.faults(error) else { throw error }
      return try await again(placed(faults, isPart: form.said("from") != nil), .unprocessableContent)
    }
  }

  /// What is to be swapped, of what is ticked and typed.
  ///
  /// - Throws: `invalid` with all faults.
  private func pairs(
    _ form: Form, _ texts: (given: [String], returned: [String]), _ typed: DutyFields
  ) throws -> [(given: NamedShift, returned: NamedShift?)] {
    var (given, returned) = (
      NamedShift.joined(texts.given.compactMap(NamedShift.init)),
      NamedShift.joined(texts.returned.compactMap(NamedShift.init))
    )
    func part(_ shifts: inout [NamedShift], _ names: (from: String, to: String)) throws {
      guard form.said(names.from) != nil || form.said(names.to) != nil else { return }
      guard shifts.count == 1 else {
        throw MainstayError.field(names.from, "is of one shift; tick that one alone above")
      }
      let (from, to) = (typed.moment(names.from, optional: true), typed.moment(names.to, optional: true))
      if let from { shifts[0].span.from = from }
      if let to { shifts[0].span.to = to }
    }
    try part(&given, ("from", "to"))
    try part(&returned, ("backFrom", "backTo"))
    return try typed.complete(SwapPairs.pairs(given: given, returned: returned))
  }

  /// Faults of `swaps[1].from` by the fields of the form.
  private func placed(_ faults: [FieldFault], isPart: Bool) -> [FieldFault] {
    var seen: Set<FieldFault> = []
    return faults.map { fault in
      guard fault.path.hasPrefix("swaps") else { return fault }
      let name = fault.path.split(separator: ".").last.map(String.init) ?? ""
      let place = ["from", "to"].contains(name) && !isPart ? "shift" : name == "backFrom" && !isPart ? "back" : name
      return FieldFault(place == "swaps" ? "shift" : place, fault.message)
    }.filter { seen.insert($0).inserted }
  }
}

extension Form {
  /// All values of a name.
  func all(_ name: String) -> [String] { pairs.filter { $0.0 == name && !$0.1.isEmpty }.map(\.1) }
}

extension FormState {
  /// Adds faults that are not said yet.
  fileprivate mutating func note(_ found: [FieldFault]) { faults += found.filter { !faults.contains($0) } }
}
