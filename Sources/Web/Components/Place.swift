import Core
import Kernel

/// A place of the product, as the rail lists it. Each wing says which there are of its own.
public struct Place: Hashable, Sendable {
  /// Where it stands in the rail.
  public enum Group: String, CaseIterable, Sendable {
    case work = "Work"
    case serviceLevels = "Service levels"
    case running = "Running it"
    /// At the rail's foot, by the reader's name.
    case own = ""
  }

  public var path: String
  public var title: String
  public var icon: Icon
  /// The key after `g` that goes there.
  public var key: String
  /// What a person must be allowed to do for this place to be of use.
  public var permission: Permission
  public var group: Group
  /// Its order within the group, from 1.
  public var order: Int
  /// Whether it is where those begin who may use it, the first in the rail's order.
  public var isHome: Bool
  /// Its order in the bar of those who only ask; nil where it does not stand there.
  public var inBar: Int?
  /// Whether it is there for a while only: as long as the desk's board names it.
  public var isPassing: Bool

  public init(
    _ path: String, _ title: String, _ icon: Icon, key: String, _ permission: Permission, in group: Group, _ order: Int,
    isHome: Bool = false, inBar: Int? = nil, isPassing: Bool = false
  ) {
    (self.path, self.title, self.icon, self.key) = (path, title, icon, key)
    (self.permission, self.group, self.order, self.isHome) = (permission, group, order, isHome)
    (self.inBar, self.isPassing) = (inBar, isPassing)
  }
}

extension Reader {
  /// The rail's groups. What the reader may not use is left out, and so is a group without places.
  var groups: [(title: String, places: [Place])] {
    Place.Group.allCases.filter { $0 != .own }.compactMap { group in
      let usable = places(in: group)
      return usable.isEmpty ? nil : (group.rawValue, usable)
    }
  }

  /// Of one group, the places that the reader may use.
  func places(in group: Place.Group) -> [Place] {
    places.filter { $0.group == group && may($0.permission) }.sorted { $0.order < $1.order }
  }

  /// The places in the bar of those who only ask.
  var bar: [Place] { places.filter { $0.inBar != nil }.sorted { ($0.inBar ?? 0) < ($1.inBar ?? 0) } }

  /// Where the reader begins; the start where there is no such place.
  var home: String { Place.home(of: role, among: places)?.path ?? "/" }
}

extension Place {
  /// Where those of a role begin.
  public static func home(of role: Role, among places: [Place]) -> Place? {
    places.filter { $0.isHome && role.has($0.permission) }.min { $0.order < $1.order }
  }
}
