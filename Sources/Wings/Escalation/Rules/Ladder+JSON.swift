import Agreements
import Kernel

extension Ladder {
  /// As files, the API and the database write it.
  public var json: JSON {
    .members([
      "name": .string(name), "agreements": Ladder.list(agreements), "objectives": Ladder.list(objectives),
      "when": when.isEmpty
        ? nil
        : .object(
          Dictionary(
            when.map { ($0.attribute, JSON.array($0.values.map(JSON.string))) }, uniquingKeysWith: { first, _ in first }
          )),
      "rungs": .array(rungs.map(\.json)), "again": again == 0 ? nil : .integer(Int64(again)),
      "quietOnHold": .bool(isQuietOnHold),
    ])
  }

  private static func list(_ texts: [String]) -> JSON? {
    texts.isEmpty ? nil : .array(texts.map(JSON.string))
  }

  /// - Throws: `invalid` with all faults, each with its path.
  public init(json: JSON) throws(MainstayError) {
    let log = FaultLog()
    let found = LadderReader().ladder(Field(json, log: log))
    guard let found, log.faults.isEmpty else { throw .invalid(log.faults) }
    self = found
  }
}

extension LadderRung {
  var json: JSON {
    .members([
      "when": .string(moment.text), "tell": .array(tells.map { .string($0.text) }), "say": .text(wording?.text),
      "hours": window.map {
        .members(["calendar": .string($0.calendar), "outside": .string($0.outside.rawValue)])
      },
      "acknowledge": ask?.json, "unlessAcknowledged": onlyUnacknowledged ? .bool(true) : nil,
    ])
  }
}

extension LadderAsk {
  var json: JSON {
    let by: JSON
    switch self.by {
    case .some(let count): by = .integer(Int64(count))
    case .everybody: by = .string(LadderReader.everybody)
    }
    return .members([
      "by": by, "within": .string(within.iso8601), "repeat": repeats == 0 ? nil : .integer(Int64(repeats)),
    ])
  }
}

/// Reads a ladder as files and the API write it, logging every fault by its path.
struct LadderReader {
  static let everybody = "all"
  static let keys = ["name", "agreements", "objectives", "when", "rungs", "again", "quietOnHold"]
  private static let rungKeys = ["when", "tell", "say", "hours", "acknowledge", "unlessAcknowledged"]

  func ladder(_ field: Field) -> Ladder? {
    guard let members = field.members(LadderReader.keys, of: "name, rungs") else { return nil }
    let name = members.required("name")?.text()
    if let name, let fault = LadderLimit.name.fault(in: name) { members["name"]?.fault(fault) }
    let rows = members.required("rungs", "is missing: who is told when")
    let elements = rows?.elements(limit: LadderLimit.rungs) ?? []
    if let rows, case .array(let all) = rows.value, all.isEmpty { rows.fault("has no rung: nobody would be told") }
    let rungs = elements.map { rung($0, isFirst: $0.path.hasSuffix("[0]")) }
    let again = members["again"].flatMap { number($0, 0...LadderLimit.again) } ?? 0
    if again > 0, !rungs.contains(where: { $0?.ask != nil }) {
      members["again"]?.fault("needs a rung that asks to be acknowledged")
    }
    return Ladder(
      name: name ?? "", agreements: members["agreements"]?.names(limit: LadderLimit.keys) ?? [],
      objectives: members["objectives"]?.names(limit: LadderLimit.keys) ?? [],
      when: members["when"].map { AgreementReader(workingDays: nil).conditions($0) } ?? [],
      rungs: rungs.compactMap(\.self), again: again, isQuietOnHold: members["quietOnHold"]?.bool() ?? true)
  }

  private func rung(_ field: Field, isFirst: Bool) -> LadderRung? {
    guard let members = field.members(LadderReader.rungKeys, of: "when, tell") else { return nil }
    let moment = members.required("when", "is missing: its moment, like 75% or breach").flatMap(moment)
    if isFirst, moment == .afterTheOneBefore {
      members["when"]?.fault("comes after the rung before, and there is none")
    }
    let tells = members.required("tell", "is missing: who is told").map(audiences)
    let ask = members["acknowledge"].flatMap(ask)
    if ask != nil, tells?.contains(.requester) == true {
      members["acknowledge"]?.fault("cannot be asked of the requester; tell them by a rung of its own")
    }
    let unless = members["unlessAcknowledged"]?.bool() ?? false
    if isFirst, unless { members["unlessAcknowledged"]?.fault("needs a rung before it that can be acknowledged") }
    let (wording, window) = (members["say"].flatMap(wording), members["hours"].flatMap(window))
    guard let moment, let tells else { return nil }
    return LadderRung(moment, tells: tells, wording: wording, window: window, ask: ask, onlyUnacknowledged: unless)
  }

  private func moment(_ field: Field) -> LadderMoment? {
    guard let text = field.scalarText else {
      field.fault("must be a moment like 75% or breach")
      return nil
    }
    do throws(LadderMoment.Malformed) {
      let moment = try LadderMoment(parsing: text)
      if case .clock(let rung) = moment, case .consumed(let length, _) = rung.position, length.days > 0 {
        field.fault("counts in days, which are as long as each calendar says; write hours, or add wall")
        return nil
      }
      return moment
    } catch {
      field.fault(error.reason)
      return nil
    }
  }

  private func audiences(_ field: Field) -> [LadderAudience] {
    guard let elements = field.elements(limit: LadderLimit.tells) else { return [] }
    if elements.isEmpty { field.fault("names nobody") }
    var found: [LadderAudience] = []
    for element in elements {
      guard let text = element.text() else { continue }
      do throws(LadderAudience.Unknown) {
        let audience = try LadderAudience(parsing: text)
        if found.contains(audience) { element.fault("stands here twice") } else { found.append(audience) }
      } catch {
        element.fault(error.reason)
      }
    }
    return found
  }

  private func wording(_ field: Field) -> LadderWording? {
    guard let text = field.text() else { return nil }
    do throws(LadderWording.Malformed) { return try LadderWording(text) } catch {
      field.fault(error.reason)
      return nil
    }
  }

  private func window(_ field: Field) -> LadderWindow? {
    guard let members = field.members(["calendar", "outside"], of: "calendar, outside") else { return nil }
    let calendar = members.required("calendar", "is missing: whose hours")?.name()
    let outside = members["outside"]?.choice(LadderWindow.Outside.self) ?? .wait
    return calendar.map { LadderWindow($0, outside: outside) }
  }

  private func ask(_ field: Field) -> LadderAsk? {
    guard let members = field.members(["by", "within", "repeat"], of: "within, by, repeat") else { return nil }
    var by = LadderAsk.Needed.some(1)
    if let said = members["by"] {
      if said.scalarText == LadderReader.everybody {
        by = .everybody
      } else if let count = number(said, 1...LadderLimit.people) {
        by = .some(count)
      }
    }
    let repeats = members["repeat"].flatMap { number($0, 0...LadderLimit.again) } ?? 0
    guard let field = members.required("within", "is missing: how long it may take, like PT15M"),
      let duration = field.duration()
    else { return nil }
    guard let within = duration.length(day: .days(1)), LadderLimit.within.contains(within) else {
      field.fault(
        "lies outside of \(LadderLimit.within.lowerBound.plainWords) to \(LadderLimit.within.upperBound.plainWords)")
      return nil
    }
    return LadderAsk(by: by, within: within, repeats: repeats)
  }

  private func number(_ field: Field, _ range: ClosedRange<Int>) -> Int? {
    guard let number = field.whole() else { return nil }
    guard range.contains(number) else {
      field.fault("is a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return number
  }
}
