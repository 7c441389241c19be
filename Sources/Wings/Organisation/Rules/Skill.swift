import Kernel

/// How well somebody can do something. The words are ours; the numbers are what files and programs say.
public enum SkillLevel: Int, CaseIterable, Hashable, Comparable, Sendable {
  case aware = 1, guided, able, expert, authority

  public var words: String {
    switch self {
    case .aware: "knows of it"
    case .guided: "with help"
    case .able: "alone"
    case .expert: "helps others"
    case .authority: "sets how it is done"
    }
  }

  public static func < (one: SkillLevel, other: SkillLevel) -> Bool { one.rawValue < other.rawValue }
}

/// A skill that somebody has.
public struct SkillHeld: Hashable, Sendable {
  /// The key of the skill.
  public var skill: String
  public var level: SkillLevel
  /// The last day on which its certificate is good, in UTC; nil where it has no end.
  public var until: CivilDate?

  public init(_ skill: String, _ level: SkillLevel, until: CivilDate? = nil) {
    (self.skill, self.level, self.until) = (skill, level, until)
  }

  /// `network:3`, `firewall:4@2027-03-31`: as files and forms have it.
  public var text: String { "\(skill):\(level.rawValue)" + (until.map { "@" + $0.iso8601 } ?? "") }

  /// Skills of a text as `text` writes them, with commas, semicolons, bars or line ends between.
  ///
  /// - Parameter path: What faults name.
  public static func read(_ text: String, at path: String) -> (skills: [SkillHeld], faults: [FieldFault]) {
    var (skills, faults) = ([SkillHeld](), [FieldFault]())
    for part in text.split(whereSeparator: { ",;|\n\r".contains($0) }) {
      let said = part.trimmed
      if said.isEmpty { continue }
      do {
        skills.append(try one(said, at: path))
      } catch {
        if case .invalid(let found) = error { faults += found }
      }
    }
    if let twice = skills.map(\.skill).firstTwice { faults.append(FieldFault(path, "names the skill \(twice) twice")) }
    return (skills, faults)
  }

  private static func one(_ text: String, at path: String) throws(MainstayError) -> SkillHeld {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map { String($0).trimmed }
    let pair = (parts.first ?? "").split(separator: ":", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard pair.count == 2, !pair[0].isEmpty, let number = Int(pair[1]), let level = SkillLevel(rawValue: number) else {
      throw .field(path, "\(text) is not written as skill:level with a level from 1 to 5, like network:3")
    }
    guard parts.count == 2 else { return SkillHeld(pair[0], level) }
    guard let until = CivilDate(parsing: parts[1]) else {
      throw .field(path, "\(text): \(parts[1]) is no date, like 2027-03-31")
    }
    return SkillHeld(pair[0], level, until: until)
  }
}
