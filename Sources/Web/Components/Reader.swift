import Core
import Kernel

/// Who reads a page, and how they like it: everything that a view needs beside its own model.
public struct Reader: Sendable {
  /// The name that the page greets with.
  public var name: String
  public var role: Role
  /// What they may do where that is other than what the product gives the role.
  public var access: AccessRights?
  /// The present, read once per request.
  public var now: Instant
  public var zone: ReaderZone
  public var theme: Theme
  /// Goes with every form that changes something; empty on pages without a session.
  public var csrf: String
  /// The key of this rendering, for its forms; empty on pages without a session.
  public var once: String
  /// The address of this page, for forms that come back to it.
  public var path: String
  /// What the last action did, shown once.
  public var flash: Flash?
  /// Numbers beside the places of the rail.
  public var counts: [Place: Int]
  /// The places of the product, also those that this reader may not use.
  public var places: [Place]
  /// Paths of places that stand in this reader's rail for what they do, beside those of the role.
  public var ownPlaces: Set<String> = []
  /// A mark of all style sheets and scripts, so that browsers keep them until they change.
  public var assets: String
  /// What people call the desk; nil where nobody has said it.
  public var deskName: String?

  public init(
    name: String, role: Role, now: Instant, zone: ReaderZone, theme: Theme = .system, csrf: String = "",
    once: String = "", path: String = "/", flash: Flash? = nil, counts: [Place: Int] = [:], assets: String = "",
    places: [Place] = [], deskName: String? = nil
  ) {
    (self.assets, self.once, self.places, self.deskName) = (assets, once, places, deskName)
    (self.name, self.role, self.now, self.zone) = (name, role, now, zone)
    (self.theme, self.csrf, self.path, self.flash, self.counts) = (theme, csrf, path, flash, counts)
  }

  /// Whether they may do it anywhere.
  public func may(_ permission: Permission) -> Bool { !role.reach(of: permission, granted: access).isNowhere }
}

/// Light, dark, or whatever the reader's system prefers.
public enum Theme: String, CaseIterable, Sendable { case system, light, dark }

/// One line about what just happened.
public struct Flash: Hashable, Sendable {
  public var tone: Tone
  public var text: String
  /// How it can be taken back; nil where it cannot.
  public var undo: UndoOffer?
  public init(_ tone: Tone, _ text: String, undo: UndoOffer? = nil) {
    (self.tone, self.text, self.undo) = (tone, text, undo)
  }
}

/// What a colour may say. Words and icons say it too.
public enum Tone: String, Sendable {
  case plain, live, good, warn, bad, rest

  var icon: Icon {
    switch self {
    case .plain, .live: .info
    case .good: .done
    case .warn: .warning
    case .bad: .fault
    case .rest: .pause
    }
  }
}

/// The zone in which a reader sees times.
public struct ReaderZone: Sendable {
  /// `Europe/Paris`.
  public var name: String
  /// Seconds east of UTC at an instant.
  private let offset: @Sendable (Instant) -> Int

  public init(_ name: String, offset: @escaping @Sendable (Instant) -> Int) {
    self.name = name
    self.offset = offset
  }

  public static let utc = ReaderZone("UTC") { _ in 0 }

  /// Date and time of day of an instant in this zone.
  public func local(_ instant: Instant) -> LocalMoment {
    let offset = offset(instant)
    let shifted = instant.milliseconds + Int64(offset) * 1000
    var days = shifted / 86_400_000
    var rest = shifted % 86_400_000
    if rest < 0 {
      rest += 86_400_000
      days -= 1
    }
    return LocalMoment(
      date: CivilDate(daysSince1970: Int(days)), secondOfDay: Int(rest / 1000), millisecond: Int(rest % 1000),
      offset: offset)
  }
}

/// An instant as a clock on the wall shows it.
public struct LocalMoment: Hashable, Sendable {
  public var date: CivilDate
  public var secondOfDay: Int
  public var millisecond: Int
  /// Seconds east of UTC.
  public var offset: Int

  var hour: Int { secondOfDay / 3600 }
  var minute: Int { secondOfDay / 60 % 60 }
  var second: Int { secondOfDay % 60 }
}
