import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Journal
import Kernel

extension Pages {
  /// How long a line about what just happened waits for the page that shows it.
  private static let flashLife = Duration.minutes(2)

  /// Who reads, and how: from the session and the small cookies.
  package func reader(_ call: Call) -> Reader {
    var reader = Reader(
      name: call.caller?.principal.name ?? "", role: call.caller?.principal.role ?? .requester, now: call.now,
      zone: zone(call), theme: call.cookie("theme").flatMap(Theme.init) ?? .system, csrf: call.csrfToken ?? "",
      once: call.csrfToken == nil ? "" : hexadecimal(app.ids.secret(bytes: 16)),
      path: call.address, flash: flash(call), assets: assets, places: places,
      deskName: app.board.card.name)
    reader.access = call.caller?.principal.access
    if let id = call.caller?.principal.id {
      reader.ownPlaces = Set(app.board.card.own.filter { $0.value.contains(id) }.keys)
    }
    return reader
  }

  /// The zone that the browser has named, else the desk's.
  private func zone(_ call: Call) -> ReaderZone {
    for name in [call.cookie("zone"), app.board.card.timeZone, homeZone] {
      if let name, let rules = try? zones.rules(for: name) { return ReaderZone(name) { rules.offset(at: $0) } }
    }
    return .utc
  }

  private func flash(_ call: Call) -> Flash? {
    // What is read again by the page's script is not seen as a page.
    guard call.headers[.live] == nil, let text = call.cookie("flash") else { return nil }
    return Flash(kept: text)
  }

  /// A page as an answer; the line about the last action is shown once.
  package func answer(_ page: some Page, _ call: Call, status: HTTPResponse.Status = .ok) -> Answer {
    let reader = reader(call)
    let answer = Answer.html(Shell.render(page, for: reader), status: status)
    return reader.flash == nil ? answer : call.setting(cookie: "flash", to: "", lasting: .zero, answer)
  }

  /// To another page, which says `text` at its top.
  /// - Parameter undo: How it can be taken back.
  package func done(
    _ call: Call, _ path: String, _ text: String, tone: Tone = .good, undo: UndoOffer? = nil
  ) -> Answer {
    call.setting(cookie: "flash", to: Flash(tone, text, undo: undo).kept, lasting: Pages.flashLife, .seeOther(path))
  }

  /// Where a form may send its reader back to: a path of this site, else `fallback`.
  package static func back(_ path: String?, or fallback: String) -> String {
    guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"), path.utf8.count <= 2000,
      path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
    else { return fallback }
    return path
  }

  /// The faults of a refused form, by the names of its fields; nil for errors that a form cannot show.
  package static func faults(_ error: any Error, renaming names: [String: String] = [:]) -> [FieldFault]? {
    switch error {
    case MainstayError.invalid(let faults):
      return faults.map { fault in
        let plain = fault.path.hasPrefix("set.") ? String(fault.path.dropFirst(4)) : fault.path
        return FieldFault(names[plain] ?? plain, fault.message)
      }
    case MainstayError.conflict("proof-needed", let message): return [FieldFault("current", message)]
    case MainstayError.conflict(_, let message): return [FieldFault("", message)]
    case MainstayError.limit(let name, let limit): return [FieldFault("", "\(name): at most \(limit)")]
    case MainstayError.notFound(let kind, let id): return [FieldFault("", "there is no \(kind) \(id)")]
    default: return nil
    }
  }
}

extension FormState {
  /// What was typed; the first value of each name. Passwords and tokens are left out.
  package init(_ form: Form, faults: [FieldFault] = []) {
    let secret = Form.secretFields.union(["was", Form.onceField])
    var values: [String: String] = [:]
    for (name, _) in form.pairs where !secret.contains(name) && values[name] == nil { values[name] = form[name] }
    self.init(values, faults: faults)
  }
}

extension Form {
  /// The value of a field without blanks around it; nil where nothing stands there.
  package func said(_ name: String) -> String? {
    guard let value = self[name] else { return nil }
    var rest = value[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest.isEmpty ? nil : String(rest)
  }

  /// One of few choices; nil where none is said.
  /// - Throws: `MainstayError.invalid` for any other word: something else than was asked for would be written.
  package func said<Choice: CaseIterable & RawRepresentable>(
    _ name: String, oneOf _: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    try chosen(name, said(name))
  }

  /// The version of a record that the form was made for; of what is no number one that there never was.
  package var version: Int? { self["version"].flatMap { $0.isEmpty ? nil : Int($0) ?? -1 } }
}

extension Call {
  /// The first value of a name in the query; nil where it is empty or not there.
  package func asked(_ name: String) throws -> String? {
    try queryPairs().first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
  }

  /// A whole number in the query; nil where none is said.
  /// - Throws: `MainstayError.invalid` with the bounds for anything else.
  package func asked(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
    guard let text = try asked(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw MainstayError.field(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A place in a list, as the list itself has given it; nil where none is said.
  /// - Throws: `MainstayError.invalid` for anything else: the list from its beginning would look like what was asked for.
  package func askedPlace<Position: CursorPosition>(_ name: String) throws -> Position? {
    try asked(name).map { try PageCursor.position($0, field: name) }
  }

  /// One of few choices in the query; nil where none is said.
  /// - Throws: `MainstayError.invalid` for any other word: another answer than was asked for would look like it.
  package func asked<Choice: CaseIterable & RawRepresentable>(
    _ name: String, oneOf _: Choice.Type
  ) throws -> Choice? where Choice.RawValue == String {
    try chosen(name, try asked(name))
  }
}

/// The choice that a word names.
private func chosen<Choice: CaseIterable & RawRepresentable>(
  _ name: String, _ text: String?
) throws -> Choice? where Choice.RawValue == String {
  guard let text else { return nil }
  guard let choice = Choice(rawValue: text) else {
    let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw MainstayError.field(name, "is one of \(known)")
  }
  return choice
}
