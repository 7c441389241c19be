import Kernel

/// The rule as the database keeps it and programs write it.
extension AdmissionRule {
  public var json: JSON {
    [
      "creates": .bool(creates), "adopts": .bool(adopts), "takesTickets": .bool(takesTickets), "name": .string(name),
      "role": .string(role.rawValue),
      "needs": .array(needs.map { ["claim": .string($0.claim), "is": .string($0.value)] }),
      "grants": .array(
        grants.map {
          .members([
            "claim": .string($0.when.claim), "is": .string($0.when.value), "role": .text($0.role?.rawValue),
            "teams": .array($0.teams.map(JSON.string)),
          ])
        }),
    ]
  }

  /// - Throws: `invalid` with the paths of what is wrong: `grants[2].role`.
  public init(_ json: JSON) throws(MainstayError) {
    let log = FaultLog()
    func text(_ value: JSON?, _ path: String) -> String {
      guard let text = value?.stringValue, AdmissionRule.isClaimText(text) else {
        log.add(path, "must be a text of 1 to 300 characters on one line")
        return ""
      }
      return text
    }
    func flag(_ key: String, or usual: Bool) -> Bool {
      guard let value = json[key] else { return usual }
      guard let flag = value.boolValue else {
        log.add(key, "must be true or false")
        return usual
      }
      return flag
    }
    func role(_ value: JSON?, _ path: String) -> Role? {
      guard let value, value != .null else { return nil }
      guard let role = value.stringValue.flatMap(Role.init), role != .system else {
        log.add(path, "must be one of requester, agent, lead, manager, admin")
        return nil
      }
      return role
    }
    self.init(name: text(json["name"], "name"))
    creates = flag("creates", or: true)
    adopts = flag("adopts", or: false)
    takesTickets = flag("takesTickets", or: false)
    self.role = role(json["role"], "role") ?? .requester
    let needs = json["needs"]?.arrayValue ?? []
    let grants = json["grants"]?.arrayValue ?? []
    for (key, lines) in [("needs", needs), ("grants", grants)] where lines.count > AdmissionRule.mostLines {
      log.add(key, "may have at most \(AdmissionRule.mostLines) lines")
    }
    self.needs = needs.prefix(AdmissionRule.mostLines).enumerated().map { index, line in
      Condition(text(line["claim"], "needs[\(index)].claim"), text(line["is"], "needs[\(index)].is"))
    }
    self.grants = grants.prefix(AdmissionRule.mostLines).enumerated().map { index, line in
      let path = "grants[\(index)]"
      let grant = Grant(
        when: Condition(text(line["claim"], path + ".claim"), text(line["is"], path + ".is")),
        role: role(line["role"], path + ".role"),
        teams: (line["teams"]?.arrayValue ?? []).enumerated().map { text($1, path + ".teams[\($0)]") })
      if grant.role == nil, grant.teams.isEmpty { log.add(path, "gives neither a role nor a team") }
      return grant
    }
    if !log.faults.isEmpty { throw .invalid(log.faults) }
  }

  private static func isClaimText(_ text: String) -> Bool { TextBounds.line(1...300).fault(in: text) == nil }
}

/// The rule as people write it: a condition a line, `groups = it-desk`, and behind an arrow what it gives,
/// `groups = it-desk -> agent, service-desk`.
extension AdmissionRule {
  public var needsText: String { needs.map { "\($0.claim) = \($0.value)" }.joined(separator: "\n") }

  public var grantsText: String {
    grants.map { grant in
      let gives = ([grant.role?.rawValue] + grant.teams.map { Optional($0) }).compactMap { $0 }
      return "\(grant.when.claim) = \(grant.when.value) -> \(gives.joined(separator: ", "))"
    }.joined(separator: "\n")
  }

  /// - Throws: `invalid` at `needs` or `grants` with the line that cannot be read.
  public mutating func read(needs: String, grants: String) throws(MainstayError) {
    var faults: [FieldFault] = []
    self.needs = AdmissionRule.lines(needs).compactMap { number, line in
      let found = AdmissionRule.condition(line)
      if found == nil { faults.append(FieldFault("needs", "line \(number) must read like: groups = staff")) }
      return found
    }
    self.grants = AdmissionRule.lines(grants).compactMap { number, line in
      guard let arrow = line.firstRange(of: "->"), let when = AdmissionRule.condition(line[..<arrow.lowerBound]) else {
        faults.append(FieldFault("grants", "line \(number) must read like: groups = it-desk -> agent, service-desk"))
        return nil
      }
      let words = line[arrow.upperBound...].split(separator: ",").map(\.trimmed).filter {
        !$0.isEmpty
      }
      let roles = words.compactMap(Role.init).filter { $0 != .system }
      guard !words.isEmpty, roles.count <= 1 else {
        faults.append(FieldFault("grants", "line \(number) gives \(words.isEmpty ? "nothing" : "more than one role")"))
        return nil
      }
      return Grant(
        when: when, role: roles.first, teams: words.filter { Role(rawValue: $0) != roles.first || roles.isEmpty })
    }
    if self.needs.count > AdmissionRule.mostLines || self.grants.count > AdmissionRule.mostLines {
      faults.append(FieldFault("grants", "there may be at most \(AdmissionRule.mostLines) lines"))
    }
    if !faults.isEmpty { throw .invalid(faults) }
  }

  /// Claims as people type them to try a rule: a line each, `groups = it-desk`; a claim may stand more than once.
  /// - Throws: `invalid` at `claims` with the line that cannot be read.
  public static func claims(_ text: String) throws(MainstayError) -> Claims {
    var (claims, faults): (Claims, [FieldFault]) = ([:], [])
    for (number, line) in lines(text) {
      guard let found = condition(line) else {
        faults.append(FieldFault("claims", "line \(number) must read like: groups = it-desk"))
        continue
      }
      claims[found.claim, default: []].append(found.value)
    }
    if !faults.isEmpty { throw .invalid(faults) }
    return claims
  }

  private static func lines(_ text: String) -> [(Int, Substring)] {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { ($0.offset + 1, $0.element) }.filter { !$0.1.trimmed.isEmpty }
  }

  private static func condition(_ line: Substring) -> Condition? {
    guard let sign = line.firstIndex(of: "=") else { return nil }
    let (claim, value) = (line[..<sign].trimmed, line[line.index(after: sign)...].trimmed)
    return isClaimText(claim) && isClaimText(value) ? Condition(claim, value) : nil
  }
}
