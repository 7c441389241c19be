import Agreements
import Components
import Escalation
import EscalationUseCases
import HTTPSupport
import Kernel

/// A ladder as its form sends it: a row of fields a rung; rows in which nothing is said are left out.
struct LadderForm {
  private let form: Form
  /// Rows that the form has.
  let rows: Int
  /// The rows that are rungs, by the rung's place.
  private let rungs: [Int]
  private var faults: [FieldFault] = []
  private let json: JSON

  static func field(_ row: Int, _ name: String) -> String { "rung-\(row)-\(name)" }

  init(_ form: Form) {
    self.form = form
    rows = min(max(form.said("rows").flatMap { Int($0) } ?? 1, 1), LadderLimit.rungs)
    rungs = (0..<rows).filter { row in
      ["when", "tell", "say"].contains { form.said(LadderForm.field(row, $0)) != nil }
    }
    var faults: [FieldFault] = []
    json = LadderForm.json(form, rungs, &faults)
    self.faults = faults
  }

  /// Whether a rung more is asked for, instead of saving.
  var wantsMore: Bool { form.said("more") != nil && rows < LadderLimit.rungs }
  /// Whether it is asked what people would read.
  var wantsPreview: Bool { form.said("preview") != nil }

  /// - Throws: `invalid` with all faults, by the paths of a ladder.
  func ladder() throws(MainstayError) -> Ladder {
    var found = faults
    do throws(MainstayError) {
      let ladder = try Ladder(json: json)
      if found.isEmpty { return ladder }
    } catch {
      guard case .invalid(let more) = error else { throw error }
      // A number that is none is told once, and not as missing besides.
      found += more.filter { one in !faults.contains { $0.path == one.path } }
    }
    throw .invalid(found)
  }

  /// Faults by the fields of the form.
  func placed(_ faults: [FieldFault]) -> [FieldFault] {
    faults.map { fault in
      let path = fault.path
      guard path.hasPrefix("rungs["), let close = path.firstIndex(of: "]"),
        let place = Int(path[path.index(path.startIndex, offsetBy: 6)..<close]), rungs.indices.contains(place)
      else {
        return FieldFault(String(path.prefix { $0 != "[" && $0 != "." }), fault.message)
      }
      let rest = path[path.index(after: close)...].drop { $0 == "." }
      let names = [
        ("when", "when"), ("tell", "tell"), ("say", "say"), ("hours.calendar", "calendar"),
        ("hours.outside", "outside"),
        ("hours", "calendar"), ("acknowledge.within", "within"), ("acknowledge.by", "by"),
        ("acknowledge.repeat", "repeat"), ("acknowledge", "within"), ("unlessAcknowledged", "unless"),
      ]
      let name = names.first { rest.hasPrefix($0.0) }?.1 ?? "when"
      return FieldFault(LadderForm.field(rungs[place], name), fault.message)
    }
  }

  /// What people would read, rung by rung.
  func preview(_ ladder: Ladder) -> [String] {
    let sample = [
      "number": "INC-1024", "clock": ladder.objectives.first ?? "resolution", "due": "2 June, 15:00", "priority": "P2",
      "service": "mail", "team": "network", "assignee": "kim", "ladder": ladder.name,
    ]
    return ladder.rungs.map { rung in
      rung.message(sample.merging(["moment": rung.moment.text]) { first, _ in first })
    }
  }

  private static func json(_ form: Form, _ rungs: [Int], _ faults: inout [FieldFault]) -> JSON {
    var members: [String: JSON] = [:]
    if let name = form.said("name") { members["name"] = .string(name) }
    for name in ["agreements", "objectives"] where form.said(name) != nil {
      members[name] = .array(list(form.said(name), ",").map(JSON.string))
    }
    let when = attributes(form.said("when") ?? "", "when", &faults)
    if !when.isEmpty { members["when"] = .object(when.mapValues { .array($0.map(JSON.string)) }) }
    members["again"] = number(form.said("again"), "again", &faults)
    members["quietOnHold"] = .bool(form.said("quietOnHold") == "yes")
    members["rungs"] = .array(
      rungs.enumerated().map { place, row in rung(form, row, "rungs[\(place)]", &faults) })
    return .object(members)
  }

