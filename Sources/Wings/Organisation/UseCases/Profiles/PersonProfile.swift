import Core
import Journal
import Kernel
import Organisation

/// Where somebody belongs and what they can.
public struct PersonProfile: Hashable, Sendable {
  /// The key of a site.
  public var site: String?
  /// Language tags, the preferred one first.
  public var languages: [String] = []
  /// By the keys of the skills.
  public var skills: [SkillHeld] = []
  /// 0 where nothing has been said yet.
  public var version = 0

  public init() {}

  /// As the journal keeps it after each change.
  var journaled: JSON {
    .members([
      "site": .text(site), "languages": languages.isEmpty ? nil : .array(languages.map(JSON.string)),
      "skills": skills.isEmpty ? nil : .array(skills.map { .string($0.text) }), "version": .integer(Int64(version)),
    ])
  }
}

/// Bounds of what is kept of a person here.
public enum ProfileLimits {
  public static let languages = 20
  public static let skills = 100
}