  private static func rung(_ form: Form, _ row: Int, _ path: String, _ faults: inout [FieldFault]) -> JSON {
    func said(_ name: String) -> String? { form.said(field(row, name)) }
    var members: [String: JSON] = [:]
    members["when"] = said("when").map { .string(RungText.read($0)?.text ?? $0) }
    members["tell"] = .array(list(said("tell"), ",").map(JSON.string))
    members["say"] = said("say").map(JSON.string)
    if let calendar = said("calendar") {
      members["hours"] = ["calendar": .string(calendar), "outside": .string(said("outside") ?? "wait")]
    }
    if let within = said("within") {
      var ask: [String: JSON] = [:]
      if let minutes = Int(within), (1...10_080).contains(minutes) {
        ask["within"] = .string(Duration.minutes(Int64(minutes)).iso8601)
      } else {
        faults.append(FieldFault("\(path).acknowledge.within", "is a whole number of minutes from 1 to 10080"))
      }
      if let by = said("by") { ask["by"] = Int(by).map { .integer(Int64($0)) } ?? .string(by) }
      ask["repeat"] = number(said("repeat"), "\(path).acknowledge.repeat", &faults)
      members["acknowledge"] = .object(ask)
    } else if said("by") != nil || said("repeat") != nil {
      faults.append(FieldFault("\(path).acknowledge.within", "is missing: within how many minutes"))
    }
    if said("unless") == "yes" { members["unlessAcknowledged"] = .bool(true) }
    return .object(members)
  }

  private static func number(_ text: String?, _ path: String, _ faults: inout [FieldFault]) -> JSON? {
    guard let text else { return nil }
    guard let number = Int64(text) else {
      faults.append(FieldFault(path, "is a whole number"))
      return nil
    }
    return .integer(number)
  }

  /// `priority=P1|P2; service=mail`.
  static func attributes(_ text: String, _ path: String, _ faults: inout [FieldFault]) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for part in list(text, ";") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let values = sides.count == 2 ? list(String(sides[1]), "|") : []
      let name = list(String(sides[0]), "=").first ?? ""
      guard !name.isEmpty, !values.isEmpty else {
        faults.append(FieldFault(path, "is written like priority=P1|P2; service=mail"))
        continue
      }
      found[name] = values
    }
    return found
  }

  static func list(_ text: String?, _ separator: Character) -> [String] {
    (text ?? "").split(separator: separator).map { part in
      var rest = part
      while let first = rest.first, first.isWhitespace { rest.removeFirst() }
      while let last = rest.last, last.isWhitespace { rest.removeLast() }
      return String(rest)
    }.filter { !$0.isEmpty }
  }

  /// A ladder as the form has it.
  static func values(_ ladder: Ladder) -> [String: String] {
    var values = [
      "name": ladder.name, "agreements": ladder.agreements.joined(separator: ", "),
      "objectives": ladder.objectives.joined(separator: ", "),
      "when": ladder.when.map { "\($0.attribute)=\($0.values.joined(separator: "|"))" }.joined(separator: "; "),
      "again": ladder.again == 0 ? "" : String(ladder.again), "quietOnHold": ladder.isQuietOnHold ? "yes" : "",
    ]
    for (row, rung) in ladder.rungs.enumerated() {
      var fields = [
        "when": words(rung.moment), "tell": rung.tells.map(\.text).joined(separator: ", "),
        "say": rung.wording?.text ?? "", "calendar": rung.window?.calendar ?? "",
        "outside": rung.window?.outside.rawValue ?? "wait", "unless": rung.onlyUnacknowledged ? "yes" : "",
      ]
      if let ask = rung.ask {
        fields["within"] = String(ask.within.milliseconds / 60_000)
        fields["repeat"] = ask.repeats == 0 ? "" : String(ask.repeats)
        fields["by"] =
          switch ask.by {
          case .some(let count): String(count)
          case .everybody: "all"
          }
      }
      for (name, value) in fields { values[field(row, name)] = value }
    }
    return values
  }

  /// As people type it: `1 h before`.
  private static func words(_ moment: LadderMoment) -> String {
    guard case .clock(let rung) = moment else { return moment.text }
    return RungText.text(rung)
  }

  /// Whether the fields hold all that a ladder says, so that it comes back out of them word for word.
  static func holds(_ ladder: Ladder) -> Bool {
    var pairs = values(ladder).map { (name: $0.key, value: $0.value) }
    pairs.append((name: "rows", value: String(ladder.rungs.count)))
    do throws(MainstayError) {
      return try LadderForm(Form(pairs)).ladder() == ladder
    } catch {
      return false
    }
  }

  static let empty: [String: String] = ["quietOnHold": "yes", field(0, "outside"): "wait"]
}
